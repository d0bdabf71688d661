import type { Clock } from '../../ports/clock.ts';
import type { Dormant } from './dormant.ts';
import type { WaitInStep } from './dormant-rows.ts';
import { createResting } from './resting.ts';
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
  /**
   * Waits for one that is not read yet; null when the clock reaches its `until` first. Never settles once the mailbox is closed, or
   * the workflow was let go: it is run again then.
   */
  next(wait: WaitInStep): Promise<Letter | null>;
  /** How many wait in memory. */
  waiting(): number;
  close(): void;
}

export interface MailboxOptions {
  store: Store;
  clock: Clock;
  dormant: Dormant;
  /** So many workflows wait in memory; of more, those that have waited longest are let go. */
  keepAwake: number;
  /** For so long is gathered who is let go together, ms. */
  gathering: number;
  /** Told of each that is let go. */
  onLetGo: (workflowId: string) => void;
  onProblem: (error: unknown) => void;
  /** How often those who wait look again without news, ms. Notifications make it rarely needed. */
  pollEvery?: number;
}

const channel = 'quarterdeck_mail';
const restAfterProblem = 1_000;

export function createMailbox(options: MailboxOptions): Mailbox {
  const { store, clock, dormant, onProblem, pollEvery = 60_000 } = options;
  const resting = createResting(options);
  let closed = false;

  const listenAnew = () =>
    void dormant.listenAnew(resting.all()).then((news) => {
      for (const id of news) resting.wake(id);
    }, onProblem);
  const hear = (workflowId: string) => {
    resting.wake(workflowId);
    dormant.hear(workflowId);
  };
  const stopListening = store.session.listen(channel, (payload) => (payload === '' ? listenAnew() : hear(payload)));
  const poll = setInterval(listenAnew, pollEvery);
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

  return {
    async put(workflowId, message, key) {
      const body = JSON.stringify(message ?? null);
      const [row] = await putOnce(store, [workflowId, key, body]);
      if (row?.added) hear(workflowId);
      return row?.alive ?? false;
    },
    after,
    async next(wait) {
      while (!closed) {
        // Before the look: what comes after it is heard.
        const rest = resting.begin(wait);
        try {
          const letter = await look(wait.id, wait.read);
          if (letter) return letter;
          if (wait.until !== null && clock.now() >= wait.until) return null;
          rest.settle();
          await rest.over;
        } finally {
          rest.end();
        }
      }
      return new Promise<never>(() => {});
    },
    waiting: () => resting.all().length,
    close() {
      closed = true;
      clearInterval(poll);
      stopListening();
      resting.close();
      dormant.close();
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
