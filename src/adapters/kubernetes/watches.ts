import type { Place } from '../../ports/cluster.ts';
import type { Access } from './access.ts';
import { pathOf, pods } from './kinds.ts';
import type { Mover } from './mover.ts';
import { type Backoff, createStream, type Stream } from './watching.ts';

/** Real ms in which what changes of a service is told once. */
const gathering = 250;

/** One stream per cluster, namespace and kind, however many places look on. */
export function createWatches(backoff: Backoff) {
  const streams = new Map<string, Stream>();

  function streamOf(access: Access, kind: Parameters<typeof createStream>[1], namespace: string): Stream {
    const key = `${access.cluster} ${pathOf(kind, namespace)}`;
    const known = streams.get(key) ?? createStream(access, kind, namespace, backoff);
    streams.set(key, known);
    return known;
  }

  return {
    /** How many streams run now. */
    running: () => [...streams.values()].filter(({ followers }) => followers > 0).length,
    watch(access: Access, place: Place, mover: Mover, changed: () => void, stop: AbortSignal): void {
      if (stop.aborted) return;
      const { namespace } = place.workload;
      let timer: NodeJS.Timeout | null = null;
      const tell = () => {
        timer ??= setTimeout(() => {
          timer = null;
          changed();
        }, gathering);
      };
      const refs = mover.refs(place);
      const kinds = new Map(refs.map(({ kind }) => [kind.plural, kind]));
      const ends = [...kinds.values()].map((kind) => {
        const names = new Set(refs.filter((ref) => ref.kind === kind).map(({ name }) => name));
        return streamOf(access, kind, namespace).follow((name) => {
          if (name === null || names.has(name)) tell();
        });
      });
      // Restarts and reasons are the pods' alone; they bear the name of what made them.
      const prefix = `${place.workload.name}-`;
      ends.push(
        streamOf(access, pods, namespace).follow((name) => {
          if (name === null || name.startsWith(prefix)) tell();
        }),
      );
      const end = () => {
        for (const each of ends) each();
        if (timer !== null) clearTimeout(timer);
        timer = null;
      };
      stop.addEventListener('abort', end, { once: true });
    },
  };
}
