import { expect } from 'vitest';
import type { Replica } from '../../sandbox/replicas.ts';
import { ask, auditOf } from './database.ts';
import { type Deployment, idOf } from './deployment.ts';
import { runsOf } from './verdict.ts';
import type { FaultWorld } from './world.ts';

/** Who runs the workflow of a deployment, by the database; null while it waits to be taken up. */
async function ownerOf({ store }: FaultWorld, { id }: Pick<Deployment, 'id'>): Promise<string | null> {
  const [row] = await ask<{ owner: string }>(
    store,
    `select executor_id as owner from dbos.workflow_status
     where workflow_uuid = $1 and status <> 'ENQUEUED' and executor_id in (select name from quarterdeck.replicas)`,
    [`deploy:${id}`],
  );
  return row?.owner ?? null;
}

/** The replica that drives a deployment, and the one that does not. */
export async function driverOf(world: FaultWorld, deployment: Pick<Deployment, 'id'>): Promise<[Replica, Replica]> {
  const owner = await world.until('somebody drives it', async () => (await ownerOf(world, deployment)) ?? undefined);
  const driver = world.replicas.find(({ env }) => env.QUARTERDECK_REPLICA === owner);
  const other = world.replicas.find((replica) => replica !== driver);
  if (driver === undefined || other === undefined) throw new Error(`there is no replica ${owner}`);
  return [driver, other];
}

/** Resolves when `replica` drives the deployment, with the ms since `since` of `performance.now()`. */
export async function goesOnAt(
  world: FaultWorld,
  deployment: Deployment,
  { env }: Replica,
  since: number,
): Promise<number> {
  await world.until(
    `it goes on at ${env.QUARTERDECK_REPLICA}`,
    async () => (await ownerOf(world, deployment)) === env.QUARTERDECK_REPLICA || undefined,
  );
  return performance.now() - since;
}

/** Starts who does not run, wakes who is frozen, and resolves when all are ready. */
export async function allReady(world: FaultWorld): Promise<void> {
  for (const { bot } of world.replicas) {
    await bot.wake();
    await bot.start();
  }
  for (const { bot } of world.replicas)
    await world.until('a replica is ready', async () => (await bot.ready()) || undefined);
}

/**
 * A deployment to staging, which asks nobody, comes to its end although one replica is frozen; that one wakes up, and there is one of
 * everything. `before`: how many messages there were.
 */
export async function endsElsewhere(world: FaultWorld, before: number): Promise<void> {
  const fresh = () => world.posts('deployments').slice(before);
  const done = await world.until('it succeeds', () => fresh().find(({ text }) => /Succeeded after/.test(text)));
  await allReady(world);
  await world.quiet();
  const id = idOf(done);
  const audit = (await auditOf(world.store, id)).map(({ action }) => action);
  expect({
    messages: fresh().length,
    runs: runsOf(world, id).length,
    audit: audit.filter((action) => action !== 'deployment.scheduled'),
  }).toEqual({ messages: 1, runs: 1, audit: ['deployment.requested', 'deployment.dispatched', 'deployment.ended'] });
}
