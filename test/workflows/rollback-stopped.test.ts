import { expect, test } from 'vitest';
import { rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

const lane = [{ service: 'api', environment: 'staging' }];

/** v1.4.0 runs; a deployment of v1.5.0, or what `before` begins, has the lane, and its workflow is cancelled in the engine. */
async function stopped(before: (story: Awaited<ReturnType<typeof rollbackStory>>) => Promise<string>) {
  const story = await rollbackStory();
  await story.deployed('v1.3.0');
  await story.deployed('v1.4.0');
  story.source.tag(repository, 'v1.5.0', story.source.commit(repository, 'main', { title: 'feat: more' }));
  const holder = await before(story);
  const { driver } = await story.read(holder);
  const { state } = story.durable;
  story.ports.drivers = { state: async (id) => (id === driver ? 'failed' : state(id)) };
  story.durable.takeAway(driver);
  return { ...story, holder };
}

test('a rollback does not wait for a deployment that has stopped inside: it takes its lane, and says so on its message', async () => {
  const story = await stopped((world) => world.ask('dev', { ref: 'v1.5.0' }));
  expect((await story.lanes.state(lane)).holders).toMatchObject([{ deploymentId: story.holder }]);
  const id = await story.rollsBack('lead', { why: 'it hangs' });
  expect(await story.read(id)).toMatchObject({ state: 'running' });
  expect(await story.read(story.holder)).toMatchObject({
    state: 'failed',
    endedAt: expect.any(Number),
    note: 'It had stopped inside Quarterdeck and could not go on. The rollback to v1.4.0 by lead did not wait for it. Its run on GitHub goes on by itself.',
  });
  expect(story.card(story.holder).deployment.state).toBe('failed');
  expect(story.actions(story.holder)).toContain('deployment.fault');
  await story.completes(id, 'success');
  expect(await story.read(id)).toMatchObject({ state: 'succeeded' });
  expect((await story.lanes.state(lane)).holders).toEqual([]);
});

test('nor for another rollback that has stopped inside, which is not called under way', async () => {
  const story = await stopped((world) => world.rollsBack('lead', { why: 'the first' }));
  const id = await story.rollsBack('lead2', { why: 'the second' });
  expect(await story.read(id)).toMatchObject({ state: 'running', ref: { name: 'v1.3.0' } });
  expect(await story.read(story.holder)).toMatchObject({ state: 'failed' });
});

test('what stops while it is being cancelled is not waited for either', async () => {
  const story = await stopped((world) => world.ask('dev', { ref: 'v1.5.0' }));
  const { drivers } = story.ports;
  story.ports.drivers = { state: async () => 'running' };
  const id = await story.rollsBack('lead');
  expect(await story.read(id)).toMatchObject({ state: 'queued' });
  story.ports.drivers = drivers;
  await story.durable.advance(10_000);
  expect(await story.read(id)).toMatchObject({ state: 'running' });
});
