import type { Inbox, Taken } from '../../src/ports/inbox.ts';

interface Row extends Taken {
  state: 'waiting' | 'taken' | 'done' | 'given-up';
  error: string;
}

/** Failed arrivals are due again at once. */
export function createFakeInbox(): Inbox {
  const rows: Row[] = [];
  const listeners = new Set<() => void>();
  return {
    async accept(arrival) {
      if (rows.some(({ source, key }) => source === arrival.source && key === arrival.key)) return 'duplicate';
      const body = Buffer.from(arrival.body);
      rows.push({ ...arrival, body, id: String(rows.length + 1), tries: 0, age: 0, state: 'waiting', error: '' });
      for (const listener of listeners) queueMicrotask(listener);
      return 'new';
    },
    async take(limit, handle) {
      const batch = rows.filter(({ state }) => state === 'waiting').slice(0, limit);
      for (const row of batch) row.state = 'taken';
      await Promise.all(
        batch.map(async (row) => {
          try {
            const { id, source, kind, key, body, tries, age } = row;
            await handle({ id, source, kind, key, body, tries, age });
            row.state = 'done';
          } catch (error) {
            row.tries++;
            row.error = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            row.state = row.tries >= 10 ? 'given-up' : 'waiting';
            for (const listener of listeners) queueMicrotask(listener);
          }
        }),
      );
      return batch.length;
    },
    async calm() {},
    onArrival(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    abandoned: async (limit) =>
      rows
        .filter(({ state }) => state === 'given-up')
        .slice(0, limit)
        .map(({ id, source, kind, error }) => ({ id, source, kind, error })),
  };
}
