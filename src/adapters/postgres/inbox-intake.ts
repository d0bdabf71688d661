import { constants, zstdCompressSync } from 'node:zlib';
import type pg from 'pg';
import type { Arrival } from '../../ports/inbox.ts';
import { cleanText } from './encoding.ts';
import { outlast } from './outage.ts';

type Outcome = 'new' | 'duplicate';

interface Waiting {
  row: { source: string; kind: string; key: string; body: Buffer };
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/** Rows of one insert at most. */
const largestBatch = 64;

/**
 * Storing, with natural batching: when no insert is under way the row goes at once; what arrives meanwhile shares the next
 * one. The body is compressed first. `onNew` is called after a commit that added something.
 */
export function createIntake(
  pool: pg.Pool,
  patience: number,
  onNew: () => void,
): (arrival: Arrival) => Promise<Outcome> {
  const waiting: Waiting[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    for (let batch = waiting.splice(0, largestBatch); batch.length > 0; batch = waiting.splice(0, largestBatch)) {
      try {
        const added = await outlast(patience, () => insert(pool, batch));
        for (const { row, resolve } of batch) resolve(added.delete(nameOf(row)) ? 'new' : 'duplicate');
        onNew();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    flushing = false;
  }

  return ({ source, kind, key, body }) =>
    new Promise((resolve, reject) => {
      const packed = zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
      waiting.push({ row: { source, kind, key: cleanText(key), body: packed }, resolve, reject });
      if (!flushing) void flush();
    });
}

/** The names of the rows that were not there before. */
async function insert(pool: pg.Pool, batch: readonly Waiting[]): Promise<Set<string>> {
  const places = batch.map((_, i) => `($${i * 4 + 1}, $${i * 4 + 2}, $${i * 4 + 3}, $${i * 4 + 4}::bytea)`);
  const { rows } = await pool.query<{ source: string; key: string }>({
    // Prepared once per size and connection.
    name: `inbox-${batch.length}`,
    text: `with added as (
        insert into quarterdeck.inbox (source, kind, key, body) values ${places.join(', ')}
        on conflict (source, key) do nothing returning source, key
      ), told as (select pg_notify('quarterdeck_inbox', '') where exists (select from added))
      select source, key, (select count(*) from told) from added`,
    values: batch.flatMap(({ row }) => [row.source, row.kind, row.key, row.body]),
  });
  return new Set(rows.map(nameOf));
}

function nameOf({ source, key }: { source: string; key: string }): string {
  return `${source}\n${key}`;
}
