import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../src/model/delivery.ts';
import { minute, second } from '../../src/model/time.ts';
import { running } from '../builders.ts';
import { blueGreen, canary, createRolloutStory, workload } from './rollout-story.ts';
import { repository } from './story.ts';
import { rollback } from './watch-story.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];

describe('blue-green', () => {
  test('goes its seven steps', async () => {
    const story = createRolloutStory({ strategy: blueGreen() });
    const id = await story.begun();
    const steps: string[] = [];
    for (let at = 0; at < 20 * minute; at += 15 * second) {
      await story.goesOn(15 * second);
      const { step, weight, at: phase } = await story.rollout(id);
      const said = `${step} ${phase} ${weight}`;
      if (said !== steps.at(-1)) steps.push(said);
    }
    expect(steps).toEqual(['watch 0 5', 'watch 1 100', 'done 1 100']);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
    expect(story.moves()).toEqual(['api bring-up', 'api weigh 5', 'api weigh 100', 'api promote', 'api retire']);
    expect(await story.standing()).toMatchObject({ stable: { image: story.image() }, fresh: null, weight: 0 });
  });

  test('with all of the traffic on the new colour it is back with one switch', async () => {
    const story = createRolloutStory({ strategy: blueGreen() });
    story.measure('errors', (at) => (at > 8 * minute ? 20 : 0.1), 'api', 'stable');
    const id = await story.begun();
    await story.goesOn(7 * minute);
    expect(await story.rollout(id)).toMatchObject({ weight: 100, at: 1 });
    await story.goesOn(4 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(story.moves().at(-1)).toBe('api take-back');
    expect(await story.standing()).toMatchObject({ stable: { image: 'ghcr.io/acme/api:old' }, weight: 0, fresh: null });
  });
});

describe('rolling', () => {
  const rolling = (names: string[]): Strategy => ({
    ...{ kind: 'rolling', on: 'kubernetes', workloads: names.map(workload), maxSurge: 1, maxUnavailable: 0 },
    ...{ minReady: 0, deadline: 5 * minute },
  });

  test('replaces pod after pod, and is tried at the end', async () => {
    const story = createRolloutStory({ strategy: rolling(['api']) });
    const id = await story.begun();
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', rollout: { strategy: 'rolling' } });
    expect(story.moves()).toEqual(['api bring-up']);
    expect(story.health.asked).toHaveLength(1);
  });

  test('a smoke test that fails afterwards brings the image before back', async () => {
    const story = createRolloutStory({ strategy: rolling(['api']) });
    story.health.all('It answered 500.');
    const id = await story.begun();
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(story.moves()).toEqual(['api bring-up', 'api return-to']);
    expect(await story.standing()).toMatchObject({ stable: { image: 'ghcr.io/acme/api:old' }, state: 'steady' });
  });
});

describe('several services', () => {
  const order = [['worker'], ['api', 'websocket']];

  test('go list after list, together within one, in one deployment', async () => {
    const story = createRolloutStory({ services, strategy: canary(services), order });
    const id = await story.begun();
    await story.goesOn(5 * minute);
    const rollout = await story.rollout(id);
    expect(rollout.waves).toEqual([['worker'], ['api', 'websocket'], ['fix-gateway']]);
    expect(rollout.services.map(({ service, state }) => `${service} ${state}`)).toEqual([
      ...['api waiting', 'websocket waiting', 'fix-gateway waiting', 'worker moving'],
    ]);
    await story.goesOn(50 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
    const begun = story.moves().filter((move) => move.endsWith('bring-up'));
    expect(begun).toEqual(['worker bring-up', 'api bring-up', 'websocket bring-up', 'fix-gateway bring-up']);
  });

  test('when one fails its list goes back; those before keep the new version, and the others are not begun', async () => {
    const story = createRolloutStory({ services, strategy: canary(services), order });
    story.measure('errors', (at) => (at > 20 * minute ? 8 : 0.1), 'websocket');
    const id = await story.begun();
    await story.goesOn(30 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: 'Errors of websocket: 8 % is beyond 5 %, 3 times in a row. api, websocket are back on the version before. worker keeps the new version. fix-gateway was not begun.',
    });
    const states = (await story.rollout(id)).services.map(({ service, state }) => `${service} ${state}`);
    expect(states).toEqual(['api taken-back', 'websocket failed', 'fix-gateway stopped', 'worker serving']);
    const running = await story.deployments.running({ environment: 'staging' });
    expect(running.map(({ service }) => service)).toEqual(['worker']);
    expect(await story.standing('worker')).toMatchObject({ stable: { image: story.image('worker') } });
    expect(await story.standing('api')).toMatchObject({ stable: { image: 'ghcr.io/acme/api:old' }, fresh: null });
  });

  test('or all go back, the last that moved first', async () => {
    const story = createRolloutStory({ services, strategy: canary(services), order, whenOneFails: 'take-back-all' });
    story.measure('errors', (at) => (at > 20 * minute ? 8 : 0.1), 'websocket');
    const id = await story.begun();
    await story.goesOn(30 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: expect.stringContaining(
        'api, websocket, worker are back on the version before. fix-gateway was not begun.',
      ),
    });
    for (const name of services)
      expect(await story.standing(name)).toMatchObject({
        stable: { image: `ghcr.io/acme/${name}:old` },
        fresh: null,
        weight: 0,
      });
    expect(story.moves()).toContain('worker return-to');
    expect(await story.deployments.running({ environment: 'staging' })).toEqual([]);
  });
});

describe('where the run moves the version', () => {
  const byRun: Strategy = { kind: 'by-run', on: 'run', watch: 10 * minute };

  test('it is tried and watched after the run', async () => {
    const story = createRolloutStory({ strategy: byRun });
    story.measure('errors', () => 0.1, 'api', 'stable');
    const id = await story.begun();
    expect(await story.rollout(id)).toMatchObject({ step: 'watch', weight: 100, strategy: 'by-run' });
    expect(story.buttons(id)).toEqual(['Promote', 'Hold', 'Extend by 10 min', 'Abort']);
    await story.goesOn(11 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
    expect(await story.deployments.running({ environment: 'staging' })).toMatchObject([{ service: 'api' }]);
  });

  test('when it fails it is said that it is live', async () => {
    const story = createRolloutStory({ strategy: byRun });
    story.measure('errors', (at) => (at > minute ? 9 : 0.1), 'api', 'stable');
    const id = await story.begun();
    await story.goesOn(4 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'failed',
      note: 'Errors: 9 % is beyond 5 %, 3 times in a row. Its run had put it live already, and it still serves.',
    });
    expect(await story.deployments.running({ environment: 'staging' })).toMatchObject([
      { service: 'api', verified: false },
    ]);
  });

  test('when it fails, the version that was verified before is brought back, where the catalog says how', async () => {
    const story = createRolloutStory({ strategy: byRun, rollback });
    story.measure('errors', (at) => (at > minute ? 9 : 0.1), 'api', 'stable');
    await story.deployments.setRunning([
      running({ ref: 'v1.3.0', sha: story.release, service: 'api', verified: true }),
    ]);
    const id = await story.begun();
    await story.goesOn(4 * minute);
    expect(await story.read(id)).toMatchObject({
      state: 'failed',
      note: 'Errors: 9 % is beyond 5 %, 3 times in a row. Its run had put it live already, and it serves until the version before is back.',
    });
    const back = (await story.deployments.list({ environment: 'staging', limit: 5 })).filter((each) => each.rollback);
    expect(back).toMatchObject([
      {
        workflow: 'rollback.yml',
        requester: { name: 'Quarterdeck' },
        rollback: { of: id, why: 'Errors: 9 % is beyond 5 %, 3 times in a row.' },
      },
    ]);
    // Its run has succeeded: no job of it is to be run again.
    expect(story.buttons(id)).not.toContain('Re-run failed');
    await story.completes(back[0]?.id ?? '', 'success');
    const release = story.release.slice(0, 7);
    expect(await story.read(id)).toMatchObject({
      state: 'rolled-back',
      note: expect.stringContaining(`Taken back to v1.3.0 (${release}) by Quarterdeck. Before: Errors: 9 %`),
    });
  });

  test('with nothing verified to go back to it is said that it stays, and what helps', async () => {
    const story = createRolloutStory({ strategy: byRun, rollback });
    story.source.forgetDeployed(repository, 'staging');
    story.measure('errors', (at) => (at > minute ? 9 : 0.1), 'api', 'stable');
    const id = await story.begun();
    await story.goesOn(4 * minute);
    expect((await story.read(id)).note).toBe(
      'Errors: 9 % is beyond 5 %, 3 times in a row. Its run had put it live already, and it still serves: There is nothing to go back to for api in staging. No other version was verified there, and none is known to have served before. A fix goes out with /deploy staging, as ever.',
    );
    expect(story.thread(id).flatMap((notice) => (notice.kind === 'text' ? [notice.title] : []))).toEqual([
      'There is nothing to go back to for api in staging',
    ]);
  });

  test('a rollback that goes first is the only one', async () => {
    const story = createRolloutStory({ strategy: byRun, rollback });
    story.measure('errors', () => 0.1, 'api', 'stable');
    await story.deployments.setRunning([running({ ref: 'v1.3.0', sha: story.release, verified: true })]);
    const id = await story.begun();
    await story.goesOn(minute);
    const origin = { channel: 'C0DEPLOYS', responseUrl: null, via: 'command' as const };
    const asked = { id: 'd-rrrrrrrrrr', by: story.who('lead'), why: 'it hangs', environment: 'staging', target: 'api' };
    await story.start.rollback({ ...asked, of: null, to: null, version: null, origin, dryRun: false });
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({
      state: 'failed',
      note: expect.stringMatching(/^Cancelled by lead.* and it serves until the version before is back\.$/),
    });
    expect(story.audit.entries.filter(({ action }) => action === 'rollback.refused')).toEqual([]);
    expect(
      (await story.deployments.list({ environment: 'staging', limit: 9 })).filter((each) => each.rollback),
    ).toMatchObject([{ id: 'd-rrrrrrrrrr' }]);
  });

  test('without anything to measure health alone is looked at, as often in a row as the catalog says', async () => {
    const story = createRolloutStory({ strategy: byRun, analysis: null });
    const id = await story.begun();
    await story.goesOn(2 * minute);
    story.health.all('It answered 502.');
    await story.goesOn(minute);
    story.health.all(null);
    await story.goesOn(minute);
    expect(await story.rollout(id)).toMatchObject({ step: 'watch' });
    story.health.all('It answered 502.');
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'failed', note: expect.stringContaining('It answered 502.') });
  });
});

test('a version that raises its major number takes the other strategy', async () => {
  const phases = [5, 25, 50].map((weight) => ({ weight, watch: minute }));
  const story = createRolloutStory({ majorStrategy: canary(['api'], { phases }) });
  for (const version of ['v1.9.0', 'v1.10.0', 'v2.0.0']) story.source.tag(repository, version, story.release);
  await story.deployments.setRunning([running({ ref: 'v1.9.0', service: 'api' })]);
  const minor = await story.begun('v1.10.0');
  expect((await story.rollout(minor)).phases.map(({ weight }) => weight)).toEqual([10]);
  await story.goesOn(20 * minute);
  const major = await story.begun('v2.0.0');
  expect((await story.rollout(major)).phases.map(({ weight }) => weight)).toEqual([5, 25, 50]);
});

test('the cluster tells of its changes, and it goes on at once', async () => {
  const story = createRolloutStory();
  const id = await story.begun();
  story.cluster.settle();
  const { driver } = await story.read(id);
  await story.durable.send(driver, { kind: 'cluster' }, 'changed');
  await story.durable.runUntilIdle();
  expect(await story.rollout(id)).toMatchObject({ step: 'watch', weight: 10 });
});
