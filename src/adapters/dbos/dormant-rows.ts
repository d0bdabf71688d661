import type { Instant } from '../../model/time.ts';
import type { Store } from './store.ts';

/** A workflow that waits for a letter. */
export interface Wait {
  id: string;
  /** Number of the last letter that it took. */
  read: number;
  /** When it goes on without one; null: never. */
  until: Instant | null;
  /** DBOS's token of the run that waits: with another one in its place, somebody else runs the workflow. */
  owner: string;
}

/** One that waits in memory; `step` is DBOS's number of the step in which it does. */
export interface WaitInStep extends Wait {
  step: number;
}

/** The waits of workflows that are in no process's memory, as rows beside those of DBOS. */
export interface DormantRows {
  /** Writes down those whose run is still the workflow's own; gives their ids. */
  write(waits: readonly WaitInStep[]): Promise<string[]>;
  /**
   * All that the replica `whose` has left behind becomes ours, under the token `owner`. `dormant`: nothing has come for it; else it
   * has to be run again.
   */
  adopt(whose: string, owner: string): Promise<(Wait & { dormant: boolean })[]>;
  /** DBOS runs them again from the top, as after a restart, here or in another replica. Those that are no longer ours it leaves alone. */
  rouse(waits: readonly Wait[]): Promise<void>;
  /** Of all dormant ones, and of `awake`, those that have a letter which they have not read. */
  withNews(awake: readonly Pick<Wait, 'id' | 'read'>[]): Promise<string[]>;
}

/** As a type alias it fits wherever a row is asked for. */
type Behind = Pick<Wait, keyof Wait> & { dormant: boolean };

/** `queue` is the one from which DBOS takes what is to be run again. */
export function createDormantRows(options: {
  store: Store;
  replica: string;
  applicationVersion: string;
  queue: string;
}): DormantRows {
  const { store, replica, applicationVersion, queue } = options;
  const ids = async (sql: string, values: unknown[]) =>
    (await store.query<{ id: string }>(sql, values)).map(({ id }) => id);
  return {
    write: (waits) =>
      ids(
        `insert into quarterdeck.waits (workflow_id, step, read, until)
         select given.id, given.step, given.read, ceil(given.until)::bigint
         from unnest($1::text[], $2::integer[], $3::integer[], $4::float8[], $5::text[]) as given (id, step, read, until, owner)
         join dbos.workflow_status s on s.workflow_uuid = given.id and s.owner_xid = given.owner
         where s.status = 'PENDING' and s.executor_id = $6
         on conflict (workflow_id) do update set step = excluded.step, read = excluded.read, until = excluded.until
         returning workflow_id as id`,
        [
          waits.map(({ id }) => id),
          waits.map(({ step }) => step),
          waits.map(({ read }) => read),
          waits.map(({ until }) => until),
          waits.map(({ owner }) => owner),
          replica,
        ],
      ),
    adopt: (whose, owner) =>
      // A row that its workflow has left behind says nothing: the step that waits has a result then, or a letter to read. Of our own
      // dormant ones nobody has a run that would have to be kept from going on, and they are many.
      store.query<Behind>(
        `with behind as materialized (
           select one.workflow_uuid as id, coalesce(w.read, 0) as read, w.until::float8 as until, one.owner_xid as owner,
             w.workflow_id is not null and coalesce(m.last, 0) <= w.read and not exists (
               select from dbos.operation_outputs o where o.workflow_uuid = w.workflow_id and o.function_id >= w.step
             ) as dormant
           from dbos.workflow_status one
           left join quarterdeck.waits w on w.workflow_id = one.workflow_uuid
           left join quarterdeck.mailboxes m on m.workflow_id = one.workflow_uuid
           where one.status = 'PENDING' and one.executor_id = $1 and one.application_version = $2
         ), fenced as (
           update dbos.workflow_status s set executor_id = $3, owner_xid = $4 from behind
           where s.workflow_uuid = behind.id and s.status = 'PENDING' and s.executor_id = $1
             and ($1 <> $3 or not dormant)
           returning s.workflow_uuid as id
         )
         select id, read, until, dormant, $4 as owner from behind join fenced using (id)
         union all
         select id, read, until, dormant, owner from behind where $1 = $3 and dormant`,
        [whose, applicationVersion, replica, owner],
      ),
    async rouse(waits) {
      // As DBOS writes it when it recovers.
      await store.query(
        `with roused as (
           update dbos.workflow_status s set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null,
             updated_at = (extract(epoch from now()) * 1000)::bigint, queue_name = coalesce(s.queue_name, $4)
           from unnest($1::text[], $2::text[]) as given (id, owner)
           where s.workflow_uuid = given.id and s.owner_xid = given.owner and s.status = 'PENDING' and s.executor_id = $3
           returning s.workflow_uuid
         )
         delete from quarterdeck.waits w using roused where w.workflow_id = roused.workflow_uuid`,
        [waits.map(({ id }) => id), waits.map(({ owner }) => owner), replica, queue],
      );
    },
    withNews: (awake) =>
      ids(
        `select w.workflow_id as id from quarterdeck.waits w join quarterdeck.mailboxes m using (workflow_id)
         where m.last > w.read
         union
         select given.id from unnest($1::text[], $2::integer[]) as given (id, read)
         join quarterdeck.mailboxes m on m.workflow_id = given.id where m.last > given.read`,
        [awake.map(({ id }) => id), awake.map(({ read }) => read)],
      ),
  };
}
