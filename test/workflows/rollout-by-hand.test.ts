import { expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { createRolloutStory } from './rollout-story.ts';

test('what somebody does in the cluster by hand is told and not fought', async () => {
  const story = createRolloutStory();
  const id = await story.begun();
  await story.goesOn(3 * minute);
  story.cluster.byHand(story.place(), 'ghcr.io/acme/api:hotfix', 'kubectl-edit');
  const before = story.moves();
  await story.goesOn(20 * minute);
  expect(await story.rollout(id)).toMatchObject({
    question: { about: 'changed', why: expect.stringContaining('kubectl-edit') },
    touched: [expect.stringContaining('api (trading/api in production) was changed by kubectl-edit')],
  });
  expect(story.moves()).toEqual(before);
  expect(story.buttons(id)).toEqual(['Go on', 'Abort']);
  await story.presses('lead', id, 'promote');
  await story.goesOn(15 * minute);
  expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  expect(story.actions(id)).toContain('rollout.touched');
});

test('who aborts after that is told what really serves, and what somebody did is left alone', async () => {
  const story = createRolloutStory();
  const id = await story.begun();
  await story.goesOn(3 * minute);
  story.cluster.byHand(story.place(), 'ghcr.io/acme/api:hotfix', 'kubectl-edit');
  await story.goesOn(minute);
  await story.presses('lead', id, 'abort');
  await story.goesOn(minute);
  const { note, rollout } = await story.read(id);
  expect(note).toBe(
    'Aborted by lead. What was tried is gone. Somebody else has changed the cluster meanwhile, and that is left as it is: api serves ghcr.io/acme/api:hotfix, which is not the version before.',
  );
  expect(rollout?.services).toMatchObject([{ state: 'taken-back', left: 'ghcr.io/acme/api:hotfix' }]);
  expect(await story.standing()).toMatchObject({ fresh: null, stable: { image: 'ghcr.io/acme/api:hotfix' } });
  const read = JSON.stringify(renderNotice(story.card(id), { plain: false, permalink: null }));
  expect(read).toContain('what was tried is gone; `hotfix` serves, as somebody else has left it');
  expect(read).not.toContain('back on the version before');
  expect(read).not.toContain('the version before serves');
});
