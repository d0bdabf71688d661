import type { Repository } from '../model/repository.ts';
import { fullName } from '../model/repository.ts';
import type { Run, RunUpdate } from '../model/run.ts';
import type { Millis } from '../model/time.ts';
import type { Runs } from '../ports/runs.ts';

export interface InFlight {
  deploymentId: string;
  repository: Repository;
  runId: number;
}

export interface ReconcilerParts {
  /** The runs that deployments of ours wait for. */
  inFlight(): Promise<InFlight[]>;
  runs: Pick<Runs, 'changed'>;
  /** What GitHub says of the environments that a run waits to enter, as one text: the same while nothing has changed. */
  holds(repository: Repository, runId: number): Promise<string>;
  /** `again` counts how often the same end of a run was handed over before: it is no duplicate, somebody has missed it. */
  signal: { run(update: RunUpdate, deploymentId: string | null, again: number): Promise<void> };
  /** Real time between two looks at what is in flight, and at a run that moves. */
  interval?: Millis;
  /** A run that stands still is looked at ever less often, down to this. */
  slowest?: Millis;
  /** A look that failed; it is tried again at the run's next turn. */
  onError(error: unknown, about: InFlight | null): void;
  /** Real time; monotonic. */
  now?(): Millis;
  setTimer?(ring: () => void, after: Millis): () => void;
}

export interface Reconciler {
  start(): void;
  /** Looks at every run in flight at once; a burst of pokes is one look. */
  poke(): void;
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

interface Watched {
  nextAt: Millis;
  pause: Millis;
  /** As it was seen last. */
  last: Run | null;
  /** False until the last sight of it was handed over. */
  said: boolean;
  again: number;
  /** What was said last of the environments that it waits to enter. */
  hold: string | null;
}

/**
 * Asks GitHub for the runs in flight, so that everything works without webhooks. Conditional requests make it cheap: what
 * has not changed does not count against the rate limit. No run is asked for twice at a time, and at most eight at once.
 */
export function createReconciler(parts: ReconcilerParts): Reconciler {
  const interval = parts.interval ?? 10_000;
  const slowest = Math.max(parts.slowest ?? 60_000, interval);
  const now = parts.now ?? (() => performance.now());
  const setTimer = parts.setTimer ?? realTimer;
  const watched = new Map<string, Watched>();
  const looking = new Map<string, Promise<void>>();
  let round: Promise<void> | null = null;
  let again = false;
  let running = false;
  let cancelTimer = () => {};

  function schedule(): void {
    cancelTimer();
    if (running) cancelTimer = setTimer(() => void begin(), interval);
  }

  function begin(): Promise<void> {
    round ??= look().finally(() => {
      round = null;
      if (again && running) {
        again = false;
        void begin();
      } else schedule();
    });
    return round;
  }

  async function look(): Promise<void> {
    let flights: InFlight[];
    try {
      flights = await parts.inFlight();
    } catch (error) {
      parts.onError(error, null);
      return;
    }
    const keys = new Set(flights.map(keyOf));
    for (const key of watched.keys()) if (!keys.has(key)) watched.delete(key);
    for (const flight of flights) {
      const key = keyOf(flight);
      const state = watched.get(key) ?? { nextAt: 0, pause: interval, last: null, said: true, again: 0, hold: null };
      watched.set(key, state);
      if (state.nextAt > now() + interval / 10 || looking.has(key)) continue;
      while (running && looking.size >= 8) await Promise.race(looking.values());
      if (!running) return;
      // Not awaited: a run whose request waits out a rate limit holds up no other.
      looking.set(
        key,
        ask(flight, state).finally(() => looking.delete(key)),
      );
    }
  }

  async function ask(flight: InFlight, state: Watched): Promise<void> {
    const { repository, runId } = flight;
    const asked = now();
    try {
      const seen = await parts.runs.changed(repository, runId);
      if (seen) Object.assign(state, { last: seen, said: false, again: 0 });
      else if (state.said && state.last?.status === 'completed') {
        // Over, and still waited for: whoever waits has missed it.
        state.said = false;
        state.again++;
      }
      state.pause = seen ? interval : Math.min(state.pause * 1.5, slowest);
      if (state.last && !state.said) {
        const { jobs, ...run } = state.last;
        const update = { repository: fullName(repository), runId, run, jobs, whole: true };
        await parts.signal.run(update, flight.deploymentId, state.again);
        state.said = true;
      }
      if (state.last && waits(state.last)) await askHold(flight, state);
    } catch (error) {
      if (running) parts.onError(error, flight);
    }
    state.nextAt = asked + (state.said ? state.pause : interval);
  }

  /** Reviews do not show in the run while something else holds it too. */
  async function askHold({ repository, runId, deploymentId }: InFlight, state: Watched): Promise<void> {
    const hold = await parts.holds(repository, runId);
    if (hold === state.hold) return;
    const update = { repository: fullName(repository), runId, run: null, jobs: [], whole: false, hold };
    await parts.signal.run(update, deploymentId, 0);
    state.hold = hold;
  }

  return {
    start() {
      if (running) return;
      running = true;
      void begin();
    },
    poke() {
      if (!running) return;
      for (const state of watched.values()) state.nextAt = 0;
      if (round) again = true;
      else void begin();
    },
    async stop() {
      running = false;
      cancelTimer();
      await round;
      await Promise.all(looking.values());
    },
  };
}

function waits({ status, jobs }: Run): boolean {
  return status !== 'completed' && (status === 'waiting' || jobs.some((job) => job.status === 'waiting'));
}

function keyOf({ repository, runId }: InFlight): string {
  return `${fullName(repository)} ${runId}`;
}

function realTimer(ring: () => void, after: Millis): () => void {
  const timer = setTimeout(ring, after);
  timer.unref();
  return () => clearTimeout(timer);
}
