import { setTimeout as pause } from 'node:timers/promises';
import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk';
import { currentOwnerXid } from '@dbos-inc/dbos-sdk/internal/context';
import type { Clock } from '../../ports/clock.ts';
import { OwnershipLost, type WorkflowContext } from '../../ports/durable.ts';
import type { Brake } from './brake.ts';
import { throughJson } from './json.ts';
import type { Letter, Mailbox } from './mailbox.ts';
import { type RememberedError, rememberError, reviveError } from './remembered-error.ts';
import type { Store } from './store.ts';

/** What the contexts of one launch share. */
export interface Surroundings {
  store: Store;
  clock: Clock;
  mailbox: Mailbox;
  start: (workflow: string, id: string, input: unknown) => Promise<void>;
  brake: Brake;
}

/** A step has not failed because our own database is away: nothing can be remembered then, so it is run again. */
const databaseAway = (error: unknown) => error instanceof Error && error.name === 'DatabaseAway';
const restWhileAway = 500;
/** Nobody takes over from a process that stood still for less, ms. */
const freshFor = 5_000;

type Outcome<T> = { ok?: T } | { error: RememberedError };

const ownNames = ['receive', 'drain', 'now', 'sleep', 'send', 'start'];

/** The context of one run of the workflow `id`. All of it is steps of DBOS; what is between them is replayed. */
export function createContext<Message>(id: string, around: Surroundings): WorkflowContext<Message> {
  const { store, clock, mailbox } = around;
  /** Number of the last letter that was taken. */
  let read = 0;
  let operations = 0;

  /** `waits`: it may take for ever, so a graceful stop does not wait for it. */
  async function remember<T>(name: string, body: () => Promise<T>, waits = false): Promise<T> {
    operations++;
    let cause: unknown;
    const attempt = async (): Promise<Outcome<T>> => {
      for (;;) {
        try {
          const value = throughJson(await body(), `the result of "${name}"`);
          return value === undefined ? {} : { ok: value };
        } catch (error) {
          if (error instanceof OwnershipLost) throw new DBOSWorkflowConflictError(id);
          if (databaseAway(error)) {
            await pause(restWhileAway, undefined, { ref: false });
            // At a stop it stays undone, for the next process.
            if (around.brake.stopping) return new Promise<never>(() => {});
            continue;
          }
          // What breaks because we are stopping has not failed; it stays undone, for the next process.
          if (around.brake.stopping) return new Promise<never>(() => {});
          cause = error;
          return { error: rememberError(error) };
        }
      }
    };
    try {
      const outcome = await around.brake.operation(waits, (within) => DBOS.runStep(() => within(attempt), { name }));
      if ('error' in outcome) throw reviveError(outcome.error, cause);
      return outcome.ok as T;
    } catch (error) {
      throw error instanceof DBOSWorkflowConflictError ? new OwnershipLost(id) : error;
    }
  }

  /**
   * Asks over the connection that holds this replica's lock: while that is lost the question waits until it is held again. An answer
   * that took long may be old: the process may have stood still, so it asks again.
   */
  async function confirmOwnership(): Promise<void> {
    const mine = currentOwnerXid(id);
    const asked = performance.now();
    const [row] = await store.session.query<{ owner_xid: string | null }>(
      'select owner_xid from dbos.workflow_status where workflow_uuid = $1',
      [id],
    );
    if (mine === undefined || row?.owner_xid !== mine || around.brake.stopping) throw new OwnershipLost(id);
    if (performance.now() - asked > freshFor) await confirmOwnership();
  }

  return {
    id,
    step: async (name, body) => remember(checkName(name), body),
    effect: async (name, body) =>
      remember(checkName(name), async () => {
        await confirmOwnership();
        return body();
      }),
    now: () => remember('now', async () => clock.now()),
    async receive(until) {
      const wait = () =>
        mailbox.next({ id, read, until: until ?? null, step: DBOS.stepID ?? 0, owner: currentOwnerXid(id) ?? '' });
      const letter = await remember<Letter | null>('receive', wait, true);
      if (!letter) return null;
      read = letter.number;
      return letter.message as Message;
    },
    async drain() {
      const letters = await remember('drain', () => mailbox.after(id, read, 1_000));
      read = letters.at(-1)?.number ?? read;
      return letters.map(({ message }) => message as Message);
    },
    async sleepUntil(instant) {
      await remember('sleep', () => new Promise<void>((resolve) => void clock.at(instant, resolve)), true);
    },
    async send(workflowId, message) {
      const key = `${id}/${operations}`;
      await remember(
        'send',
        async () => void (await mailbox.put(workflowId, throughJson(message, 'the message'), key)),
      );
    },
    async start(workflow, childId, input) {
      await remember('start', () => around.start(workflow, childId, input));
    },
  };
}

function checkName(name: string): string {
  if (ownNames.includes(name)) throw new Error(`"${name}" is the engine's own; name the step otherwise`);
  return name;
}
