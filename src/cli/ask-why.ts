import { createApp } from '../app.ts';
import type { Settings } from '../config/env.ts';
import type { Notice } from '../model/notice.ts';

/** Asks what is deployed, locked and active now, in the database of the given settings, whether the bot runs on it or not. */
export async function askWhy(settings: Settings, text: string, slackId: string): Promise<Notice> {
  const app = createApp({ ...settings, logLevel: 'fatal' });
  try {
    return await app.why(text, slackId);
  } finally {
    await app.stop('the question is answered');
  }
}
