import { describe, expect, test } from 'vitest';
import type { Around } from '../../src/model/delivery.ts';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { catalog, environment, pipeline } from '../builders.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createRolloutStory } from './rollout-story.ts';
import { createStory } from './story.ts';

const both: Around = {
  silence: { labels: { service: '{{service}}', environment: '{{environment}}' } },
  annotation: { tags: ['trading'] },
  page: null,
};

function open(around: Around = both) {
  const staging = environment({ around });
  return createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging] })] }) });
}

describe('around a deployment', () => {
  test('its alerts are quiet and dashboards show it, from the dispatch to the end', async () => {
    const story = open();
    const id = await story.ask('dev');
    expect(story.silences.standing()).toEqual(
      ['api', 'websocket', 'fix-gateway', 'worker'].map((service, index) => ({
        mark: index === 0 ? id : `${id}:${index}`,
        scope: { service, environment: 'staging' },
        until: story.clock.now() + 10 * minute,
      })),
    );
    const [region] = story.annotations.regions();
    expect(region).toMatchObject({
      mark: id,
      to: null,
      text: 'Deployment of default develop to staging, asked for by dev',
      tags: ['trading', 'deployment', 'staging', 'api', 'websocket', 'fix-gateway', 'worker'],
    });
    await story.durable.advance(3 * minute);
    await story.completes(id, 'success');
    expect(story.silences.standing()).toEqual([]);
    expect(story.annotations.regions()).toMatchObject([
      { to: story.clock.now(), text: 'Deployment of default develop to staging, asked for by dev: succeeded' },
    ]);
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended']);
  });

  test('a silence is a lease: it is renewed while the deployment goes on, and a dead bot leaves none behind', async () => {
    const story = open({ ...both, annotation: null });
    const id = await story.ask('dev');
    const until = () => story.silences.standing()[0]?.until ?? 0;
    const first = until();
    await story.durable.advance(6 * minute);
    expect(until()).toBeGreaterThan(first);
    await story.durable.advance(60 * minute);
    expect(until() - story.clock.now()).toBeGreaterThan(4 * minute);
    expect(until() - story.clock.now()).toBeLessThanOrEqual(10 * minute);
    story.durable.kill();
    await story.durable.advance(10 * minute);
    expect(story.silences.standing()).toEqual([]);
    story.durable.restart();
    await story.durable.runUntilIdle();
    expect(story.silences.standing()).toHaveLength(4);
    await story.completes(id, 'failure');
    expect(story.silences.standing()).toEqual([]);
  });

  test('after a standstill alerts are quiet from then on, and not until a time that has passed', async () => {
    const story = open({ ...both, annotation: null });
    const hold = story.silences.hold.bind(story.silences);
    const lengths: number[] = [];
    story.silences.hold = async (asked) => {
      lengths.push(asked.until - story.clock.now());
      const answer = await hold(asked);
      if (lengths.length === 1) story.clock.set(story.clock.now() + 15 * minute);
      return answer;
    };
    await story.ask('dev');
    expect(lengths.length).toBeGreaterThan(4);
    expect(new Set(lengths)).toEqual(new Set([10 * minute]));
  });

  test('one silence is enough where no label names the service', async () => {
    const story = open({ ...both, silence: { labels: { team: 'trading' } } });
    await story.ask('dev');
    expect(story.silences.standing().map(({ scope }) => scope)).toEqual([{ team: 'trading' }]);
  });

  test('what does not answer holds nothing up: it is said once in the thread, written down, and tried again', async () => {
    const story = open({ ...both, silence: null });
    story.annotations.fail(new Fault('unavailable', 'Grafana cannot be reached.'));
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    expect(story.thread(id)).toContainEqual({
      kind: 'text',
      tone: 'warning',
      title: 'Dashboards do not show this deployment',
      lines: ['Grafana cannot be reached.'],
    });
    expect(story.logged).toEqual(['what goes with a deployment was not done']);
    expect(story.annotations.regions()).toEqual([]);
    await story.durable.advance(minute);
    expect(story.annotations.regions()).toHaveLength(1);

    story.annotations.fail(new Fault('unavailable', 'Grafana cannot be reached.'));
    await story.completes(id, 'success');
    expect((await story.read(id)).state).toBe('succeeded');
    expect(story.annotations.regions()).toMatchObject([{ to: null }]);
    await story.durable.advance(minute);
    expect(story.annotations.regions()).toMatchObject([{ to: expect.any(Number) }]);
  });

  test('a deployment that is cancelled, and one of which the end was not heard, leave nothing behind', async () => {
    const story = open();
    const id = await story.ask('dev');
    await story.cancels('dev', id);
    await story.completes(id, 'cancelled');
    expect(story.silences.standing()).toEqual([]);
    expect(story.annotations.regions()).toMatchObject([{ to: expect.any(Number) }]);

    const other = await story.ask('dev');
    await story.deployments.save({ ...(await story.read(other)), state: 'failed', endedAt: story.clock.now() });
    await story.durable.advance(6 * minute);
    expect(story.silences.standing()).toEqual([]);
  });

  test('a re-run is quiet again, and its region goes on', async () => {
    const story = open();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    await story.durable.advance(minute);
    await story.reruns('dev', id);
    expect(story.silences.standing()).toHaveLength(4);
    expect(story.annotations.regions()).toHaveLength(1);
  });
});

test('where nothing is set up nothing is said of it, and nothing fails', async () => {
  const story = open();
  Object.assign(story.ports, { silences: null, annotations: null });
  const id = await story.ask('dev');
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list']);
  await story.completes(id, 'success');
  expect((await story.read(id)).state).toBe('succeeded');
});

describe('a page', () => {
  const page: Around = { silence: null, annotation: null, page: { severity: 'error' } };

  test('calls somebody about a rollout that is taken back from its users, and is over with the next that is well', async () => {
    const story = createRolloutStory({ around: page });
    story.measure('errors', () => 9);
    const id = await story.begun();
    await story.goesOn(5 * minute);
    expect((await story.read(id)).state).toBe('rolled-back');
    expect(story.pages.incidents()).toMatchObject([
      { mark: id, severity: 'error', open: true, summary: expect.stringContaining('9 % is beyond 5 %') },
    ]);
    story.measure('errors', () => 0);
    const next = await story.begun('v1.4.0');
    await story.goesOn(20 * minute);
    expect((await story.read(next)).state).toBe('succeeded');
    expect(story.pages.incidents()).toMatchObject([{ mark: id, open: false }]);
  });

  test('calls nobody about what no user has met', async () => {
    const story = createRolloutStory({ around: page });
    story.health.all('It answered 503; 200 is right.');
    const id = await story.begun();
    await story.goesOn(2 * minute);
    expect((await story.read(id)).state).toBe('rolled-back');
    expect(story.pages.incidents()).toEqual([]);
  });
});

/** Killed at any boundary: one region that is closed, and no silence. */
async function quietly(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const story = open();
  const { durable } = story;
  arm(durable);
  const id = await story.ask('dev');
  await runOn(durable);
  expect(story.silences.standing()).toHaveLength(4);
  await durable.advance(6 * minute);
  await runOn(durable);
  await story.completes(id, 'success');
  await runOn(durable);
  expect(story.silences.standing()).toEqual([]);
  expect(story.annotations.regions()).toMatchObject([{ mark: id, to: expect.any(Number) }]);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended']);
  return durable;
}

test('all of it survives a kill at every step boundary', { timeout: 60_000 }, async () => {
  expect(await atEveryBoundary(quietly)).toBeGreaterThan(60);
});
