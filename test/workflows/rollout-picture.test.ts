import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { createRolloutStory } from './rollout-story.ts';

test('the picture in the live message is drawn anew a few times in a phase, costs no query of its own, and is gone at the end', async () => {
  const story = createRolloutStory();
  const id = await story.begun();
  await story.goesOn(minute);
  expect((await story.rollout(id)).picture).toBeUndefined();
  const drawn = new Set<number>();
  for (let passed = 0; passed < 14; passed++) {
    await story.goesOn(minute);
    const { picture } = await story.rollout(id);
    if (picture) drawn.add(picture.at);
    if (picture) expect(picture.chart.panels.map(({ metric }) => metric)).toEqual(['errors', 'p95']);
  }
  expect(drawn.size).toBe(2);
  // Of both metrics, here and beside it, what was just measured: whoever shares what is measured is answered from that.
  const asked = story.metrics.asked.map(({ text, about, span }) => JSON.stringify([text, about, span]));
  expect(asked.length - new Set(asked).size).toBe(drawn.size * 4);
  await story.goesOn(3 * minute);
  expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  expect((await story.rollout(id)).picture).toBeUndefined();
});
