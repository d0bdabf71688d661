import { throughJson } from '../../src/adapters/dbos/json.ts';
import { type RememberedError, rememberError, reviveError } from '../../src/adapters/dbos/remembered-error.ts';
import type { Instant, Millis } from '../../src/model/time.ts';
import {
  type Durable,
  OwnershipLost,
  type WorkflowContext,
  type WorkflowDefinition,
  type WorkflowState,
} from '../../src/ports/durable.ts';
import type { FakeClock } from './clock.ts';
import { type Crashes, createCrashes } from './crashes.ts';

/** The engine in memory, with virtual time. Everything that crosses goes through JSON, as it does in the real one. */
export interface FakeDurable extends Durable, Crashes {
  /** Runs until every workflow waits or has ended. Time stands still. */
  runUntilIdle(): Promise<void>;
  /** Moves the clock on, stopping at every timer on the way to let the workflows run. */
  advance(by: Millis): Promise<void>;
  advanceTo(instant: Instant): Promise<void>;
  /** Goes from timer to timer until no workflow runs any more, or only waits for messages; throws past `limit` timers. */
  runAll(limit?: number): Promise<void>;
  /** Dies now, losing everything but the log, and stays down until `restart`. */
  kill(): void;
  restart(): void;
  /** Another replica takes the workflow: the next `effect` here throws `OwnershipLost`. */
  takeAway(id: string): void;
  /** The error with which a workflow failed. */
  failure(id: string): Error | null;
  /** Names of the steps remembered so far, in order. */
  steps(id: string): string[];
}

interface Entry {
  step: string;
  value: string | undefined;
  error: RememberedError | null;
}

interface Instance {
  id: string;
  workflow: string;
  input: string;
  log: Entry[];
  inbox: { key: string; body: string }[];
  keys: Set<string>;
  state: WorkflowState;
  error: Error | null;
  endedAt: Instant;
  wake: (() => void) | null;
  taken: boolean;
}

const parse = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
const never = () => new Promise<never>(() => {});

export function createFakeDurable(clock: FakeClock, workflows: readonly WorkflowDefinition[]): FakeDurable {
  const bodies = new Map(
    workflows.map(({ name, body }) => [name, body as (context: unknown, input: unknown) => Promise<void>]),
  );
  const instances = new Map<string, Instance>();
  const crashes = createCrashes();
  let process = 0;
  let down = false;
  let active = 0;
  const timers = new Set<() => void>();

  const kill = () => {
    process++;
    active = 0;
    down = true;
    for (const cancel of timers) cancel();
    timers.clear();
    for (const instance of instances.values()) instance.wake = null;
  };
  const restart = () => {
    down = false;
    for (const instance of instances.values()) if (instance.state === 'running') run(instance);
  };

  /** One remembered operation. `body` gets at the world; what it returns is stored under the next number. */
  async function remember<T>(
    instance: Instance,
    own: { process: number; next: number },
    step: string,
    body: () => Promise<T>,
  ): Promise<T> {
    if (own.process !== process) return never();
    const number = own.next++;
    const known = instance.log[number];
    if (known) {
      if (known.step !== step) {
        throw new Error(`not deterministic: step ${number} of ${instance.id} was "${known.step}" and is now "${step}"`);
      }
      if (known.error) throw reviveError(known.error);
      return parse(known.value);
    }
    const dies = (moment: 'before' | 'between' | 'after') => {
      if (own.process !== process) return true;
      if (!crashes.pass({ workflowId: instance.id, step, moment })) return false;
      kill();
      restart();
      return true;
    };
    if (dies('before')) return never();
    let entry: Entry;
    let cause: unknown;
    active++;
    try {
      const value = throughJson(await body(), `the result of "${step}"`);
      entry = { step, value: value === undefined ? undefined : JSON.stringify(value), error: null };
    } catch (error) {
      if (error instanceof OwnershipLost) throw error;
      cause = error;
      entry = { step, value: undefined, error: rememberError(error) };
    } finally {
      if (own.process === process) active--;
    }
    if (dies('between')) return never();
    if (instance.taken) throw new OwnershipLost(instance.id);
    instance.log[number] = entry;
    if (dies('after')) return never();
    if (entry.error) throw reviveError(entry.error, cause);
    return parse(entry.value);
  }

  /** Waits, without counting as busy, until `ready` answers something or the clock reaches `until`. */
  async function wait<T>(
    instance: Instance,
    born: number,
    ready: () => T | undefined,
    until?: Instant,
  ): Promise<T | null> {
    for (;;) {
      const found = ready();
      if (found !== undefined) return found;
      if (until !== undefined && clock.now() >= until) return null;
      active--;
      await new Promise<void>((resolve) => {
        const cancel = until === undefined ? () => {} : clock.at(until, () => instance.wake?.());
        timers.add(cancel);
        const wake = () => {
          cancel();
          timers.delete(cancel);
          if (born !== process) return;
          instance.wake = null;
          active++;
          resolve();
        };
        instance.wake = wake;
      });
    }
  }

  function contextOf(instance: Instance): WorkflowContext<unknown> {
    const own = { process, next: 0 };
    const { id } = instance;
    const op = <T>(step: string, body: () => Promise<T>) => remember(instance, own, step, body);
    return {
      id,
      step: async (name, body) => op(checkName(name), body),
      effect: async (name, body) => {
        if (instance.log[own.next] === undefined && instance.taken) throw new OwnershipLost(id);
        return op(checkName(name), body);
      },
      now: () => op('now', async () => clock.now()),
      receive: async (until) => {
        const got = await op('receive', () =>
          wait(
            instance,
            own.process,
            () => (instance.inbox.length > consumed(instance) ? { take: 1 } : undefined),
            until,
          ),
        );
        return got ? parse(instance.inbox[taken(instance, own.next) - 1]?.body) : null;
      },
      drain: async () => {
        const { take } = await op('drain', async () => ({ take: instance.inbox.length - consumed(instance) }));
        const end = taken(instance, own.next);
        return instance.inbox.slice(end - take, end).map(({ body }) => parse(body));
      },
      sleepUntil: async (instant) => {
        await op('sleep', async () => void (await wait(instance, own.process, () => undefined, instant)));
      },
      send: async (workflowId, message) => {
        const key = `${id}/${own.next}`;
        await op('send', async () => void put(workflowId, message, key));
      },
      start: async (workflow, childId, input) => {
        await op('start', async () => begin(workflow, childId, input));
      },
    };
  }

  function put(id: string, message: unknown, key: string): boolean {
    const instance = instances.get(id);
    const body = JSON.stringify(throughJson(message, 'the message'));
    if (instance?.state !== 'running') return false;
    if (instance.keys.has(key)) return true;
    instance.keys.add(key);
    instance.inbox.push({ key, body });
    instance.wake?.();
    return true;
  }

  function begin(workflow: string, id: string, input: unknown): void {
    if (!bodies.has(workflow)) throw new Error(`there is no workflow "${workflow}"`);
    if (instances.has(id)) return;
    const json = JSON.stringify(throughJson(input, 'the input'));
    const instance: Instance = {
      ...{ id, workflow, input: json, log: [], inbox: [], keys: new Set<string>(), state: 'running' },
      ...{ error: null, endedAt: 0, wake: null, taken: false },
    };
    instances.set(id, instance);
    if (!down) run(instance);
  }

  function run(instance: Instance): void {
    const born = process;
    const end = (state: WorkflowState, error: Error | null) => {
      if (born === process) Object.assign(instance, { state, error, endedAt: clock.now() });
    };
    active++;
    queueMicrotask(() => {
      if (born !== process) return;
      active--;
      const body = bodies.get(instance.workflow);
      body?.(contextOf(instance), parse(instance.input)).then(
        () => end('done', null),
        (error: unknown) => {
          if (!(error instanceof OwnershipLost))
            end('failed', error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  async function runUntilIdle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (active > 0);
  }

  async function advanceTo(instant: Instant): Promise<void> {
    await runUntilIdle();
    for (let next = clock.next(); next !== null && next <= instant; next = clock.next()) {
      clock.set(Math.max(next, clock.now()));
      await runUntilIdle();
    }
    clock.set(instant);
    await runUntilIdle();
  }

  return {
    ...crashes,
    start: async (workflow, id, input) => begin(workflow, id, input),
    send: async (id, message, key) => put(id, message, key),
    state: async (id) => instances.get(id)?.state ?? 'unknown',
    stranded: async (since) =>
      [...instances.values()]
        .filter(({ state, endedAt }) => state === 'failed' && endedAt >= since)
        .map(({ id }) => id),
    runUntilIdle,
    advanceTo,
    advance: (by) => advanceTo(clock.now() + by),
    async runAll(limit = 1_000) {
      await runUntilIdle();
      for (let round = 0; clock.next() !== null; round++) {
        if (![...instances.values()].some(({ state }) => state === 'running')) return;
        if (round >= limit) throw new Error(`still running after ${limit} timers`);
        await advanceTo(clock.next() ?? clock.now());
      }
    },
    kill,
    restart,
    takeAway(id) {
      const instance = instances.get(id);
      if (instance) instance.taken = true;
    },
    failure: (id) => instances.get(id)?.error ?? null,
    steps: (id) => (instances.get(id)?.log ?? []).map(({ step }) => step),
  };
}

const ownNames = ['receive', 'drain', 'now', 'sleep', 'send', 'start'];

function checkName(name: string): string {
  if (ownNames.includes(name)) throw new Error(`"${name}" is the engine's own; name the step otherwise`);
  return name;
}

/** How many messages the log's first `until` entries took from the inbox. */
function taken(instance: Instance, until: number): number {
  return instance.log
    .slice(0, until)
    .filter(({ step }) => step === 'receive' || step === 'drain')
    .reduce((sum, entry) => sum + (parse(entry.value)?.take ?? 0), 0);
}

const consumed = (instance: Instance) => taken(instance, instance.log.length);
