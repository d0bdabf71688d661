import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import type { Clock } from '../../ports/clock.ts';
import { setAlarm } from './alarm.ts';

/** What the simulation answers: its time in ms since the epoch, how many times faster than real time it runs, and which setting this is. */
const readingSchema = z.object({
  now: z.number(),
  speed: z.number().nonnegative(),
  revision: z.union([z.number(), z.string()]),
});
type Reading = z.infer<typeof readingSchema> & { takenAt: Millis };

/** When the clock stands still, timers look again after this long. */
const whileStanding: Millis = 60_000;

export interface SimulatedClock extends Clock {
  stop(): void;
}

export interface SimulatedClockOptions {
  /** Address of the simulation; `/clock` is asked. */
  url: string;
  /** Told when the simulation cannot be reached; it is asked again until it can, and time goes on as it last did. */
  onProblem: (error: Error) => void;
  /** How long the first answer may take, ms. */
  patience?: Millis;
  /** Pause after a failure, ms. */
  retryEvery?: Millis;
}

/** A clock that follows a simulation's. Throws `Fault` when the simulation does not answer at the beginning. */
export async function createSimulatedClock(options: SimulatedClockOptions): Promise<SimulatedClock> {
  const { url, onProblem, patience = 10_000, retryEvery = 250 } = options;
  const stopped = new AbortController();
  const alarms = new Set<() => void>();
  let reading = await firstReading(url, patience, retryEvery);

  const now = (): Instant => timeBy(reading);
  const left = (instant: Instant): Millis => {
    if (now() >= instant) return 0;
    return reading.speed > 0 ? (instant - now()) / reading.speed : whileStanding;
  };

  /** True when it was set. */
  function take(fresh: Reading): boolean {
    const isSet = fresh.revision !== reading.revision || fresh.speed !== reading.speed;
    // Nobody knows for how long an answer has waited to be read, by a process that stood still: it may be late, and never early.
    if (!isSet && timeBy(fresh) <= now()) return false;
    reading = fresh;
    for (const rewind of [...alarms]) rewind();
    return isSet;
  }

  async function follow(): Promise<void> {
    // A question that is answered at once tells more surely than one that was waited for.
    let known: Reading['revision'] | null = null;
    while (!stopped.signal.aborted) {
      try {
        const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(60_000)]);
        known = take(await read(url, known, signal)) ? null : reading.revision;
      } catch (error) {
        if (stopped.signal.aborted) return;
        onProblem(error instanceof Error ? error : new Error(String(error)));
        await pause(retryEvery, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
      }
    }
  }
  void follow();

  return {
    now,
    at(instant, ring) {
      let cancel = () => {};
      const rewind = () => {
        cancel();
        cancel = setAlarm(
          () => left(instant),
          () => {
            alarms.delete(rewind);
            ring();
          },
        );
      };
      alarms.add(rewind);
      rewind();
      return () => {
        alarms.delete(rewind);
        cancel();
      };
    },
    stop: () => stopped.abort(),
  };
}

function timeBy({ now, takenAt, speed }: Reading): Instant {
  return Math.floor(now + (performance.now() - takenAt) * speed);
}

async function firstReading(url: string, patience: Millis, retryEvery: Millis): Promise<Reading> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await read(url, null, AbortSignal.timeout(patience));
    } catch (cause) {
      if (performance.now() + retryEvery > deadline) {
        throw new Fault('unavailable', `The simulated clock at ${url} does not answer.`, { cause });
      }
      await pause(retryEvery);
    }
  }
}

/** With `after`, the answer comes when the clock was set since, or after a while. */
async function read(url: string, after: Reading['revision'] | null, signal: AbortSignal): Promise<Reading> {
  const address = new URL('clock', url.endsWith('/') ? url : `${url}/`);
  if (after !== null) address.searchParams.set('after', String(after));
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`the simulated clock answered ${response.status}`);
  // The time on the way is not known; on loopback it is nothing.
  return { ...readingSchema.parse(await response.json()), takenAt: performance.now() };
}
