import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { canary, createRolloutStory } from './rollout-story.ts';

describe('pods that do not run', () => {
  test('what they said last is read before they are taken away', async () => {
    const story = createRolloutStory();
    story.cluster.fate(story.image(), { trouble: 'CrashLoopBackOff: exit code 1', restarts: 4 });
    const id = await story.begun();
    await story.goesOn(7 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(story.thread(id).filter(({ kind }) => kind === 'pods-said')).toMatchObject([
      { pods: [{ service: 'api', lines: ['CrashLoopBackOff: exit code 1'] }] },
    ]);
  });

  test('words of the cluster that are a sentence already end with one full stop', async () => {
    const story = createRolloutStory();
    story.cluster.fate(story.image(), { trouble: 'Waiting for approval.', restarts: 0 });
    const id = await story.begun();
    await story.goesOn(7 * minute);
    expect((await story.read(id)).note).toBe(
      'api: Waiting for approval. The catalog waits no longer. api is back on the version before.',
    );
  });

  test('a cluster that does not tell what its pods said holds nothing up, and where all is well nobody is asked', async () => {
    const story = createRolloutStory();
    story.cluster.log = async () => {
      throw new Fault('denied', 'Quarterdeck may not get pods/log.');
    };
    story.cluster.fate(story.image(), { trouble: 'CrashLoopBackOff: exit code 1', restarts: 4 });
    const id = await story.begun();
    await story.goesOn(7 * minute);
    expect(await story.read(id)).toMatchObject({ state: 'rolled-back' });
    expect(story.thread(id).filter(({ kind }) => kind === 'pods-said')).toEqual([]);

    const healthy = createRolloutStory();
    let asked = 0;
    healthy.cluster.log = async () => {
      asked += 1;
      return [];
    };
    healthy.measure('errors', (at) => (at > minute ? 9 : 0.1));
    const failed = await healthy.begun();
    await healthy.goesOn(5 * minute);
    expect(await healthy.read(failed)).toMatchObject({ state: 'rolled-back' });
    expect(asked).toBe(0);
  });
});

test('where no cluster is set up, or the settings do not have its name, nothing is moved and it is said', async () => {
  const elsewhere = canary(['api']);
  if (elsewhere.on !== 'kubernetes') throw new Error('a canary is on Kubernetes');
  const workloads = elsewhere.workloads.map((each) => ({ ...each, cluster: 'nowhere' }));
  const story = createRolloutStory({ strategy: { ...elsewhere, workloads } });
  const id = await story.begun();
  expect(await story.read(id)).toMatchObject({
    state: 'failed',
    note: 'api: There is no cluster nowhere in the settings; there are: production. Nothing was moved in the cluster.',
  });
  const none = createRolloutStory();
  Object.assign(none.ports, { cluster: null });
  const unset = await none.begun();
  expect(await none.read(unset)).toMatchObject({
    state: 'failed',
    note: expect.stringMatching(/^No cluster is set up for Quarterdeck\..* Nothing was moved in the cluster\.$/),
  });
  const lacks = createRolloutStory({ services: ['api', 'worker'], strategy: canary(['api']) });
  const lacking = await lacks.begun();
  expect((await lacks.read(lacking)).note).toContain('The catalog does not say where worker runs.');
});
