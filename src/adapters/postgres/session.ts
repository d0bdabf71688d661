import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { outlast } from './outage.ts';

type Row = pg.QueryResultRow;
type Query = <R extends Row>(sql: string, values?: unknown[]) => Promise<R[]>;

/**
 * The one long-lived connection: notifications arrive on it, and it holds the advisory locks by which other processes see
 * that this one lives. When it is lost it is made anew, listens again and lets everyone take their locks again.
 */
export interface Session {
  /** Waits, up to its patience, while the connection is away. Idempotent statements only. */
  query: Query;
  /**
   * `listener` gets the payload of every NOTIFY on `channel`, and an empty one when listening has begun and after each
   * reconnection: something may have been missed until then.
   */
  listen(channel: string, listener: (payload: string) => void): () => void;
  /** Runs now and after every reconnection, before anybody else may query. */
  onConnect(hook: (query: Query) => Promise<void>): Promise<void>;
  /** False while the connection is away: the locks are not held then. */
  readonly connected: boolean;
  close(): Promise<void>;
}

export async function openSession(options: {
  url: string;
  /** As `pg_stat_activity` shows it. */
  name?: string;
  patience: number;
  onProblem: (error: Error) => void;
}): Promise<Session> {
  const { url, name = 'quarterdeck', patience, onProblem } = options;
  const channels = new Map<string, Set<(payload: string) => void>>();
  const hooks: ((query: Query) => Promise<void>)[] = [];
  let client: pg.Client | null = null;
  let ask: Query | null = null;
  let closed = false;
  let reconnecting: Promise<void> | null = null;

  /** One statement after the other: a connection takes no second one while it is at the first. */
  const queryOn = (on: pg.Client): Query => {
    let before: Promise<unknown> = Promise.resolve();
    return async <R extends Row>(sql: string, values: unknown[] = []) => {
      const mine = before.then(() => on.query<R>(sql, values));
      before = mine.catch(() => {});
      return (await mine).rows;
    };
  };

  const tell = (channel: string, payload: string) => {
    for (const listener of channels.get(channel) ?? []) listener(payload);
  };

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: name,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
    });
    fresh.on('error', onProblem);
    fresh.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
    fresh.once('end', () => {
      if (client !== fresh) return;
      client = null;
      ask = null;
      if (!closed) reconnecting ??= reconnect();
    });
    try {
      await fresh.connect();
      const query = queryOn(fresh);
      for (const channel of channels.keys()) await query(`listen ${pg.escapeIdentifier(channel)}`);
      for (const hook of hooks) await hook(query);
      client = fresh;
      ask = query;
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
  }

  async function reconnect(): Promise<void> {
    for (let wait = 20; !closed && client === null; wait = Math.min(wait * 2, 500)) {
      try {
        await connect();
        for (const channel of channels.keys()) tell(channel, '');
      } catch (error) {
        onProblem(error instanceof Error ? error : new Error(String(error)));
        await pause(wait);
      }
    }
    reconnecting = null;
  }

  const query: Query = (sql, values) =>
    outlast(patience, () => {
      if (!ask) throw new Error(closed ? 'the session is over' : 'Connection terminated');
      return ask(sql, values);
    });

  await outlast(patience, connect);
  return {
    query,
    listen(channel, listener) {
      const listeners = channels.get(channel) ?? new Set();
      listeners.add(listener);
      if (!channels.has(channel)) {
        channels.set(channel, listeners);
        // When this fails the connection is lost, and the next one listens to everything in `channels`.
        ask?.(`listen ${pg.escapeIdentifier(channel)}`).then(() => tell(channel, ''), onProblem);
      }
      return () => void listeners.delete(listener);
    },
    async onConnect(hook) {
      hooks.push(hook);
      await outlast(patience, async () => hook(query));
    },
    get connected() {
      return client !== null;
    },
    async close() {
      closed = true;
      const last = client;
      client = null;
      ask = null;
      await last?.end().catch(() => {});
      await reconnecting;
    },
  };
}
