import type { Millis } from '../model/time.ts';
import { second } from '../model/time.ts';
import type { Inbox, Taken } from '../ports/inbox.ts';
import type { Log } from '../ports/log.ts';

export interface RelayParts {
  inbox: Pick<Inbox, 'take' | 'calm' | 'onArrival'>;
  /** By source. What throws is tried again by the inbox. */
  handlers: Record<Taken['source'], (taken: Taken) => Promise<unknown>>;
  log: Log;
  /** How many batches may be handled at once; a slow arrival holds up only its own batch. */
  batches?: number;
  batchSize?: number;
  /** Called for each arrival, for the metrics; `length` in ms of real time. */
  onHandled?(taken: Taken, result: 'done' | 'failed', length: number): void;
}

export interface Relay {
  start(): void;
  /** Takes no more and resolves when what was taken is handled. */
  stop(): Promise<void>;
}

/** Senders wait for their acknowledgement, three seconds at most; what was taken in waits for them, but not for ever. */
const longestRush: Millis = second;

/** One per replica: hands what was stored to those who know what to do with it. */
export function createRelay(parts: RelayParts): Relay {
  const { inbox, handlers, log, batches = 4, batchSize = 20 } = parts;
  const working = new Set<Promise<void>>();
  /** Batches that have not yet seen what waits: they will find what arrives now. */
  let looking = 0;
  let waiting = false;
  let stopped = false;
  let off: (() => void) | null = null;

  function poke(): void {
    waiting = true;
    if (stopped || looking > 0 || working.size >= batches) return;
    const work = drain().finally(() => working.delete(work));
    working.add(work);
  }

  async function drain(): Promise<void> {
    try {
      while (!stopped) {
        const taken = await take();
        if (taken < batchSize && !waiting) return;
      }
    } catch (error) {
      // The inbox calls again now and then; what was taken is free again.
      log.warn({ err: error }, 'the inbox cannot be read');
    }
  }

  /** One batch; another one begins as soon as this one is known to leave something. */
  async function take(): Promise<number> {
    let seen = 0;
    looking += 1;
    const looked = () => {
      if (seen === 0) looking -= 1;
    };
    try {
      await inbox.calm(longestRush);
      waiting = false;
      return await inbox.take(batchSize, (taken) => {
        looked();
        seen += 1;
        if (seen === batchSize || (seen === 1 && waiting)) poke();
        return handle(taken);
      });
    } finally {
      looked();
    }
  }

  async function handle(taken: Taken): Promise<void> {
    const began = performance.now();
    try {
      await handlers[taken.source](taken);
      parts.onHandled?.(taken, 'done', performance.now() - began);
    } catch (error) {
      log.warn(
        { err: error, source: taken.source, kind: taken.kind, key: taken.key, tries: taken.tries },
        'an arrival could not be handled; it is tried again',
      );
      parts.onHandled?.(taken, 'failed', performance.now() - began);
      throw error;
    }
  }

  return {
    start() {
      off = inbox.onArrival(poke);
      poke();
    },
    async stop() {
      stopped = true;
      off?.();
      await Promise.allSettled([...working]);
    },
  };
}
