import type { Finding } from '../../model/notice.ts';
import type { Database } from './database.ts';
import { notificationsWork } from './notifications.ts';

/** What `doctor` says of the database. */
export async function examineDatabase(database: Database): Promise<Finding[]> {
  const what = 'Postgres';
  if (await notificationsWork(database)) {
    return [{ ok: true, what, found: 'connected, and notifications arrive', mend: null }];
  }
  const mend = 'Point DATABASE_URL at Postgres itself, or at a pooler in session mode.';
  return [{ ok: false, what, found: 'connected, but notifications do not arrive: everything is seconds late', mend }];
}
