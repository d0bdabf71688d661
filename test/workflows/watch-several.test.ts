import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { running } from '../builders.ts';
import { asBefore, createWatchStory, trigger, watchRule } from './watch-story.ts';

const from = 0;
const services = ['api', 'worker'];

/** Both are deployed and watched; after five minutes something else goes out to the worker alone. */
async function workerAlone(changes: Parameters<typeof createWatchStory>[0] = {}) {
  const story = createWatchStory(changes, {}, services);
  await story.deployments.setRunning(
    services.map((service) => running({ service, ref: 'v1.3.0', sha: story.release, verified: true })),
  );
  story.measures('develop', [from, 0.02]);
  story.measures('v1.4.0', [from, 0.02]);
  const id = await story.deployed();
  await story.durable.advance(5 * minute);
  const other = await story.ask('dev', { target: 'worker', ref: 'v1.4.0' });
  return { story, id, other };
}

test('a deployment of one service leaves the watch of the others going on, and is watched itself', async () => {
  const { story, id, other } = await workerAlone();
  expect(await story.watch(id)).toMatchObject({
    state: 'watching',
    gone: [{ services: ['worker'], by: `v1.4.0 by dev (${other})` }],
  });
  expect(JSON.stringify(renderNotice(story.card(id), { plain: false, permalink: null }))).toContain(
    'worker: no longer watched, v1.4.0 by dev',
  );
  await story.completes(other, 'success');
  await story.durable.advance(11 * minute);
  expect(await story.watch(id)).toMatchObject({
    state: 'passed',
    judgement: { metrics: [{ metric: 'errors of api', verdict: 'pass' }] },
  });
  const ran = async () =>
    Object.fromEntries(
      (await story.deployments.running({ environment: 'staging' })).map(({ service, deploymentId, verified }) => [
        service,
        [deploymentId, verified],
      ]),
    );
  expect(await ran()).toEqual({ api: [id, true], worker: [other, false] });
  await story.durable.advance(10 * minute);
  expect(await ran()).toEqual({ api: [id, true], worker: [other, true] });
  expect(story.actions(id).slice(-2)).toEqual(['watch.superseded', 'watch.passed']);
});

test('its trigger takes back only what is left of it', async () => {
  const { story, id } = await workerAlone();
  story.measures('develop', [from, 0.02], [story.clock.now(), 9]);
  await story.durable.advance(3 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'failed', why: expect.stringContaining('Errors of api: 9 %') });
  expect(story.rollbacks).toMatchObject([{ of: id, target: 'api' }]);
});

test('what was asked of the other one alone is asked no more, also when its time is over', async () => {
  const story = createWatchStory({}, {}, services);
  story.measures('develop', [from, 0.02]);
  const text = 'errors{service="{{service}}",environment="{{environment}}",version="{{version}}"}';
  story.metrics.know({ text, about: { service: 'worker', environment: 'staging', version: 'develop' } }, []);
  const id = await story.deployed();
  await story.durable.advance(20 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'inconclusive', question: { about: ['errors of worker'] } });
  await story.ask('dev', { target: 'worker', ref: 'v1.4.0' });
  await story.durable.advance(minute);
  expect(await story.watch(id)).toMatchObject({ state: 'passed', question: null });
});

test('when the last of them is gone the watch is over', async () => {
  const { story, id } = await workerAlone();
  const last = await story.ask('dev', { target: 'api', ref: 'v1.4.0' });
  expect(await story.watch(id)).toMatchObject({ state: 'superseded', why: expect.stringContaining(last) });
});

test('also when nobody told of it: what runs there is looked at, service by service', async () => {
  const { story, id } = await workerAlone();
  const [entry] = await story.deployments.running({ environment: 'staging', services: ['api'] });
  if (entry)
    await story.deployments.setRunning([
      { ...entry, since: story.clock.now() + 1, deploymentId: 'd-bbbbbbbbbb', ref: 'hotfix' },
    ]);
  await story.durable.advance(minute);
  expect(await story.watch(id)).toMatchObject({ state: 'superseded', why: 'hotfix by dev went out.' });
});

test('a service alone is still held against what was before all of them', async () => {
  const analysis = { ...watchRule().analysis, rules: [trigger, asBefore] };
  const { story, id } = await workerAlone({ analysis, baseline: 30 * minute });
  await story.durable.advance(minute);
  expect(await story.watch(id)).toMatchObject({
    judgement: {
      metrics: [
        { metric: 'errors of api', rules: expect.arrayContaining([expect.objectContaining({ reason: 'as-before' })]) },
      ],
    },
  });
});
