import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { createWatchStory } from './watch-story.ts';

const from = 0;

test.each([
  ['while its time goes on', 90],
  ['when its time is over', 15],
])('who does not answer is reminded once, with who may and the buttons: %s', async (_, length) => {
  const story = createWatchStory({ length: length * minute });
  story.measures('develop', [from, 1]);
  const id = await story.deployed();
  const questions = () => story.thread(id).filter(({ kind }) => kind === 'watch-question');
  await story.durable.advance(20 * minute);
  expect(questions()).toHaveLength(1);
  await story.durable.advance(60 * minute);
  expect(questions()).toMatchObject([
    {},
    {
      waitsFor: 30 * minute,
      roles: ['release-managers'],
      mention: [story.who('dev').slackId, story.who('lead').slackId, story.who('lead2').slackId],
      buttons: [{ kind: 'keep-release' }, { kind: 'take-back-release' }],
    },
  ]);
  await story.answers('lead', id, 'keep');
  await story.durable.advance(30 * minute);
  expect(await story.watch(id)).toMatchObject({ state: 'passed' });
  expect(questions()).toHaveLength(2);
});

test('what is answered in time is not brought up again', async () => {
  const story = createWatchStory({ length: 90 * minute });
  story.measures('develop', [from, 1]);
  const id = await story.deployed();
  await story.durable.advance(20 * minute);
  await story.answers('lead', id, 'keep');
  await story.durable.advance(60 * minute);
  expect(story.thread(id).filter(({ kind }) => kind === 'watch-question')).toHaveLength(1);
});
