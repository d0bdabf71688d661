import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Replica } from '../../sandbox/replicas.ts';
import { readable } from '../acceptance/readable.ts';
import { ask } from './database.ts';
import { approve, type Deployment, idOf, request, succeeds, type } from './deployment.ts';
import { moments } from './moments.ts';
import { allReady, driverOf, endsElsewhere, goesOnAt } from './replicas.ts';
import { type Strike, strikeAt } from './strike.ts';
import { expectOneDeployment, runsOf } from './verdict.ts';
import { type Call, type FaultWorld, openFaultWorld } from './world.ts';

const hour = 3_600_000;

/** Two replicas on a Postgres that belongs to neither; the one that drives a deployment is killed, frozen, woken and replaced. */
describe('two replicas', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld(300, 2);
  });
  afterAll(() => world?.close());
  beforeEach(() => allReady(world));

  /** Of the test that goes on: what did not strike in it must not strike in the next. */
  const armed: Strike[] = [];
  afterEach(() => {
    for (const strike of armed.splice(0)) strike.disarm();
  });
  function struck(harm: () => Promise<void>, is: (call: Call) => boolean): Strike {
    const strike = strikeAt(world, 1, harm, is);
    armed.push(strike);
    return strike;
  }

  const passes = (ms: number) => world.world.clock.set(world.world.clock.now() + ms);
  const becomes = ({ ts }: Pick<Deployment, 'ts'>, pattern: RegExp) =>
    world.until(`the message reads ${pattern}`, () =>
      world.posts('deployments').find((message) => message.ts === ts && pattern.test(readable(message))),
    );

  /** Strikes whoever drives it then, at the first such call. */
  async function struckAt(
    deployment: Pick<Deployment, 'id'>,
    is: (call: Call) => boolean,
    harm: (driver: Replica) => Promise<void>,
  ): Promise<{ other: Replica; strike: Strike }> {
    const [driver, other] = await driverOf(world, deployment);
    return { other, strike: struck(() => harm(driver), is) };
  }

  describe('the one that drives a deployment is killed, and the other goes on within 5 s', () => {
    const bar = 5_000;

    test('while it waits for approval', async () => {
      const deployment = await request(world, 'api');
      const [driver, other] = await driverOf(world, deployment);
      await driver.bot.kill();
      const killed = performance.now();
      await approve(world, deployment);
      expect(await goesOnAt(world, deployment, other, killed)).toBeLessThan(bar);
      await succeeds(world, deployment);
      await expectOneDeployment(world, deployment, 'killed while it waited for approval');
    });

    test('while it waits for its time', async () => {
      const deployment = await request(world, 'websocket', '--at in 3h');
      await approve(world, deployment);
      await becomes(deployment, /\*Scheduled\*/);
      const [driver, other] = await driverOf(world, deployment);
      await driver.bot.kill();
      expect(await goesOnAt(world, deployment, other, performance.now())).toBeLessThan(bar);
      passes(3 * hour);
      await succeeds(world, deployment);
      await expectOneDeployment(world, deployment, 'killed while scheduled', { besides: ['deployment.scheduled'] });
    });

    test('while it waits for the lane, which nobody who died keeps', async () => {
      const first = await request(world, 'worker');
      const second = await request(world, 'worker');
      await approve(world, first);
      await becomes(first, /\*Running\*/);
      await approve(world, second);
      await becomes(second, /place 1/);
      const [driver, other] = await driverOf(world, second);
      await driver.bot.kill();
      expect(await goesOnAt(world, second, other, performance.now())).toBeLessThan(bar);
      for (const deployment of [first, second]) {
        await succeeds(world, deployment);
        await expectOneDeployment(world, deployment, 'killed in the lane', { besides: ['deployment.queued'] });
      }
    });

    test.each([
      ['at the dispatch', moments.dispatching],
      ['while the run goes on', moments.running],
    ])('%s', async (when, { is }) => {
      const deployment = await request(world, 'fix-gateway');
      let killed = 0;
      const { other, strike } = await struckAt(deployment, is, async ({ bot }) => {
        await bot.kill();
        killed = performance.now();
      });
      await approve(world, deployment);
      await world.until('the moment', () => strike.at ?? undefined);
      await strike.over();
      expect(await goesOnAt(world, deployment, other, killed)).toBeLessThan(bar);
      await succeeds(world, deployment);
      await expectOneDeployment(world, deployment, `killed ${when}`);
    });
  });

  describe('the one that drives a deployment is frozen; the other takes over, and it wakes up', () => {
    /** It goes on elsewhere while it stands still, comes to its end, and the one that wakes up then does no second harm. */
    async function endsOnce(deployment: Deployment, frozen: Replica, other: Replica, ends: () => Promise<void>) {
      await goesOnAt(world, deployment, other, performance.now());
      await frozen.bot.wake();
      await ends();
      await allReady(world);
    }

    /** It is a member again: when the other one dies, it drives what there is. */
    async function servesAgain(frozen: Replica, other: Replica) {
      await other.bot.kill();
      const next = await request(world, 'api');
      expect((await driverOf(world, next))[0]).toBe(frozen);
      await other.bot.start();
      await world.until('the other one is back', async () => (await other.bot.ready()) || undefined);
      await frozen.bot.kill();
      await goesOnAt(world, next, other, performance.now());
      await approve(world, next);
      await succeeds(world, next);
      await expectOneDeployment(world, next, 'asked of the one that was frozen');
    }

    test('at the dispatch', async () => {
      const deployment = await request(world, 'websocket');
      const [frozen, other] = await driverOf(world, deployment);
      const strike = struck(() => frozen.bot.freeze(), moments.dispatching.is);
      await approve(world, deployment);
      await world.until('the moment', () => strike.at ?? undefined);
      await endsOnce(deployment, frozen, other, () => succeeds(world, deployment));
      await expectOneDeployment(world, deployment, 'frozen at the dispatch');
      await servesAgain(frozen, other);
    });

    const deployStaging = (seen: () => boolean, more = '') =>
      type(world, `/deploy staging worker ${more}`.trim(), seen);

    test('while it posts the message', async () => {
      const [frozen, other] = world.replicas;
      const before = world.posts('deployments').length;
      // Alone, so that there is no doubt who posts.
      await other?.bot.kill();
      const strike = struck(async () => frozen?.bot.freeze(), moments.asking.is);
      await deployStaging(() => strike.at !== null);
      await world.until('the moment', () => strike.at ?? undefined);
      await other?.bot.start();
      await endsElsewhere(world, before);
    });

    test('while it makes a temporary tag', async () => {
      const before = world.posts('deployments').length;
      await deployStaging(() => world.posts('deployments').length > before, '--at in 3h');
      const scheduled = await world.until('it is scheduled', () =>
        world
          .posts('deployments')
          .slice(before)
          .find((message) => /\*Scheduled\*/.test(readable(message))),
      );
      const { strike } = await struckAt(
        { id: idOf(scheduled) },
        ({ method, path }) => method === 'POST' && path.endsWith('/git/refs'),
        ({ bot }) => bot.freeze(),
      );
      passes(3 * hour);
      await world.until('the moment', () => strike.at ?? undefined);
      await endsElsewhere(world, before);
    });
  });

  test('two deploys of one service at once: one after the other', async () => {
    const deployments = [await request(world, 'api'), await request(world, 'api')];
    const running = () =>
      deployments.flatMap(({ id }) => runsOf(world, id)).filter(({ status }) => status !== 'completed').length;
    let most = 0;
    const off = world.onCall(() => {
      most = Math.max(most, running());
    });
    await Promise.all(deployments.map((deployment, n) => approve(world, deployment, n === 0 ? 'lead' : 'lead2')));
    await Promise.all(deployments.map((deployment) => succeeds(world, deployment)));
    off();
    expect(most).toBe(1);
    const orders = [];
    for (const deployment of deployments)
      orders.push(
        (await expectOneDeployment(world, deployment, 'two at once', { besides: ['deployment.queued'] })).order,
      );
    expect(orders.filter((order) => order.includes('deployment.queued'))).toHaveLength(1);
  });

  test('one after the other is stopped and started again, while a deployment waits and while it runs', async () => {
    const roll = async () => {
      for (const { bot } of world.replicas) {
        await bot.stop();
        await bot.start();
        await world.until('it is back', async () => (await bot.ready()) || undefined);
      }
    };
    const deployment = await request(world, 'fix-gateway');
    await roll();
    await approve(world, deployment);
    await becomes(deployment, /\*Running\*/);
    await roll();
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, 'both were replaced in the middle');
  });

  test('what is due is told once: the reminder of a forgotten lock, and its end', async () => {
    await world.world.slack.command('sre', { channel: 'deployments', text: '/lock staging api for 5h load test' });
    const lock = await world.until('the lock', () =>
      world.posts('deployments').find((message) => /Locked:\* \*api in staging/.test(readable(message))),
    );
    const told = () =>
      world.world.slack.messages('@sre', 'sre').filter((message) => /still holds deploys/.test(readable(message)))
        .length;
    passes(3 * hour);
    await world.until('the reminder', () => told() || undefined);
    passes(2 * hour);
    await becomes(lock, /Ran out:\* api in staging/);
    await world.quiet();
    expect(told()).toBe(1);
    const ends = await ask(world.store, "select from quarterdeck.audit where action = 'lock.ran-out'");
    expect(ends).toHaveLength(1);
  });

  test('the audit log is whole after all this', async () => {
    const { env } = world.replicas[0] ?? {};
    const { stdout } = await promisify(execFile)(process.execPath, ['src/cli/main.ts', 'audit', 'verify'], { env });
    expect(stdout).toMatch(/nobody has changed them/);
  });
});
