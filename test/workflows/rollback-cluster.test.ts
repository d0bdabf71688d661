import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/model/delivery.ts';
import { Fault } from '../../src/model/fault.ts';
import { minute, second } from '../../src/model/time.ts';
import type { Place } from '../../src/ports/cluster.ts';
import { createFakeCluster, type FakeCluster } from '../fakes/cluster.ts';
import { runOn } from '../fakes/crashes.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];
const image = (service: string, version: string) => `acme/${service}:${version}`;

const strategy = {
  kind: 'rolling' as const,
  on: 'kubernetes' as const,
  workloads: services.map((service) => ({
    service,
    cluster: 'production',
    namespace: 'trading',
    name: service,
    container: 'app',
    image: image(service, '$'.concat('{ref}')),
  })),
  maxSurge: 1,
  maxUnavailable: 0,
  minReady: 0,
  deadline: 5 * minute,
};

const delivery: Delivery = {
  strategy,
  majorStrategy: null,
  analysis: null,
  smoke: [],
  roles: ['release-managers'],
  order: [],
  whenOneFails: 'stop',
};

/** v1.3.0 and then v1.4.0 serve in the cluster; what it does from now on is for the test to say. */
async function onCluster() {
  const rollback = rollbackRule({ by: 'cluster', workflow: null, inputs: {} });
  const cluster: FakeCluster = createFakeCluster();
  const story = await rollbackStory({
    catalog: rollbackCatalog({ rollback, delivery }),
    arm: (world) => Object.assign(world.ports, { cluster }),
  });
  const places = strategy.workloads.map((workload): Place => ({ workload, strategy }));
  for (const place of places) cluster.stand(place, image(place.workload.service, 'v1.3.0'), 2);
  async function deployed(version: string): Promise<string> {
    const id = await story.ask('dev', { ref: version });
    await story.completes(id, 'success');
    for (let turns = 0; turns < 20 && (await story.read(id)).endedAt === null; turns++) {
      cluster.settle();
      await story.durable.advance(10 * second);
    }
    expect((await story.read(id)).state).toBe('succeeded');
    return id;
  }
  await deployed('v1.3.0');
  const bad = await deployed('v1.4.0');
  const of = async (id: string) => (await story.read(id)).rollback?.services ?? [];
  const writes = () => cluster.written().filter(({ move }) => move.kind === 'return-to');
  return { ...story, cluster, places, bad, of, writes };
}

describe('a rollback on a cluster', () => {
  test('sets all services back at once, and is over when they serve', async () => {
    const story = await onCluster();
    const id = await story.rollsBack('lead', { why: 'errors at 7 %' });
    expect(story.writes()).toEqual(
      services.map((service) => ({ service, move: { kind: 'return-to', image: image(service, 'v1.3.0') } })),
    );
    expect((await story.read(id)).state).toBe('rolling-out');
    expect((await story.of(id)).map(({ state }) => state)).toEqual(services.map(() => 'moving'));
    story.cluster.settle();
    await story.durable.advance(3 * second);
    expect((await story.read(id)).state).toBe('succeeded');
    expect((await story.of(id)).map(({ state }) => state)).toEqual(services.map(() => 'serving'));
    expect((await story.read(story.bad)).state).toBe('rolled-back');
    // What stood already was not written again, however often it was looked at.
    expect(story.writes()).toHaveLength(4);
    expect(story.actions(id)).toEqual(['rollback.requested', 'rollback.moved', 'quarantine.begun', 'deployment.ended']);
    const running = await story.deployments.running({ environment: 'staging' });
    expect(running.every(({ ref, verified }) => ref === 'v1.3.0' && verified)).toBe(true);
  });

  test('a cluster that is away is asked again; one that says no ends it, with the state of each service', async () => {
    const story = await onCluster();
    story.cluster.fail(new Fault('unavailable', 'production does not answer.'));
    const id = await story.rollsBack('lead');
    expect((await story.of(id))[0]).toMatchObject({ state: 'away', why: 'production does not answer.' });
    story.cluster.fail(new Fault('denied', 'patch deployments in trading is not allowed.'));
    await story.durable.advance(3 * second);
    const failed = await story.read(id);
    expect(failed.state).toBe('failed');
    expect(failed.note).toContain('api was refused: patch deployments in trading is not allowed');
    expect(failed.note).toMatch(/Nothing was moved: v1\.4\.0 \(\w+\) is where it was\./);
    expect(await story.locks.inForce(story.clock.now())).toEqual([]);
    // The button tries the same again.
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['roll-back']);
  });

  test('one that stalls says which service serves what', async () => {
    const story = await onCluster();
    story.cluster.fate(image('worker', 'v1.3.0'), { trouble: 'ImagePullBackOff: manifest unknown', restarts: 0 });
    const id = await story.rollsBack('lead');
    story.cluster.settle();
    story.cluster.expire();
    await story.durable.advance(3 * second);
    const failed = await story.read(id);
    expect(failed.state).toBe('failed');
    expect(failed.note).toMatch(/^worker stalled: ProgressDeadlineExceeded: ImagePullBackOff/);
    expect(failed.note).toContain('api serves acme/api:v1.3.0');
    expect(failed.note).toContain('worker is on its way to acme/worker:v1.3.0, 0 of 2 pods ready');
  });

  test('one that never gets there ends when nothing progresses for as long as the strategy says', async () => {
    const story = await onCluster();
    const id = await story.rollsBack('lead');
    await story.durable.advance(2 * minute);
    expect((await story.read(id)).state).toBe('rolling-out');
    await story.durable.advance(4 * minute);
    expect((await story.read(id)).note).toMatch(
      /^api, websocket, fix-gateway and worker did not get there within 5 min/,
    );
  });

  test('a rollout that is under way is aborted for it, takes itself back, and counts as taken back', async () => {
    const story = await onCluster();
    const fresh = story.source.commit(repository, 'main', { title: 'feat: more' });
    story.source.tag(repository, 'v1.5.0', fresh);
    const holder = await story.ask('dev', { ref: 'v1.5.0' });
    await story.completes(holder, 'success');
    expect((await story.read(holder)).state).toBe('rolling-out');
    const id = await story.rollsBack('lead', { why: 'it hangs' });
    for (let turns = 0; turns < 20 && (await story.read(id)).endedAt === null; turns++) {
      story.cluster.settle();
      await story.durable.advance(10 * second);
    }
    expect(await story.read(id)).toMatchObject({
      state: 'succeeded',
      ref: { name: 'v1.4.0' },
      rollback: { of: holder, bad: { ref: 'v1.5.0' } },
    });
    expect((await story.read(holder)).state).toBe('rolled-back');
    const served = await Promise.all(story.places.map((place) => story.cluster.read(place)));
    expect(served.map(({ stable }) => stable.image)).toEqual(services.map((service) => image(service, 'v1.4.0')));
    const running = await story.deployments.running({ environment: 'staging' });
    expect(new Set(running.map(({ ref }) => ref))).toEqual(new Set(['v1.4.0']));
  });

  test('cancelled, it says how far each service is', async () => {
    const story = await onCluster();
    const id = await story.rollsBack('lead');
    await story.cancels('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'cancelled' });
    expect((await story.read(id)).note).toMatch(/^Cancelled by lead\. api is on its way to acme\/api:v1\.3\.0/);
  });

  test('a bot that is killed while it moves goes on from what stands', async () => {
    const story = await onCluster();
    story.durable.crashBetween('set back on the cluster');
    const id = await story.rollsBack('lead');
    await runOn(story.durable);
    story.cluster.settle();
    await story.durable.advance(3 * second);
    expect((await story.read(id)).state).toBe('succeeded');
    expect(story.writes()).toHaveLength(4);
  });
});
