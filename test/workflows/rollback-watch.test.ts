import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { now } from '../builders.ts';
import { rollbackCatalog, rollbackStory } from './rollback-world.ts';
import { asBefore, errors, every, trigger, watchRule } from './watch-story.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];

async function watched(around = true) {
  const { analysis } = watchRule();
  const story = await rollbackStory({
    catalog: rollbackCatalog({
      watch: watchRule({ analysis: { ...analysis, rules: [trigger, asBefore] }, baseline: 30 * minute }),
      metrics: [errors],
      around: around
        ? { silence: { labels: { env: 'staging' } }, annotation: { tags: [] }, page: { severity: 'critical' } }
        : null,
    }),
  });
  /** What is measured of every service of a version, from an hour before on. */
  const measures = (version: string, value: number) => {
    const begin = Math.floor(now / every) * every - 60 * minute;
    const samples = Array.from({ length: 1_000 }, (_, index) => ({ at: begin + index * every, value }));
    for (const service of services) {
      const about = { service, environment: 'staging', version };
      story.metrics.know({ text: errors.query, about }, [{ labels: {}, samples }]);
    }
  };
  return { ...story, measures };
}

test('what came back is watched too, held against what it was before the bad one came, and ends the incident', async () => {
  const story = await watched();
  story.measures('develop', 1);
  story.measures('v1.3.0', 1);
  const good = await story.deployed('v1.3.0');
  await story.durable.advance(15 * minute);
  expect((await story.read(good)).watch).toMatchObject({ state: 'passed' });

  story.measures('v1.4.0', 9);
  const bad = await story.deployed('v1.4.0');
  await story.durable.advance(5 * minute);
  const { watch, baseline } = await story.read(bad);
  expect(watch).toMatchObject({ state: 'failed', rollback: expect.any(String) });
  expect(story.pages.incidents()).toMatchObject([{ mark: bad, open: true }]);
  const id = watch?.rollback ?? '';
  expect(await story.read(id)).toMatchObject({ state: 'running', ref: { name: 'v1.3.0' }, rollback: { of: bad } });
  // Something is wrong there already: its alerts are heard.
  expect(story.silences.standing()).toEqual([]);
  expect(story.annotations.regions().at(-1)).toMatchObject({ mark: id, to: null });

  await story.completes(id, 'success');
  expect(await story.read(id)).toMatchObject({ state: 'succeeded', watch: { state: 'watching', baseline } });
  expect(story.annotations.regions().every(({ to }) => to !== null)).toBe(true);
  expect(story.pages.incidents()).toMatchObject([{ open: true }]);
  await story.durable.advance(15 * minute);
  expect((await story.read(id)).watch).toMatchObject({
    state: 'passed',
    judgement: { metrics: expect.arrayContaining([expect.objectContaining({ metric: 'errors of api' })]) },
  });
  expect(story.pages.incidents()).toMatchObject([{ mark: bad, open: false }]);
  const running = await story.deployments.running({ environment: 'staging' });
  expect(running.every(({ ref, verified }) => ref === 'v1.3.0' && verified)).toBe(true);
});

test('a person who rolls back ends the watch of what runs', async () => {
  const story = await watched(false);
  story.measures('develop', 1);
  story.measures('v1.3.0', 1);
  story.measures('v1.4.0', 1);
  await story.deployed('v1.3.0');
  await story.durable.advance(15 * minute);
  const second = await story.deployed('v1.4.0');
  await story.durable.advance(2 * minute);
  const id = await story.rollsBack('lead', { why: 'customers complain' });
  expect((await story.read(second)).watch).toMatchObject({ state: 'superseded', why: expect.stringContaining(id) });
  await story.completes(id, 'success');
  expect((await story.read(id)).watch).toMatchObject({ state: 'watching' });
});
