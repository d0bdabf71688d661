import { beforeEach, expect, test } from 'vitest';
import { createReconciler, type InFlight, type Reconciler } from '../../src/inbound/reconcile.ts';
import type { Repository } from '../../src/model/repository.ts';
import type { Run, RunUpdate } from '../../src/model/run.ts';

const repository = { owner: 'acme', name: 'shop' };
const run = (id: number, change: Partial<Run> = {}): Run => ({
  id,
  attempt: 1,
  title: 'Deploy',
  workflow: 'Deploy',
  headSha: 'a',
  headBranch: 'main',
  event: 'workflow_dispatch',
  status: 'in_progress',
  conclusion: null,
  url: '',
  actor: null,
  startedAt: null,
  updatedAt: 1,
  jobs: [],
  ...change,
});

let now: number;
let timers: { at: number; ring: () => void }[];
let flights: InFlight[];
let news: Map<number, Run | Error>;
let asked: { runId: number; at: number }[];
let said: { update: RunUpdate; deploymentId: string | null; again: number }[];
let errors: unknown[];
let refuse: boolean;
let holds: Map<number, string>;
let gate: Promise<void> | null;
let reconciler: Reconciler;

beforeEach(() => {
  [now, timers, flights, asked, said, errors, refuse, gate] = [0, [], [], [], [], [], false, null];
  news = new Map();
  holds = new Map();
  reconciler = createReconciler({
    inFlight: async () => flights,
    runs: {
      async changed(_: Repository, runId: number) {
        asked.push({ runId, at: now });
        if (gate) await gate;
        const found = news.get(runId) ?? null;
        news.delete(runId);
        if (found instanceof Error) throw found;
        return found;
      },
    },
    holds: async (_, runId) => {
      const found = holds.get(runId);
      if (found === undefined) throw new Error(`run ${runId} waits for nothing`);
      return found;
    },
    signal: {
      run: async (update, deploymentId, again) => {
        if (refuse) throw new Error('not now');
        said.push({ update, deploymentId, again });
      },
    },
    interval: 10,
    slowest: 60,
    now: () => now,
    setTimer: (ring, after) => {
      const timer = { at: now + after, ring };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    onError: (error) => errors.push(error),
  });
});
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Lets real promises finish, then the time pass, timer by timer. */
async function pass(length: number) {
  const until = now + length;
  await settle();
  for (let next = timers[0]; next && next.at <= until; next = timers[0]) {
    timers.shift();
    now = next.at;
    next.ring();
    await settle();
  }
  now = until;
}
const fly = (...ids: number[]) => {
  flights = ids.map((runId) => ({ deploymentId: `d-${runId}`, repository, runId }));
};

test('what has changed is handed over whole, with its deployment', async () => {
  fly(1);
  news.set(1, run(1, { jobs: [] }));
  reconciler.start();
  await pass(0);
  expect(said).toEqual([
    {
      deploymentId: 'd-1',
      again: 0,
      update: { repository: 'acme/shop', runId: 1, whole: true, jobs: [], run: expect.objectContaining({ id: 1 }) },
    },
  ]);
  await pass(10);
  expect(asked).toHaveLength(2);
  expect(said).toHaveLength(1);
});

test('a run that stands still is asked for ever less often, one that moves again at once as often as ever', async () => {
  fly(1);
  reconciler.start();
  await pass(300);
  const pauses = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
  expect(pauses.slice(0, 3)).toEqual([20, 30, 40]);
  expect(Math.max(...pauses)).toBe(60);
  news.set(1, run(1));
  await pass(60);
  expect(said).toHaveLength(1);
  // The look that saw it move is followed by one at the usual pause.
  const moved = asked.findIndex(({ at }) => at > 300);
  await pass(10);
  expect((asked[moved + 1]?.at ?? 0) - (asked[moved]?.at ?? 0)).toBe(10);
});

test('of a run that waits to enter an environment it is told whenever GitHub says something else of it', async () => {
  fly(1);
  news.set(1, run(1, { status: 'waiting' }));
  holds.set(1, 'nobody has answered');
  reconciler.start();
  await pass(100);
  const told = () => said.filter(({ update }) => update.hold !== undefined).map(({ update }) => update);
  expect(told()).toEqual([
    { repository: 'acme/shop', runId: 1, run: null, jobs: [], whole: false, hold: 'nobody has answered' },
  ]);
  holds.set(1, 'one has');
  await pass(60);
  expect(told().map(({ hold }) => hold)).toEqual(['nobody has answered', 'one has']);
  news.set(1, run(1, { status: 'completed', conclusion: 'success' }));
  holds.clear();
  await pass(60);
  expect(errors).toEqual([]);
});

test('a poke asks at once, and many at a time are one', async () => {
  fly(1, 2);
  reconciler.start();
  await pass(100);
  const before = asked.length;
  for (let count = 0; count < 5; count++) reconciler.poke();
  await settle();
  expect(asked.slice(before).map(({ runId }) => runId)).toEqual([1, 2]);
});

test('no run is asked for twice at a time, and one that hangs holds up no other', async () => {
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  fly(1);
  reconciler.start();
  await pass(30);
  expect(asked).toHaveLength(1);
  gate = null;
  fly(1, 2);
  await pass(20);
  expect(asked.filter(({ runId }) => runId === 1)).toHaveLength(1);
  expect(asked.some(({ runId }) => runId === 2)).toBe(true);
  open();
  await pass(10);
  expect(asked.filter(({ runId }) => runId === 1)).toHaveLength(2);
});

test('news that could not be handed over is handed over later', async () => {
  fly(1);
  news.set(1, run(1));
  refuse = true;
  reconciler.start();
  await pass(0);
  expect(errors).toHaveLength(1);
  refuse = false;
  await pass(10);
  expect(said).toHaveLength(1);
});

test('a run that is over and still waited for is said again', async () => {
  fly(1);
  news.set(1, run(1, { status: 'completed', conclusion: 'success' }));
  reconciler.start();
  await pass(200);
  expect(said.length).toBeGreaterThan(1);
  expect(said.length).toBeLessThan(10);
  expect(said.map(({ again }) => again)).toEqual(said.map((_, index) => index));
  fly();
  await pass(20);
  const before = said.length;
  await pass(200);
  expect(said).toHaveLength(before);
});

test('a look that fails is told and tried again', async () => {
  fly(1);
  news.set(1, new Error('away'));
  reconciler.start();
  await pass(10);
  expect(errors).toMatchObject([{ message: 'away' }]);
  expect(asked).toHaveLength(2);
});

test('a stop waits for the look under way and asks no more', async () => {
  let open = () => {};
  gate = new Promise((resolve) => {
    open = resolve;
  });
  fly(1);
  reconciler.start();
  await settle();
  let stopped = false;
  const stopping = reconciler.stop().then(() => {
    stopped = true;
  });
  await settle();
  expect(stopped).toBe(false);
  open();
  await stopping;
  await pass(100);
  reconciler.poke();
  await settle();
  expect(asked).toHaveLength(1);
});
