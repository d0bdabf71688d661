import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { runOn } from '../fakes/crashes.ts';
import { canary, createRolloutStory } from './rollout-story.ts';
import { rollback } from './watch-story.ts';

type Story = ReturnType<typeof createRolloutStory>;

async function leftBehind(story: Story) {
  const [quarantined, locks] = await Promise.all([
    story.ports.quarantine.inForce('staging'),
    story.locks.inForce(story.clock.now()),
  ]);
  return { quarantined, locks };
}

/** Errors are beyond the limit from the fifth minute on. */
async function failing(given: Parameters<typeof createRolloutStory>[0] = { rollback }) {
  const story = createRolloutStory(given);
  story.measure('errors', (at) => (at > 5 * minute ? 7.2 : 0.2));
  return story;
}

describe('a release that a rule has taken back from its users', () => {
  test('is quarantined and its environment locked before anybody who waits can go; its thread has the time line', async () => {
    const story = await failing();
    const id = await story.begun();
    const next = await story.ask('dev2', { ref: 'v1.4.0' });
    await story.goesOn(8 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(await leftBehind(story)).toMatchObject({
      quarantined: [{ services: ['api'], ref: 'develop', sha: story.tip, by: { name: 'Quarterdeck' }, rollback: id }],
      locks: [
        {
          environment: 'staging',
          service: null,
          reason: expect.stringMatching(/^develop \(\w{7}\) was taken back: Errors: 7\.2 %/),
        },
      ],
    });
    expect(await story.read(next)).toMatchObject({ state: 'refused' });
    const told = story.thread(id).at(-1);
    expect(told).toMatchObject({ kind: 'rollback-story', buttons: [{ kind: 'release-quarantine' }] });
    const words = told?.kind === 'rollback-story' ? told.happened.map((each) => each.words) : [];
    expect(words.slice(-4)).toEqual([
      expect.stringMatching(/^Its rollout was taken back: Errors: 7\.2 %/),
      expect.stringMatching(/^develop \(\w{7}\) was taken back\.$/),
      expect.stringContaining('All of staging is locked by Quarterdeck'),
      expect.stringContaining('is quarantined: it is refused there'),
    ]);
    expect(story.actions(id).slice(-3)).toEqual(['rollout.taken-back', 'quarantine.begun', 'deployment.ended']);
    await story.ask('lead', { id: 'd-zaaaaaaaaa' });
    const [refusal] = story.told('lead').slice(-1);
    const blocked = refusal?.kind === 'refusal' ? refusal.verdicts.filter(({ outcome }) => outcome === 'block') : [];
    expect(blocked.map(({ gate }) => gate)).toEqual(['quarantine', 'lock']);
  });

  test('is not locked where the catalog says so, nor where nothing is said of rolling back', async () => {
    for (const rule of [{ ...rollback, lock: false }, null]) {
      const story = await failing(rule ? { rollback: rule } : {});
      await story.begun();
      await story.goesOn(8 * minute);
      expect(await leftBehind(story)).toMatchObject({ quarantined: [{ ref: 'develop' }], locks: [] });
    }
  });

  test('of several services only those that went back are quarantined', async () => {
    const services = ['api', 'websocket', 'worker'];
    const order = [['worker'], ['api', 'websocket']];
    const story = createRolloutStory({ services, strategy: canary(services), order, rollback });
    story.measure('errors', (at) => (at > 20 * minute ? 8 : 0.1), 'websocket');
    await story.begun();
    await story.goesOn(30 * minute);
    expect(await leftBehind(story)).toMatchObject({ quarantined: [{ services: ['api', 'websocket'] }] });
  });

  test('is so once, however often the bot dies meanwhile', async () => {
    const story = await failing();
    story.durable.crashBetween('quarantine');
    story.durable.crashBetween('lock what was taken back');
    const id = await story.begun();
    for (let turn = 0; turn < 100 && (await story.read(id)).endedAt === null; turn++) {
      await story.goesOn(5_000);
      await runOn(story.durable);
    }
    expect(await leftBehind(story)).toMatchObject({ quarantined: [{ ref: 'develop' }], locks: [{ service: null }] });
    expect(story.actions(id).filter((action) => action === 'quarantine.begun')).toHaveLength(1);
  });
});

describe('what says nothing of the version leaves nothing behind', () => {
  const nothing = { quarantined: [], locks: [] };

  test('pods that never became ready: no user has met it', async () => {
    const story = createRolloutStory({ rollback });
    story.cluster.fate(story.image(), { trouble: 'ImagePullBackOff: manifest unknown', restarts: 0 });
    const id = await story.begun();
    await story.goesOn(7 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(await leftBehind(story)).toEqual(nothing);
  });

  test('a cluster that refuses a step', async () => {
    const story = createRolloutStory({ rollback });
    const id = await story.begun();
    await story.goesOn(2 * minute);
    story.cluster.fail(new Fault('denied', 'The cluster production denies it.'));
    await story.goesOn(minute);
    story.cluster.fail(null);
    await story.goesOn(2 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back', rollout: { takenBack: { by: 'quarterdeck' } } });
    expect(await leftBehind(story)).toEqual(nothing);
  });

  test('what ran there before, when that very version went out once more: it still serves', async () => {
    const story = await failing();
    story.cluster.stand(story.place(), story.image());
    const id = await story.begun();
    await story.goesOn(8 * minute);
    expect(await story.read(id)).toMatchObject({ rollout: { takenBack: { by: 'quarterdeck' } } });
    expect(await leftBehind(story)).toEqual(nothing);
  });

  test('a person who aborts it: they know why, and may ask for it again', async () => {
    const story = createRolloutStory({ rollback });
    const id = await story.begun();
    await story.goesOn(2 * minute);
    await story.presses('lead', id, 'abort');
    await story.goesOn(minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(await leftBehind(story)).toEqual(nothing);
  });
});

test('who answers a question about what was measured with Abort says that the version is bad', async () => {
  const story = createRolloutStory({ rollback });
  story.measure('p95', (at) => (at > 3 * minute ? 1_400 : 240));
  const id = await story.begun();
  await story.goesOn(6 * minute);
  await story.presses('lead', id, 'abort');
  await story.goesOn(minute);
  expect(await leftBehind(story)).toMatchObject({
    quarantined: [
      {
        ref: 'develop',
        by: { name: 'lead' },
        reason: expect.stringMatching(/^Aborted by lead\. A goal is missed: p95/),
      },
    ],
    locks: [{ owner: { name: 'lead' } }],
  });
});
