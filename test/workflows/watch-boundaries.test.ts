import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createWatchStory, every } from './watch-story.ts';

const from = 0;

/** Killed at any boundary: looked at, taken back once, told once. */
async function takenBack(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const story = createWatchStory({ length: 5 * minute });
  const { durable } = story;
  const bad = story.clock.now() + 2 * minute;
  story.measures('develop', [from, 0.02], [bad, 8]);
  arm(durable);
  const settle = () => runOn(durable);
  const id = await story.ask('dev');
  await settle();
  await story.completes(id, 'success');
  await settle();
  for (let look = 0; look < 10; look++) {
    await durable.advance(every);
    await settle();
  }
  expect(await story.watch(id)).toMatchObject({ state: 'failed', judgement: { because: ['errors'] } });
  expect(new Set(story.rollbacks.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended', 'watch-ended', 'rollout-picture']);
  expect(story.pages.incidents()).toMatchObject([{ open: true }]);
  expect(story.actions(id).slice(-2)).toEqual(['watch.begun', 'watch.failed']);
  return durable;
}

/** The same of one that a person has to judge, and keeps. */
async function kept(arm: (engine: FakeDurable) => void): Promise<FakeDurable> {
  const story = createWatchStory({ length: 4 * minute });
  const { durable } = story;
  story.measures('develop', [from, 1]);
  arm(durable);
  const settle = () => runOn(durable);
  const id = await story.ask('dev');
  await settle();
  await story.completes(id, 'success');
  await settle();
  await durable.advance(4 * minute);
  await settle();
  await story.answers('lead', id, 'keep');
  await settle();
  await durable.advance(minute);
  await settle();
  expect(await story.watch(id)).toMatchObject({ state: 'passed', kept: [{ about: ['errors'] }] });
  expect(await story.verified()).toEqual([true]);
  expect(story.thread(id).map(({ kind }) => kind)).toEqual([
    'change-list',
    'ended',
    'watch-question',
    'rollout-picture',
    'watch-ended',
  ]);
  return durable;
}

test('all of it survives a kill at every step boundary', { timeout: 120_000 }, async () => {
  expect(await atEveryBoundary(takenBack)).toBeGreaterThan(60);
  expect(await atEveryBoundary(kept)).toBeGreaterThan(60);
});
