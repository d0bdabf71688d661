import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DormantRows, Wait, WaitInStep } from './dormant-rows.ts';

/**
 * Workflows of this replica that wait for a letter and are in nobody's memory. To the database they are running, so that every
 * release takes them over when this process dies. When a letter or their time comes, they are run again from the top, as
 * after a restart, and find it.
 */
export interface Dormant {
  /** Takes those in whose run is still the workflow's own; gives their ids. Only what still waits may be let go after that. */
  write(waits: readonly WaitInStep[]): Promise<string[]>;
  /** One that is let go. */
  add(wait: Wait): void;
  /** What the replica `whose` left behind becomes ours: what waits stays dormant, everything else is run again. */
  takeOver(whose: string): Promise<void>;
  /** Something has come for a workflow, whichever it is. */
  hear(id: string): void;
  /** Asks whether anything has come unheard, for dormant ones and for those that wait in memory; gives the ids of these. */
  listenAnew(awake: readonly Wait[]): Promise<string[]>;
  close(): void;
}

/**
 * When many have to be run again at once, so many are; the next when most of them have come to rest again, and after a while in any
 * case. All together they would take all memory, and starve one another of connections.
 */
const atOnce = 100;
const rest = 250;
const longestRest = 5_000;
const restAfterProblem = 1_000;
/** The time of what has to be run again has come in any case. */
const longAgo: Instant = 0;

export function createDormant(options: {
  rows: DormantRows;
  clock: Clock;
  /** How many workflows run here and do not wait. */
  busy: () => number;
  onProblem: (error: unknown) => void;
}): Dormant {
  const { rows, clock, busy, onProblem } = options;
  const known = new Map<string, Wait>();
  let alarm: { at: Instant; cancel: () => void } | null = null;
  let ringing: Promise<void> | null = null;
  let closed = false;

  /** One alarm for all of them. */
  function wind(at: Instant): void {
    if (closed || (alarm && alarm.at <= at)) return;
    alarm?.cancel();
    alarm = { at, cancel: clock.at(at, ring) };
  }

  function ring(): void {
    alarm = null;
    ringing ??= rouseDue().finally(() => {
      ringing = null;
      const times = [...known.values()].flatMap(({ until }) => until ?? []);
      if (times.length > 0) wind(times.reduce((first, time) => Math.min(first, time)));
    });
  }

  async function rouseDue(): Promise<void> {
    while (!closed) {
      const now = clock.now();
      const due = [...known.values()].filter(({ until }) => until !== null && until <= now).slice(0, atOnce);
      if (due.length === 0) return;
      await rouse(due);
      const began = performance.now();
      do await pause(rest, undefined, { ref: false });
      while (!closed && busy() > atOnce / 2 && performance.now() - began < longestRest);
    }
  }

  /** Until it is written they stay known: trouble is told and waited out, for nobody else would do it. */
  async function rouse(waits: readonly Wait[]): Promise<void> {
    while (!closed) {
      const still = waits.filter((wait) => known.get(wait.id) === wait);
      if (still.length === 0) return;
      try {
        await rows.rouse(still);
        for (const wait of still) if (known.get(wait.id) === wait) known.delete(wait.id);
      } catch (error) {
        onProblem(error);
        await pause(restAfterProblem, undefined, { ref: false });
      }
    }
  }

  function add(wait: Wait): void {
    known.set(wait.id, wait);
    if (wait.until !== null && ringing === null) wind(wait.until);
  }

  function hear(id: string): void {
    const wait = known.get(id);
    if (wait) void rouse([wait]);
  }

  async function listenAnew(awake: readonly Wait[]): Promise<string[]> {
    if (known.size === 0 && awake.length === 0) return [];
    const news = await rows.withNews(awake);
    for (const id of news) hear(id);
    return news;
  }

  return {
    write: rows.write,
    add,
    async takeOver(whose) {
      const owner = randomUUID();
      for (const { dormant, ...wait } of await rows.adopt(whose, owner))
        add(dormant ? wait : { ...wait, until: longAgo });
      // What came for them before we knew them was not heard.
      await listenAnew([]);
    },
    hear,
    listenAnew,
    close() {
      closed = true;
      alarm?.cancel();
      known.clear();
    },
  };
}
