import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { hour } from '../../src/model/time.ts';
import { createStory, repository } from './story.ts';

const lane = [{ service: 'api', environment: 'staging' }];
const production = { environment: 'production' };
const pressed = (id: string, deploymentId: string) => ({ id, deploymentId, channel: 'C', responseUrl: null });

/** One that runs, and one that is approved and waits for its lane. */
async function inLine(story: ReturnType<typeof createStory>) {
  const before = await story.ask('dev2', production);
  await story.vote('lead', before);
  const id = await story.ask('dev', production);
  await story.vote('lead', id);
  return { before, id };
}

describe('what goes wrong outside', () => {
  test.each(['createTag', 'compare'] as const)(
    'before the run (%s) never leaves a lane taken or people waiting',
    async (method) => {
      const story = createStory();
      story.source.fail(method, new Fault('denied', 'The App may not do that.'), 99);
      const id = await story.ask('dev');
      if (method === 'compare') await story.completes(id, 'success');
      expect((await story.read(id)).state).toBe(method === 'compare' ? 'succeeded' : 'failed');
      if (method === 'createTag') expect((await story.read(id)).note).toMatch(/The App may not do that/);
      expect((await story.lanes.state(lane)).holders).toEqual([]);
      const next = await story.ask('dev2', { ref: 'main' });
      expect((await story.read(next)).state).toBe(method === 'compare' ? 'running' : 'failed');
    },
  );

  test.each([
    ['the temporary tag cannot be made', 'createTag', { ref: 'develop' }],
    ['it cannot be seen where the tag points', 'pointsAt', { ref: 'v1.4.0' }],
  ] as const)(
    'GitHub away for longer than a request waits (%s) is waited out all the same',
    async (_, method, asked) => {
      const story = createStory();
      story.source.fail(method, new Fault('unavailable', 'GitHub is away.'), 2);
      const id = await story.ask('dev', asked);
      expect(await story.read(id)).toMatchObject({ state: 'running', note: null });
      expect(story.runs.dispatched).toHaveLength(1);
      await story.completes(id, 'success');
      expect((await story.read(id)).state).toBe('succeeded');
      expect((await story.lanes.state(lane)).holders).toEqual([]);
    },
  );

  test('an error of our own ends the deployment where people see it', async () => {
    const story = createStory();
    story.source.fail('createTag', new TypeError('x is not a function'), 1);
    const id = await story.ask('dev');
    expect(await story.read(id)).toMatchObject({ state: 'failed' });
    expect((await story.read(id)).note).toMatch(/the log has the details/);
    expect(story.thread(id).at(-1)?.kind).toBe('ended');
    expect((await story.lanes.state(lane)).holders).toEqual([]);
  });

  test('while the run goes on, GitHub being away only delays the end', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    story.runs.fail('get', new Fault('unavailable', 'GitHub is away.'), 1);
    await story.completes(id, 'success');
    expect((await story.read(id)).state).toBe('running');
    await story.news(id, story.runs.move(repository, story.runs.dispatched[0]?.runId ?? 0, {}));
    expect((await story.read(id)).state).toBe('succeeded');
  });

  test('a cancellation that GitHub does not take is told, and the run is followed on', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    story.runs.fail('cancel', new Fault('denied', 'No permission to cancel.'), 1);
    await story.cancels('dev', id);
    expect((await story.read(id)).state).toBe('running');
    expect(story.thread(id).at(-1)).toMatchObject({ title: 'GitHub did not take the cancellation' });
    await story.completes(id, 'success');
    expect((await story.read(id)).state).toBe('succeeded');
  });

  test('cleaning up that fails is told and holds nothing', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    story.source.fail('deleteTag', new Fault('unavailable', 'GitHub is away.'), 1);
    await story.completes(id, 'success');
    expect((await story.read(id)).state).toBe('succeeded');
    expect((await story.lanes.state(lane)).holders).toEqual([]);
    expect(story.thread(id).at(-1)).toMatchObject({ kind: 'text', tone: 'warning' });
  });

  test('Slack being away between the vote and the dispatch loses no approval', async () => {
    const story = createStory();
    const id = await story.ask('dev', production);
    story.duringPauses(async () => story.doubtful(0));
    const round = 1;
    await story.start.vote({
      id: 'v',
      deploymentId: id,
      round,
      by: story.who('lead'),
      choice: 'approve',
      reason: null,
      channel: 'C',
      responseUrl: null,
    });
    story.durable.crashAfter('show: approval approved');
    await story.durable.runUntilIdle();
    story.doubtful(9);
    story.durable.restart();
    await story.durable.runUntilIdle();
    expect(await story.read(id)).toMatchObject({ state: 'running', approval: { round: 1, decision: 'approved' } });
  });

  test.each([
    ['what was approved', production],
    ['what needs no approval but waited for the lane', {}],
  ])('while it cannot be known whether it may still start, Cancel is heard at once: %s', async (_, asked) => {
    const story = createStory();
    const before = await story.ask('dev2', asked);
    if (asked === production) await story.vote('lead', before);
    const id = await story.ask('dev', asked);
    if (asked === production) await story.vote('lead', id);
    expect((await story.read(id)).state).toBe('queued');
    let pauses = 0;
    story.duringPauses(async () => {
      if (++pauses !== 3) return;
      expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['cancel']);
      expect(story.card(id).deployment).toMatchObject({
        state: 'requested',
        note: expect.stringMatching(/waits for Slack or GitHub/),
      });
      await story.start.cancel({ ...pressed('c', id), by: story.who('dev') });
    });
    story.doubtful(99);
    await story.completes(before, 'success');
    expect(pauses).toBe(3);
    expect(await story.read(id)).toMatchObject({
      state: 'cancelled',
      note: 'Cancelled by dev while it waited for Slack or GitHub.',
    });
    expect(story.actions(id)).toContain('deployment.cancel-requested');
    expect((await story.lanes.state(lane)).holders).toEqual([]);
  });

  test('while GitHub keeps a single question waiting, Cancel is heard as well, and nothing is started afterwards', async () => {
    const story = createStory();
    const { before, id } = await inLine(story);
    const answer = Promise.withResolvers<void>();
    const { pointsAt } = story.source;
    story.source.pointsAt = async (...asked) => {
      await answer.promise;
      return pointsAt(...asked);
    };
    story.slowly(2);
    let moments = 0;
    story.duringPauses(async () => {
      if (++moments === 2) await story.start.cancel({ ...pressed('c', id), by: story.who('dev') });
    });
    await story.completes(before, 'success');
    expect(await story.read(id)).toMatchObject({ state: 'cancelled' });
    answer.resolve();
    await story.durable.runUntilIdle();
    expect(story.runs.dispatched).toHaveLength(1);
    expect((await story.lanes.state([{ service: 'api', environment: 'production' }])).holders).toEqual([]);
  });

  test('what cannot be known for a quarter of an hour is refused, and how to go on is said', async () => {
    const story = createStory();
    const { before, id } = await inLine(story);
    story.doubtful(999);
    await story.completes(before, 'success');
    const { state, note } = await story.read(id);
    expect(state).toBe('refused');
    expect(note).toBe(
      'Refused when it was about to start. It could not be verified whether dev has the role developers (Slack does not answer), so the answer is no. Try again when the membership can be verified, or have somebody deploy whose role is verified. Deploy again asks for it anew, and for its approval.',
    );
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['deploy-again']);
  });
});

describe('a re-run', () => {
  test('cannot be approved by who asked for it', async () => {
    const story = createStory();
    const id = await story.ask('dev', production);
    await story.vote('lead', id);
    await story.completes(id, 'failure');
    await story.durable.advance(5 * hour);
    await story.reruns('lead2', id);
    await story.vote('lead2', id);
    expect(await story.read(id)).toMatchObject({ state: 'awaiting-approval', approval: { round: 2, votes: [] } });
    expect(story.told('lead2').at(-1)).toMatchObject({ title: 'Your approval does not count' });
  });

  test('by an earlier approver needs another approval', async () => {
    const story = createStory();
    const id = await story.ask('dev', production);
    await story.vote('lead', id);
    await story.completes(id, 'failure');
    await story.reruns('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'awaiting-approval', approval: { round: 2 } });
    await story.vote('lead2', id);
    expect((await story.read(id)).state).toBe('running');
  });

  test('for which GitHub is away longer than a request waits is asked for again', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    story.runs.fail('rerunFailed', new Fault('unavailable', 'GitHub is away.'), 2);
    await story.reruns('dev2', id);
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      note: null,
      attempts: [{ number: 1 }, { number: 2 }],
    });
    await story.completes(id, 'success');
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', run: { attempt: 2 } });
    expect((await story.lanes.state(lane)).holders).toEqual([]);
  });

  test('of a run of the wrong commit is not offered', async () => {
    const story = createStory();
    story.runs.pointRefs(() => story.old);
    const id = await story.ask('dev');
    await story.news(id, story.runs.move(repository, story.runs.dispatched[0]?.runId ?? 0, {}));
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['deploy-again']);
    await story.reruns('dev', id);
    expect(story.told('dev').at(-1)).toMatchObject({ title: 'There is nothing to re-run' });
  });

  test('asked for by two at once happens once, and a refused press does not swallow the next', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    await Promise.all([story.reruns('stranger', id), story.reruns('dev', id)]);
    await story.reruns('dev', id);
    expect(await story.read(id)).toMatchObject({ state: 'running', run: { attempt: 2 } });
    expect(story.runs.calls.filter(({ method }) => method === 'rerunFailed')).toHaveLength(1);
  });

  test('takes the lane of its own; the attempt before it gives nothing back any more', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    await story.reruns('dev', id);
    expect((await story.lanes.state(lane)).holders).toMatchObject([{ deploymentId: id }]);
  });
});

test('whoever asks while GitHub is slow is told that the request is kept', async () => {
  const story = createStory();
  story.slowly(1);
  await story.ask('dev');
  expect(story.told('dev').map((notice) => (notice.kind === 'text' ? notice.title : notice.kind))).toEqual([
    'Your request is kept',
    'started',
  ]);
});
