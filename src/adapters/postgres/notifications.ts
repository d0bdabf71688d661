import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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

/** Whether notifications arrive, as the last look found it. */
export interface NotificationWatch {
  /** Null when they do, and as long as nobody knows. */
  trouble(): string | null;
  stop(): void;
}

/** Looks now and every `every` ms. `onChange` is told when they no longer arrive, or do again. */
export function watchNotifications(
  database: Database,
  options: { onChange: (arrive: boolean) => void; every?: number; patience?: number },
): NotificationWatch {
  const { onChange, every = 60_000, patience = 3_000 } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  let arrive = true;
  // Twice, since one may be lost with the connection that it was on its way on.
  const look = async () => (await notificationsWork(database, patience)) || notificationsWork(database, patience);

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      // A database that is away says nothing of notifications.
      const found = await look().catch(() => arrive);
      if (signal.aborted) return;
      const changed = found !== arrive;
      arrive = found;
      if (changed) onChange(found);
      await pause(every, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  void follow();
  return {
    trouble: () => (arrive ? null : 'do not arrive: everything is seconds late'),
    stop: () => stopped.abort(),
  };
}
