import { z } from 'zod';
import type { Access } from './access.ts';
import type { Kind } from './kinds.ts';

/** One stream of changes of a kind in a namespace, for all who look on there. */
export interface Stream {
  /** `name`: of what changed; null when anything may have. Returns what ends it. */
  follow(changed: (name: string | null) => void): () => void;
  readonly followers: number;
}

export interface Backoff {
  /** Real ms; ends early when stopped. */
  pause(length: number, stop: AbortSignal): Promise<void>;
  random(): number;
  onTrouble(trouble: { cluster: string; resource: string; err: unknown }): void;
}

/**
 * So many seconds a stream lasts. Shortly before its end the API server sends a bookmark, so that the next one begins at a version that is
 * still known, also where nothing happens; and the SDK would break off one that is silent for 30 seconds.
 */
const length = 25;
const firstPause = 500;
const longestPause = 30_000;

const named = z.looseObject({ metadata: z.looseObject({ name: z.string().optional(), resourceVersion: z.string() }) });
const listed = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) });
const refused = z.looseObject({ code: z.number() });

/**
 * Begins with the first follower and ends with the last. It goes on from the last resourceVersion, lists again when that is forgotten
 * (410), and waits longer and longer, never quite alike, while the API server is away. After each gap everything may have changed.
 */
export function createStream(access: Access, kind: Kind, namespace: string, backoff: Backoff): Stream {
  const followers = new Set<(name: string | null) => void>();
  let running: AbortController | null = null;

  const tell = (name: string | null) => {
    for (const each of [...followers]) each(name);
  };

  /** A list of one is enough to know where to begin: what is there is read by whoever is told. */
  async function begin(): Promise<string> {
    const answer = await access.send({ verb: 'list', kind, namespace, query: { limit: '1' } });
    return listed.parse(answer).metadata.resourceVersion;
  }

  /** Gives the version to go on from, null when it is forgotten; `heard` whether anything came. */
  function listen(
    from: string,
    stop: AbortSignal,
  ): Promise<{ version: string | null; heard: boolean; error: unknown }> {
    return new Promise((resolve) => {
      let version: string | null = from;
      let heard = false;
      const event = (type: string, object: unknown) => {
        if (type === 'ERROR') {
          version = refused.safeParse(object).data?.code === 410 ? null : version;
          return;
        }
        const read = named.safeParse(object);
        if (!read.success) return;
        heard = true;
        version = read.data.metadata.resourceVersion;
        if (type !== 'BOOKMARK') tell(read.data.metadata.name ?? null);
      };
      const query = { resourceVersion: from, allowWatchBookmarks: 'true', timeoutSeconds: String(length) };
      let controller: AbortController | null = null;
      const breakOff = () => controller?.abort();
      const ended = (error: unknown) => {
        stop.removeEventListener('abort', breakOff);
        if (statusOf(error) === 410) version = null;
        resolve({ version, heard, error: isSilence(error) ? null : error });
      };
      stop.addEventListener('abort', breakOff, { once: true });
      access.stream({ verb: 'watch', kind, namespace, query }, event, ended).then((begun) => {
        controller = begun;
        if (stop.aborted) breakOff();
      }, ended);
    });
  }

  async function run(stop: AbortSignal): Promise<void> {
    let version: string | null = null;
    let wait = firstPause;
    while (!stop.aborted) {
      try {
        if (version === null) {
          version = await begin();
          tell(null);
        }
        const end = await listen(version, stop);
        version = end.version;
        if (end.heard || end.error === null) wait = firstPause;
        if (end.error !== null && end.error !== undefined) throw end.error;
        // A server that ends each stream at once is not asked again at once.
        if (!end.heard) await backoff.pause(firstPause * backoff.random(), stop);
      } catch (err) {
        if (stop.aborted) return;
        backoff.onTrouble({ cluster: access.cluster, resource: kind.plural, err });
        await backoff.pause(wait * (0.5 + backoff.random() / 2), stop);
        wait = Math.min(wait * 2, longestPause);
        // Whatever happened meanwhile; the version may still be known, and then nothing is missed.
      }
    }
  }

  return {
    get followers() {
      return followers.size;
    },
    follow(changed) {
      followers.add(changed);
      if (running === null) {
        running = new AbortController();
        void run(running.signal);
      }
      return () => {
        followers.delete(changed);
        if (followers.size > 0) return;
        running?.abort();
        running = null;
      };
    },
  };
}

/** The SDK ends a stream on which nothing comes for a while; that is no trouble. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : null;
}
