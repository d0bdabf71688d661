import type { LaneKey } from '../../model/lane.ts';
import type { Lanes } from '../../ports/lanes.ts';
import type { Database, Query } from './database.ts';

/** All changes of lanes happen one after the other: they are few, short, and must see each other. */
const lockId = 7_351_205;

interface Holder {
  environment: string;
  service: string;
  deploymentId: string;
  token: number;
}

interface Waiter {
  place: number;
  deploymentId: string;
  lanes: LaneKey[];
}

/** Whoever goes first has a place below 0: the release before, which knows nothing of that, keeps to the order of places as well. */
const before = 1_000_000_000_000;

/** Lanes and those who wait for them. A waiter passes nobody who came before it and wants one of the same lanes. */
export function createLanes(database: Database): Lanes {
  const alone = <T>(body: (query: Query) => Promise<T>) =>
    database.transaction(async (query) => {
      await query('select pg_advisory_xact_lock($1)', [lockId]);
      return body(query);
    });

  return {
    take: (lanes, deploymentId, order) =>
      alone(async (query) => {
        const { holders, waiters } = await readAll(query);
        const inTheWay = holders.filter((holder) => holder.deploymentId !== deploymentId && touches(lanes, holder));
        const others = (some: Waiter[]) => some.filter(({ lanes: wanted }) => shares(lanes, wanted));
        const earlier = others(waiters.slice(0, indexOf(waiters, deploymentId, order)));
        if (inTheWay.length > 0 || earlier.length > 0) {
          await query(
            `insert into quarterdeck.lane_waiters (place, deployment_id, lanes) overriding system value
             values (nextval(pg_get_serial_sequence('quarterdeck.lane_waiters', 'place')) - $3, $1, $2)
             on conflict (deployment_id) do update set lanes = excluded.lanes`,
            [deploymentId, JSON.stringify(lanes), order === 'first' ? before : 0],
          );
          const names = new Set(inTheWay.map((holder) => holder.deploymentId));
          return { taken: false, place: earlier.length + 1, holders: [...names] };
        }
        const behind = others(waiters).filter((waiter) => waiter.deploymentId !== deploymentId);
        const waiting = behind.map((waiter) => waiter.deploymentId);
        const mine = holders.filter((holder) => holder.deploymentId === deploymentId);
        const held = lanes.every((lane) => mine.some((holder) => touches([lane], holder)));
        const known = mine[0]?.token;
        if (held && known !== undefined) return { taken: true, token: known, waiting };
        const [first] = await query<{ token: number }>(
          `with gone as (delete from quarterdeck.lane_waiters where deployment_id = $1),
             next as (select nextval('quarterdeck.lane_tokens') as token)
           insert into quarterdeck.lanes (environment, service, deployment_id, token)
           select environment, service, $1, token from unnest($2::text[], $3::text[]) as wanted (environment, service), next
           on conflict (environment, service) do update set token = excluded.token
           returning token::float8 as token`,
          [deploymentId, lanes.map(({ environment }) => environment), lanes.map(({ service }) => service)],
        );
        return { taken: true, token: first?.token ?? 0, waiting };
      }),
    leave: (deploymentId) =>
      alone(async (query) => {
        await query('delete from quarterdeck.lanes where deployment_id = $1', [deploymentId]);
        await query('delete from quarterdeck.lane_waiters where deployment_id = $1', [deploymentId]);
        const { holders, waiters } = await readAll(query);
        return waiters
          .filter(({ lanes }, index) => {
            const blocked = holders.some((holder) => touches(lanes, holder));
            return !blocked && !waiters.slice(0, index).some((earlier) => shares(lanes, earlier.lanes));
          })
          .map((waiter) => waiter.deploymentId);
      }),
    async state(lanes) {
      const { holders, waiters } = await readAll(database.query);
      return {
        holders: holders
          .filter((holder) => touches(lanes, holder))
          .map(({ environment, service, deploymentId }) => ({ lane: { service, environment }, deploymentId })),
        waiting: waiters.filter((waiter) => shares(lanes, waiter.lanes)).map(({ deploymentId }) => deploymentId),
      };
    },
  };
}

/** Both in one statement, so that they fit together. */
async function readAll(query: Query): Promise<{ holders: Holder[]; waiters: Waiter[] }> {
  const [row] = await query<{ holders: Holder[]; waiters: Waiter[] }>(
    `select
       (select coalesce(json_agg(json_build_object('environment', environment, 'service', service,
          'deploymentId', deployment_id, 'token', token) order by environment, service), '[]')
        from quarterdeck.lanes) as holders,
       (select coalesce(json_agg(json_build_object('place', place, 'deploymentId', deployment_id, 'lanes', lanes) order by place), '[]')
        from quarterdeck.lane_waiters) as waiters`,
  );
  return row ?? { holders: [], waiters: [] };
}

function touches(lanes: readonly LaneKey[], one: LaneKey): boolean {
  return lanes.some(({ environment, service }) => environment === one.environment && service === one.service);
}

function shares(some: readonly LaneKey[], others: readonly LaneKey[]): boolean {
  return others.some((lane) => touches(some, lane));
}

/** Where it stands among the waiters; when it is not one yet, behind them all, or behind those that go first. */
function indexOf(waiters: readonly Waiter[], deploymentId: string, order: 'first' | undefined): number {
  const index = waiters.findIndex((waiter) => waiter.deploymentId === deploymentId);
  if (index >= 0) return index;
  return order === 'first' ? waiters.filter(({ place }) => place < 0).length : waiters.length;
}
