import { Fault } from '../../model/fault.ts';
import type { Instant } from '../../model/time.ts';
import type { Delivery, Outbox } from '../../ports/outbox.ts';
import { outboxChannel } from './chat.ts';
import type { Database } from './database.ts';
import { type DeliveryRow, toDelivery, waitingDeliveries } from './outbox-rows.ts';

/** Together with a delivery's id, the advisory lock by which everybody sees who has claimed it. */
const lockClass = 7_351;

const tables = { message: 'messages', reply: 'replies', whisper: 'whispers' } as const;

/**
 * The courier's side of the outbox. A claim is an advisory lock of the session: it ends with this process, and no clock has to
 * run out before somebody else may go on.
 */
export function createOutbox(options: { database: Database; pollEvery?: number }): Outbox {
  const { database, pollEvery = 5_000 } = options;
  const { query, session } = database;
  const claimed = new Map<string, Delivery>();
  let hooked: Promise<void> | null = null;

  /** After the connection was lost somebody else may have claimed what we hold; we take back what is still free. */
  const keepClaims = () =>
    session.onConnect(async (on) => {
      if (claimed.size === 0) return;
      await on('select pg_try_advisory_lock($1, id) from unnest($2::integer[]) as id', [
        lockClass,
        [...claimed.keys()],
      ]);
    });

  async function unlock(ids: readonly string[]): Promise<void> {
    for (const id of ids) claimed.delete(id);
    if (ids.length === 0) return;
    await session.query('select pg_advisory_unlock($1, id) from unnest($2::integer[]) as id', [lockClass, ids]);
  }

  async function claim(limit: number): Promise<Delivery[]> {
    hooked ??= keepClaims();
    await hooked;
    const candidates = await session.query<{ id: string; locked: boolean }>(
      `with due as materialized (
         select id, changed from (${waitingDeliveries}) waiting
         where due_at <= now() and not id = any($2::bigint[]) order by changed, id limit $1)
       select id::text, pg_try_advisory_lock($3, id::integer) as locked from due order by changed, due.id`,
      [limit, [...claimed.keys()], lockClass],
    );
    const locked = candidates.filter((candidate) => candidate.locked).map(({ id }) => id);
    if (locked.length === 0) return [];
    // Between the look and the lock somebody else may have delivered it: look again under the lock.
    const rows = await session.query<DeliveryRow>(
      `select * from (${waitingDeliveries}) waiting where due_at <= now() and id = any($1::bigint[]) order by changed, id`,
      [locked],
    );
    const deliveries = rows.map(toDelivery);
    for (const delivery of deliveries) claimed.set(delivery.id, delivery);
    await unlock(locked.filter((id) => !claimed.has(id)));
    return deliveries;
  }

  async function settle(delivery: Delivery, assignments: string, values: readonly unknown[] = []): Promise<void> {
    const table = `quarterdeck.${tables[delivery.kind]}`;
    await query(`update ${table} set ${assignments} where id = $1`, [delivery.id, ...values]);
    await unlock([delivery.id]);
  }

  return {
    claim: oneByOne(claim),
    async starting(delivery) {
      if (!claimed.has(delivery.id))
        throw new Fault('rejected', `Delivery ${delivery.id} is not claimed by this process.`);
      await query(`update quarterdeck.${tables[delivery.kind]} set started = true where id = $1`, [delivery.id]);
    },
    async delivered(delivery, posted) {
      const where = [posted?.channelId ?? null, posted?.ts ?? null];
      if (delivery.kind === 'message') {
        await settle(
          delivery,
          `delivered = greatest(delivered, $4), channel_id = coalesce($2, channel_id), ts = coalesce($3, ts),
           permalink = coalesce($5, permalink), started = false, tries = 0, error = null, due_at = now()`,
          [...where, delivery.version, posted?.permalink ?? null],
        );
      } else if (delivery.kind === 'reply') {
        await settle(delivery, 'delivered_at = now(), channel_id = $2, ts = $3, error = null', where);
      } else {
        await settle(delivery, 'delivered_at = now(), error = null');
      }
    },
    later: (delivery, { why, retryAt, sent }) =>
      settle(
        delivery,
        `tries = tries + 1, error = $2, due_at = to_timestamp($3 / 1000.0), started = case when $4 then false else started end`,
        [why, retryAt, sent === 'no'],
      ),
    async undeliverable(delivery, why) {
      if (delivery.kind === 'message') {
        await settle(delivery, 'given_up = greatest(given_up, $3), error = $2, started = false', [
          why,
          delivery.version,
        ]);
      } else {
        await settle(delivery, 'given_up_at = now(), error = $2', [why]);
      }
    },
    release: (delivery) => unlock([delivery.id]),
    async lost(delivery) {
      if (delivery.kind === 'message') {
        await settle(
          delivery,
          'channel_id = null, ts = null, permalink = null, delivered = 0, started = false, due_at = now()',
        );
      } else {
        await unlock([delivery.id]);
      }
    },
    onChange(listener) {
      const stop = session.listen(outboxChannel, () => listener());
      const timer = setInterval(listener, pollEvery);
      return () => {
        stop();
        clearInterval(timer);
      };
    },
    async nextDue() {
      const [row] = await query<{ due: Instant | null }>(
        `select (extract(epoch from min(due_at)) * 1000)::float8 as due from (${waitingDeliveries}) waiting where due_at > now()`,
      );
      return row?.due ?? null;
    },
    async backlog() {
      const [row] = await query<{ waiting: number; oldest: Instant | null; undeliverable: number }>(
        `select count(*)::integer as waiting, (extract(epoch from min(changed)) * 1000)::float8 as oldest,
           ((select count(*) from quarterdeck.messages where wanted > delivered and given_up >= wanted)
            + (select count(*) from quarterdeck.replies where given_up_at is not null)
            + (select count(*) from quarterdeck.whispers where given_up_at is not null))::integer as undeliverable
         from (${waitingDeliveries}) waiting`,
      );
      return row ?? { waiting: 0, oldest: null, undeliverable: 0 };
    },
  };
}

/** A session may take the same advisory lock twice, so two claims at once could get the same delivery. */
function oneByOne<A, T>(work: (argument: A) => Promise<T>): (argument: A) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (argument) => {
    const next = last.then(() => work(argument));
    last = next.catch(() => {});
    return next;
  };
}
