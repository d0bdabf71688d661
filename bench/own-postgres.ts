import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';
import { leaves } from './leftovers.ts';

/** A built-in Postgres for as long as `use` takes; given its address. Nothing is left of it, however that ends. */
export async function withOwnPostgres<T>(use: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
  const server = await startEmbeddedPostgres({ folder });
  const end = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const forget = leaves(end);
  try {
    return await use(server.url);
  } finally {
    forget();
    await end();
  }
}
