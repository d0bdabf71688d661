import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../app.ts';
import type { Settings } from '../config/env.ts';
import type { Finding } from '../model/notice.ts';

/**
 * Looks at everything outside with the given settings. It works in a folder and a database of its own, so that neither the
 * catalog in force nor a Quarterdeck that runs beside it is touched.
 */
export async function diagnose(settings: Settings): Promise<Finding[]> {
  const data = await mkdtemp(path.join(tmpdir(), 'quarterdeck-doctor-'));
  const app = createApp({ ...settings, databaseUrl: null, data, logLevel: 'fatal' });
  try {
    return await app.diagnose();
  } finally {
    await app.stop('the diagnosis has ended');
    await rm(data, { recursive: true, force: true });
  }
}
