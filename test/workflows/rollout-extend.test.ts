import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { createRolloutStory } from './rollout-story.ts';

test('who extends the phase because of a missed goal is asked about it again at its end, and not at the next look', async () => {
  const story = createRolloutStory();
  story.measure('p95', (at) => (at > 3 * minute ? 1_400 : 240));
  const id = await story.begun();
  await story.goesOn(6 * minute);
  await story.presses('lead', id, 'extend');
  await story.goesOn(10 * minute);
  expect(await story.rollout(id)).toMatchObject({ step: 'watch', question: null, judgement: { decision: 'ask' } });
  await story.goesOn(20 * minute);
  expect(await story.rollout(id)).toMatchObject({ step: 'watch', question: { round: 2, about: 'judgement' } });
  expect(story.thread(id).filter(({ kind }) => kind === 'rollout-question')).toHaveLength(2);
});

test('another goal that is missed meanwhile is asked about at once', async () => {
  const story = createRolloutStory();
  story.measure('p95', (at) => (at > 3 * minute ? 1_400 : 240));
  story.measure('errors', (at) => (at > 9 * minute ? Number.NaN : 0.2));
  const id = await story.begun();
  await story.goesOn(6 * minute);
  await story.presses('lead', id, 'extend');
  await story.goesOn(12 * minute);
  expect(await story.rollout(id)).toMatchObject({ question: { round: 2, about: 'judgement' } });
});
