import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';

const channel = 'quarterdeck_check';

/**
 * Whether a NOTIFY reaches the session within `patience` ms. It does not where a pooler in transaction mode stands in between:
 * everything still works there, but only at the pace of the polls, and advisory locks do not tell who lives.
 */
export async function notificationsWork(database: Database, patience = 3_000): Promise<boolean> {
  const token = randomUUID();
  const heard = Promise.withResolvers<boolean>();
  const stop = database.session.listen(channel, (payload) => {
    if (payload === token) heard.resolve(true);
  });
  const timer = setTimeout(() => heard.resolve(false), patience);
  try {
    // A round trip on the session: LISTEN is in force behind it.
    await database.session.query('select 1');
    await database.query('select pg_notify($1, $2)', [channel, token]);
    return await heard.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
