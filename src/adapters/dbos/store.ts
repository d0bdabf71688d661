/** Rows of one statement. Waits while the database is away, up to its patience; idempotent statements only. */
type Query = <Row extends Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** The one long-lived connection: it gets notifications, and its advisory locks show to others that this process lives. */
export interface SharedSession {
  query: Query;
  /** An empty payload means that something may have been missed: listening has just begun, or the connection was lost. */
  listen(channel: string, listener: (payload: string) => void): () => void;
  /** Runs now and after every reconnection; while it throws, the session stays disconnected and tries again. */
  onConnect(hook: (query: Query) => Promise<void>): Promise<void>;
}

/** What the engine needs of the database besides DBOS's own use of the pool. The tables are in schema `quarterdeck`. */
export interface Store {
  query: Query;
  session: SharedSession;
}
