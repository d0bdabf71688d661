import type { Instant } from '../../model/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from './store.ts';

export interface Letter {
  /** Place in its mailbox: 1, 2, 3… */
  number: number;
  message: unknown;
}

/** What each workflow was sent, in order, kept for ever; who reads remembers how far. */
export interface Mailbox {
  /** False when the workflow is unknown or has ended. A key that was there counts as sent. */
  put(workflowId: string, message: unknown, key: string): Promise<boolean>;
  /** Those behind `number`, oldest first. */
  after(workflowId: string, number: number, limit: number): Promise<Letter[]>;
  /** Waits for one behind `number`; null when the clock reaches `until` first. Never settles once the mailbox is closed. */
  next(workflowId: string, number: number, until: Instant | undefined): Promise<Letter | null>;
  close(): void;
}

export interface MailboxOptions {
  store: Store;
  clock: Clock;
  onProblem: (error: unknown) => void;
  /** How often those who wait look again without news, ms. Notifications make it rarely needed. */
  pollEvery?: number;
}

const channel = 'quarterdeck_mail';
const restAfterProblem = 1_000;

export function createMailbox({ store, clock, onProblem, pollEvery = 60_000 }: MailboxOptions): Mailbox {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (workflowId: string) => {
    for (const look of waiting.get(workflowId) ?? []) look();
  };
  const wakeAll = () => {
    for (const workflowId of [...waiting.keys()]) wake(workflowId);
  };
  const timers = new Set<() => void>();
  let closed = false;

  const stopListening = store.session.listen(channel, (payload) => (payload === '' ? wakeAll() : wake(payload)));
  const poll = setInterval(wakeAll, pollEvery);
  poll.unref();

  const after: Mailbox['after'] = async (workflowId, number, limit) => {
    const rows = await store.query<{ number: number; body: string }>(
      'select number, body from quarterdeck.mail where workflow_id = $1 and number > $2 order by number limit $3',
      [workflowId, number, limit],
    );
    return rows.map((row) => ({ number: row.number, message: JSON.parse(row.body) }));
  };

  /** One look; undefined when there is nothing yet. Trouble is told and waited out: nobody else could do better. */
  async function look(workflowId: string, number: number): Promise<Letter | undefined> {
    for (;;) {
      try {
        const [letter] = await after(workflowId, number, 1);
        return letter;
      } catch (error) {
        if (closed) return undefined;
        onProblem(error);
        await new Promise((resolve) => setTimeout(resolve, restAfterProblem).unref());
      }
    }
  }

  /** Resolves at the next news of `workflowId` after the call, or when the clock reaches `until`. */
  function news(workflowId: string, until: Instant | undefined): { arrived: Promise<void>; forget: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const lookers = waiting.get(workflowId) ?? new Set();
    waiting.set(workflowId, lookers.add(resolve));
    const cancel = until === undefined ? () => {} : clock.at(until, resolve);
    timers.add(cancel);
    const forget = () => {
      cancel();
      timers.delete(cancel);
      lookers.delete(resolve);
      if (lookers.size === 0 && waiting.get(workflowId) === lookers) waiting.delete(workflowId);
    };
    return { arrived: promise, forget };
  }

  return {
    async put(workflowId, message, key) {
      const body = JSON.stringify(message ?? null);
      const [row] = await putOnce(store, [workflowId, key, body]);
      if (row?.added) wake(workflowId);
      return row?.alive ?? false;
    },
    after,
    async next(workflowId, number, until) {
      while (!closed) {
        const { arrived, forget } = news(workflowId, until);
        try {
          const letter = await look(workflowId, number);
          if (letter) return letter;
          if (until !== undefined && clock.now() >= until) return null;
          await arrived;
        } finally {
          forget();
        }
      }
      return new Promise<never>(() => {});
    },
    close() {
      closed = true;
      clearInterval(poll);
      stopListening();
      for (const cancel of timers) cancel();
      timers.clear();
      waiting.clear();
    },
  };
}

/** Two who send under the same key at the same moment: the second fails on the constraint, and finds it sent when it tries again. */
async function putOnce(store: Store, values: string[]): Promise<{ alive: boolean; added: boolean }[]> {
  const put = () =>
    store.query<{ alive: boolean; added: boolean }>(
      `with alive as (
         select from dbos.workflow_status
         where workflow_uuid = $1 and status in ('PENDING', 'ENQUEUED', 'DELAYED')
       ), box as (
         insert into quarterdeck.mailboxes as boxes (workflow_id, last) select $1, 1 from alive
         where not exists (select from quarterdeck.mail where workflow_id = $1 and key = $2)
         on conflict (workflow_id) do update set last = boxes.last + 1 returning last
       ), added as (
         insert into quarterdeck.mail (workflow_id, number, key, body) select $1, last, $2, $3 from box returning number
       ), told as (select pg_notify('${channel}', $1) where exists (select from added))
       select exists (select from alive) as alive, exists (select from added) as added, (select count(*) from told)`,
      values,
    );
  try {
    return await put();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') return put();
    throw error;
  }
}
