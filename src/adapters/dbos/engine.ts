import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import { dbRetryConfig, INTERNAL_QUEUE_NAME } from '@dbos-inc/dbos-sdk/internal/utils';
import { registerInternalQueue } from '@dbos-inc/dbos-sdk/internal/wfqueue';
import type { Pool } from 'pg';
import type { Clock } from '../../ports/clock.ts';
import { type Durable, OwnershipLost, type WorkflowDefinition } from '../../ports/durable.ts';
import { type Brake, createBrake } from './brake.ts';
import { createContext, type Surroundings } from './context.ts';
import { createDormant, type Dormant } from './dormant.ts';
import { createDormantRows } from './dormant-rows.ts';
import { throughJson } from './json.ts';
import { type EngineLog, quietLogger } from './log.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { joinAs, type Replica } from './replica.ts';
import { readState, readStranded } from './states.ts';
import type { Store } from './store.ts';
import { schema, useListenNotify } from './tables.ts';

export interface DurableOptions {
  /** Connection string of the database; DBOS keeps its own tables there, in schema `dbos`. */
  url: string;
  pool: Pool;
  store: Store;
  clock: Clock;
  workflows: readonly WorkflowDefinition[];
  /** Name of this process among those that share the database: unique, and the same after a restart. */
  replica: string;
  /** Changes only when workflows under way can no longer be replayed by the code; then they need a migration. */
  applicationVersion: string;
  log: EngineLog;
  /** How often to look for replicas that died, ms; 0 never. */
  takeoverEvery?: number;
  /** How long to wait at launch for another process of the same name to go away, ms. */
  patience?: number;
  /** How many workflows that wait for a message are kept in memory; the others are run again from the top when one comes. */
  keepAwake?: number;
  /** For so long is gathered who is let go from memory together, ms. */
  gathering?: number;
  /** After how long without a sign of life another replica counts as dead, ms. Well above the pauses of a busy machine. */
  silence?: number;
}

export interface Engine {
  durable: Durable;
  /** Registers the workflows, takes the replica's name and goes on with what was under way. */
  launch(): Promise<void>;
  /** The stop is near: no further step begins, and a step that fails from now on stays undone. */
  hold(): void;
  /** Begins no further step, lets those under way finish for at most `grace` ms, and lets go of the replica's name. */
  shutdown(options?: { grace?: number }): Promise<void>;
}

/** Recovered workflows wait for the next look at DBOS's queue, so it looks often; each look is a transaction. */
const queuePollMs = 500;
/** Restarts of a workflow that waits for people are no reason to give it up. */
const recoveryAttempts = 1_000_000;

/** Durable execution over DBOS. DBOS is one per process, so there can be only one engine launched at a time. */
export function createDurable(options: DurableOptions): Engine {
  const { url, pool, store, clock, workflows, log } = options;
  const { replica: name, applicationVersion, takeoverEvery = 500, patience = 5_000, silence = 10_000 } = options;
  const { keepAwake = 100, gathering = 1_000 } = options;
  const registered = new Map<string, (input: unknown) => Promise<void>>();
  let mailbox: Mailbox | null = null;
  let replica: Replica | null = null;
  let outside: ReturnType<typeof AsyncLocalStorage.snapshot> | null = null;
  let watching: Promise<void> | null = null;
  let stop = new AbortController();
  let brake: Brake = createBrake();

  async function start(workflow: string, id: string, input: unknown): Promise<void> {
    const body = registered.get(workflow);
    if (!body) throw new Error(`there is no workflow "${workflow}"`);
    if (!outside) throw new Error('the durable engine is not running');
    const json = throughJson(input, 'the input');
    // Out of the context of whoever calls: a start inside a step counts like every other one.
    await outside(() => DBOS.startWorkflow(body, { workflowID: id })(json));
  }

  function register({ name: workflow, body }: WorkflowDefinition, around: Surroundings): void {
    const run = body as (context: unknown, input: unknown) => Promise<void>;
    const wrapped = DBOS.registerWorkflow(
      async (input: unknown) => {
        const id = DBOS.workflowID ?? '';
        try {
          await run(createContext(id, around), input);
        } catch (error) {
          if (around.brake.stopping) return new Promise<never>(() => {});
          // DBOS then leaves the workflow to its owner instead of recording a failure.
          if (error instanceof OwnershipLost) throw new DBOSWorkflowConflictError(id);
          log('error', 'a workflow failed', { workflow, id, error });
          throw error;
        }
        return around.brake.stopping ? new Promise<never>(() => {}) : undefined;
      },
      { name: workflow, maxRecoveryAttempts: recoveryAttempts },
    );
    registered.set(workflow, wrapped);
  }

  async function watchOthers(current: Replica, dormant: Dormant, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(takeoverEvery, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      try {
        await current.visitDead(async (dead) => {
          log('warn', 'taking over the workflows of a replica that died', { replica: dead });
          await dormant.takeOver(dead);
        });
      } catch (error) {
        log('warn', 'could not look for replicas that died', { error });
      }
    }
  }

  async function launch(): Promise<void> {
    const halt = new AbortController();
    stop = halt;
    replica = await joinAs(name, store, {
      patience,
      silence,
      onSilent: (silent) =>
        log('warn', 'a replica stands still; its connections with the database are ended', { replica: silent }),
    });
    const rows = createDormantRows({ store, replica: name, applicationVersion, queue: INTERNAL_QUEUE_NAME });
    const onProblem = (error: unknown) => log('warn', 'a mailbox cannot be read', { error });
    const running = () => DBOSExecutor.globalInstance?.systemDatabase.runningWorkflowMap;
    const busy = () => (running()?.size ?? 0) - (mailbox?.waiting() ?? 0);
    const dormant = createDormant({ rows, clock, busy, onProblem });
    // DBOS remembers every run until it ends; one that is let go never does.
    const onLetGo = (id: string) => void running()?.delete(id);
    mailbox = createMailbox({ store, clock, dormant, keepAwake, gathering, onLetGo, onProblem });
    brake = createBrake();
    const around: Surroundings = { store, clock, mailbox, start, brake };
    Object.assign(dbRetryConfig, { initialBackoffSec: 0.1, maxBackoffSec: 2 });
    DBOS.setConfig({
      name: 'quarterdeck',
      systemDatabaseUrl: url,
      systemDatabasePool: pool,
      systemDatabaseSchemaName: schema,
      executorID: name,
      applicationVersion,
      logger: quietLogger(log),
      useListenNotify,
      listenQueues: [],
      enableOTLP: false,
    });
    registerInternalQueue(INTERNAL_QUEUE_NAME, { minPollingIntervalMs: queuePollMs });
    for (const workflow of workflows) register(workflow, around);
    outside = AsyncLocalStorage.snapshot();
    await launchWith(() => dormant.takeOver(name));
    watching = takeoverEvery > 0 ? watchOthers(replica, dormant, halt.signal) : null;
  }

  return {
    launch,
    hold: () => brake.hold(),
    async shutdown({ grace = 0 } = {}) {
      stop.abort();
      await brake.stop(grace);
      mailbox?.close();
      await watching;
      await DBOS.shutdown({ deregister: true });
      registered.clear();
      outside = null;
      await replica?.leave();
      replica = null;
    },
    durable: {
      start,
      async send(id, message, key) {
        if (!mailbox) throw new Error('the durable engine is not running');
        return mailbox.put(id, throughJson(message, 'the message'), key);
      },
      state: (id) => readState(store, id),
      stranded: (since) => readStranded(store, since, applicationVersion),
    },
  };
}

/** DBOS recovers at its launch whatever its executor has left behind; what is dormant is not to be run again for that. */
async function launchWith(recover: () => Promise<void>): Promise<void> {
  const { prototype } = DBOSExecutor;
  const theirs = prototype.recoverPendingWorkflows;
  prototype.recoverPendingWorkflows = async () => {
    await recover();
    return [];
  };
  try {
    await DBOS.launch();
  } finally {
    prototype.recoverPendingWorkflows = theirs;
  }
}
