import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { createWatchStory } from './watch-story.ts';

test('a look that takes until after the end is one of when it began: what came in meanwhile is looked at before anybody is asked', async () => {
  const story = createWatchStory();
  story.measures('develop', [0, 0.02]);
  const id = await story.deployed();
  await story.durable.advance(minute);
  const { courses } = story.metrics;
  story.metrics.courses = async (...asked) => {
    const found = await courses(...asked);
    story.metrics.courses = courses;
    story.clock.advance(20 * minute);
    return found;
  };
  await story.durable.advance(minute);
  expect(await story.watch(id)).toMatchObject({ state: 'passed', question: null });
  expect(story.thread(id).map(({ kind }) => kind)).not.toContain('watch-question');
});
