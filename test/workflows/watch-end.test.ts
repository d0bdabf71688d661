import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { repository } from './story.ts';
import { createWatchStory } from './watch-story.ts';

const from = 0;

test('with nothing verified to go back to says so, who decides and what they can do, and claims no rollback', async () => {
  const story = createWatchStory();
  story.source.forgetDeployed(repository, 'staging');
  story.measures('develop', [from, 8]);
  const id = await story.deployed();
  await story.durable.advance(5 * minute);
  expect(await story.watch(id)).toMatchObject({
    state: 'failed',
    rollback: null,
    stays: {
      why: 'There is nothing to go back to for api in staging',
      helps: [
        'No other version was verified there, and none is known to have served before.',
        'A fix goes out with /deploy staging, as ever.',
      ],
    },
  });
  const [told] = story.thread(id).filter(({ kind }) => kind === 'watch-ended');
  expect(told).toMatchObject({
    decides: {
      roles: ['release-managers'],
      mention: [story.who('dev').slackId, story.who('lead').slackId, story.who('lead2').slackId],
    },
  });
  const read = told ? JSON.stringify(renderNotice(told, { plain: false, permalink: null })) : '';
  expect(read).toContain('*It still serves:* There is nothing to go back to for api in staging.');
  expect(read).not.toContain('Rolling back');
  expect(story.pages.incidents()).toMatchObject([{ summary: expect.stringContaining('It still serves') }]);
  // It tells operations as well, and is in the audit log as refused.
  expect(story.rollbacks).toHaveLength(1);
});

test('a rollback does not wait for GitHub to say what it goes back to', async () => {
  const story = createWatchStory();
  await story.verifiedBefore();
  story.measures('develop', [from, 0.02], [story.clock.now() + 2 * minute, 8]);
  const id = await story.deployed();
  story.source.resolve = () => new Promise(() => {});
  story.slowly(1);
  await story.durable.advance(5 * minute);
  expect(story.rollbacks).toMatchObject([{ of: id }]);
  expect(await story.watch(id)).toMatchObject({ state: 'failed', rollback: expect.any(String) });
});
