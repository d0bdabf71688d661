import { createDurable, type Engine } from '../src/adapters/dbos/engine.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Durable, WorkflowContext, WorkflowDefinition } from '../src/ports/durable.ts';
import { type Crashes, createCrashes, type Moment } from './fakes/crashes.ts';
import type { TestDatabase } from './postgres.ts';

/** The real engine on a real Postgres, in this process, which dies at step boundaries as the fake one does. */
export interface CrashableEngine extends Crashes {
  durable: Durable;
  /** Polls until `condition` holds; throws after 15 s. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

const never = () => new Promise<never>(() => {});

/** One at a time in a process, because DBOS is. The database should be fresh, or its workflows ended. */
export async function startCrashableEngine(options: {
  db: TestDatabase;
  clock: Clock;
  workflows: readonly WorkflowDefinition[];
}): Promise<CrashableEngine> {
  const { db, clock, workflows } = options;
  const crashes = createCrashes();
  let life = 0;
  let engine: Engine;
  let restarting: Promise<void> | null = null;
  let failure: unknown = null;

  async function relaunch(): Promise<void> {
    await engine.shutdown();
    engine = make();
    await engine.launch();
  }

  /** True when the process that this was asked in is dead, or dies now. */
  function dies(born: number, workflowId: string, step: string, moment: Moment): boolean {
    if (born !== life) return true;
    if (!crashes.pass({ workflowId, step, moment })) return false;
    life++;
    restarting = relaunch().catch((error: unknown) => {
      failure = error;
    });
    return true;
  }

  function wrap(context: WorkflowContext<unknown>): WorkflowContext<unknown> {
    const born = life;
    const { id } = context;
    const around = async <T>(step: string, operation: () => Promise<T>): Promise<T> => {
      if (dies(born, id, step, 'before')) return never();
      const result = await operation();
      return dies(born, id, step, 'after') ? never() : result;
    };
    const inside =
      (kind: 'step' | 'effect') =>
      async <T>(name: string, body: () => Promise<T>) =>
        around(name, () =>
          context[kind](name, async () => {
            const result = await body();
            return dies(born, id, name, 'between') ? never() : result;
          }),
        );
    return {
      id,
      step: inside('step'),
      effect: inside('effect'),
      now: () => around('now', () => context.now()),
      receive: (until) => around('receive', () => context.receive(until)),
      drain: () => around('drain', () => context.drain()),
      sleepUntil: (instant) => around('sleep', () => context.sleepUntil(instant)),
      send: (to, message) => around('send', () => context.send(to, message)),
      start: (workflow, child, input) => around('start', () => context.start(workflow, child, input)),
    };
  }

  const mortal = workflows.map(({ name, body }): WorkflowDefinition => {
    const run = body as (context: WorkflowContext<unknown>, input: unknown) => Promise<void>;
    return { name, body: async (context: WorkflowContext<unknown>, input: unknown) => run(wrap(context), input) };
  });
  const make = () =>
    createDurable({
      ...{ url: db.url, pool: db.database.pool, store: db.database, clock },
      ...{ workflows: mortal, replica: 'one', applicationVersion: '1', takeoverEvery: 0 },
      log: () => {},
    });
  engine = make();
  await engine.launch();

  /** Calls from outside wait for the process to be up, as a sender that tries again does. */
  async function up(): Promise<Durable> {
    while (restarting) {
      const current = restarting;
      await current;
      if (restarting === current) restarting = null;
    }
    if (failure) throw failure;
    return engine.durable;
  }

  return {
    ...crashes,
    durable: {
      start: async (workflow, id, input) => (await up()).start(workflow, id, input),
      send: async (id, message, key) => (await up()).send(id, message, key),
      state: async (id) => (await up()).state(id),
      stranded: async (since) => (await up()).stranded(since),
    },
    async until(condition) {
      const deadline = performance.now() + 45_000;
      while (!(await condition())) {
        if (failure) throw failure;
        if (performance.now() > deadline) throw new Error('it did not come to that');
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    async close() {
      await up();
      await engine.shutdown({ grace: 1_000 });
    },
  };
}
