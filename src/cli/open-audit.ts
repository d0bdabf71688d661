import { createApp } from '../app.ts';
import type { Settings } from '../config/env.ts';
import type { OpenAudit } from './audit.ts';

/** The audit log of these settings; a Quarterdeck that runs beside it is not disturbed. */
export async function openAudit(settings: Settings): Promise<OpenAudit> {
  const app = createApp({ ...settings, logLevel: 'fatal' });
  try {
    return { ...(await app.readAudit()), close: () => app.stop('the audit log has been read') };
  } catch (error) {
    await app.stop('the audit log cannot be read');
    throw error;
  }
}
