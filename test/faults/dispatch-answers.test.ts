import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Store } from './database.ts';
import { approve, request, succeeds } from './deployment.ts';
import { killBot } from './harms.ts';
import { expectOneDeployment } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

/**
 * What GitHub says to a dispatch gets lost. Here the world is slow: a run that is not there is looked for through the settling
 * time, which is real, and the approval must still be valid afterwards.
 */
describe('the answer to a dispatch', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld(100);
  });
  afterAll(() => world?.close());

  const dispatches = () =>
    world.world.traffic
      .list()
      .filter(({ method, path: where }) => method === 'POST' && where.endsWith('/dispatches'))
      .map(({ status }) => status);

  test('is lost after it was carried out: the run is found', async () => {
    const before = dispatches().length;
    world.world.github.fault({ kind: 'lost-answer', match: '^POST .*/dispatches$', times: 1 });
    const deployment = await request(world, 'worker');
    await approve(world, deployment);
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, 'the answer to the dispatch was lost');
    expect(dispatches().slice(before)).toEqual([0]);
  });

  test('is 502, or nobody asked, and the bot is killed: it is looked for the run, and only then asked again', async () => {
    const before = dispatches().length;
    world.world.github.fault({ kind: 'http', status: 502, match: '^POST .*/dispatches$', times: 1 });
    const unanswered = await request(world, 'api');
    const unasked = await request(world, 'worker');
    await approve(world, unanswered);
    await world.until('the answer 502', () => dispatches()[before]);
    const claimed = await slowClaim(world.store, unasked.id);
    await approve(world, unasked);
    await world.until('what is written down before GitHub is asked', claimed);
    await killBot(world);
    for (const deployment of [unanswered, unasked]) {
      await succeeds(world, deployment);
      await expectOneDeployment(world, deployment, 'the run was looked for');
    }
    expect(dispatches().slice(before)).toEqual([502, 200, 200]);
  });
});

/** Between writing down that GitHub is asked for this deployment and asking there is time to strike; tells when it has come. */
async function slowClaim(store: Store, id: string): Promise<() => Promise<true | undefined>> {
  const name = `slow_claim_${id.replaceAll('-', '_')}`;
  await ask(
    store,
    `create function ${name}() returns trigger language plpgsql as 'begin perform pg_sleep(1); return new; end'`,
  );
  await ask(
    store,
    `create trigger ${name} before insert on quarterdeck.attempts for each row
     when (new.key = 'dispatch:${id}:1') execute function ${name}()`,
  );
  return async () => {
    const asleep = await ask(
      store,
      "select from pg_stat_activity where query like 'insert into quarterdeck.attempts%' and wait_event = 'PgSleep'",
    );
    return asleep.length > 0 || undefined;
  };
}
