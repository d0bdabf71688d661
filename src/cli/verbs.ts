import { createApp } from '../app.ts';
import { readProcessSettings } from '../config/env.ts';
import { Fault } from '../model/fault.ts';
import type { Finding } from '../model/notice.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { schema } from './schema.ts';
import type { Verb } from './verb.ts';

/** What operators can type, in the order of the help. */
export const verbs: readonly Verb[] = [check, doctor(diagnose), schema];

/** With the settings of npm start, and beside a bot that runs: the same database, none of its doors. */
async function diagnose(): Promise<Finding[]> {
  const read = readProcessSettings();
  if (!read.ok) throw new Fault('invalid', `Nothing can be examined yet:\n${read.problems.join('\n')}`);
  const app = createApp({ ...read.settings, logLevel: 'silent' });
  try {
    return await app.diagnose();
  } finally {
    await app.stop('examined');
  }
}
