import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { job } from '../builders.ts';
import { repository } from './story.ts';
import { createWatchStory } from './watch-story.ts';

const from = 0;
const jobs = [job('Deploy', { attempt: 2, status: 'in_progress', conclusion: null })];
const again = { attempt: 2, status: 'in_progress', conclusion: null, startedBy: 'devin-ops', jobs } as const;

/** A release has passed its watch, or is still in it; then its run is re-run on GitHub, and succeeds again. */
async function rerunAfter(length: number) {
  const story = createWatchStory({}, { startsOn: { push: { branches: ['develop'], tags: [] }, job: 'Deploy' } });
  story.measures('develop', [from, 0.02]);
  const id = await story.deployed();
  await story.durable.advance(length);
  const runId = story.runs.dispatched.at(-1)?.runId ?? 0;
  await story.hears(
    story.runs.move(repository, runId, { ...again, jobs, file: 'deploy.yml', startedAt: story.clock.now() }),
  );
  await story.hears(story.runs.complete(repository, runId, 'success'));
  return { story, id };
}

test('what is run again on GitHub is watched anew, and verified when that has passed', async () => {
  const { story, id } = await rerunAfter(20 * minute);
  expect(await story.read(id)).toMatchObject({ state: 'succeeded', attempts: [{}, {}] });
  expect(await story.watch(id)).toMatchObject({ state: 'watching' });
  await story.durable.advance(20 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'passed' });
  expect(await story.verified()).toEqual([true]);
  expect(story.actions(id).filter((action) => action.startsWith('watch'))).toEqual([
    ...['watch.begun', 'watch.passed', 'watch.begun', 'watch.passed'],
  ]);
});

test('the watch of the try before is over, and an answer reaches the new one', async () => {
  const { story, id } = await rerunAfter(5 * minute);
  story.measures('develop', [from, 1]);
  await story.durable.advance(5 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'watching', question: { round: 1 } });
  expect(await story.answers('lead', id, 'keep')).toBe(true);
  await story.durable.advance(15 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'passed' });
  expect(story.actions(id).filter((action) => action.startsWith('watch'))).toEqual([
    ...['watch.begun', 'watch.superseded', 'watch.begun', 'watch.asked', 'watch.answered', 'watch.passed'],
  ]);
});
