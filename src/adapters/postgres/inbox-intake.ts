import { setTimeout as pause } from 'node:timers/promises';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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

/** So many senders at once are a rush, and it is over when there were fewer for so long (ms). */
const rush = 8;
const rushOver = 50;

export interface Intake {
  accept(arrival: Arrival): Promise<Outcome>;
  /** Resolves when there is no rush, after `longest` ms at the latest. */
  calm(longest: number): Promise<void>;
}

/**
 * Storing, with natural batching: when no insert is under way the row goes at once; what arrives meanwhile shares the next
 * one. A large body is compressed first. `onNew` is called after a commit that added something.
 */
export function createIntake(pool: pg.Pool, patience: number, onNew: () => void): Intake {
  const waiting: Waiting[] = [];
  let flushing = false;
  let unanswered = 0;
  let rushedAt = Number.NEGATIVE_INFINITY;

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
      unanswered -= batch.length;
    }
    flushing = false;
  }

  return {
    accept: ({ source, kind, key, body }) =>
      new Promise((resolve, reject) => {
        waiting.push({ row: { source, kind, key: cleanText(key), body: pack(body) }, resolve, reject });
        if (++unanswered > rush) rushedAt = performance.now();
        if (!flushing) void flush();
      }),
    async calm(longest) {
      const deadline = performance.now() + longest;
      for (;;) {
        const now = performance.now();
        const left = Math.min(rushedAt + rushOver, deadline) - now;
        if (left <= 0) return;
        await pause(left);
      }
    },
  };
}

/** Below this size (bytes) compressing costs more time than it saves. */
const worthPacking = 2_048;
/** How a body that was compressed begins; JSON never begins so. */
const packedMark = 0xfd2fb528;

function pack(body: Buffer): Buffer {
  if (body.length < worthPacking) return body;
  return zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

/** The body as it arrived. */
export function unpack(stored: Buffer): Buffer {
  return stored.length >= 4 && stored.readUInt32LE(0) === packedMark ? zstdDecompressSync(stored) : stored;
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
