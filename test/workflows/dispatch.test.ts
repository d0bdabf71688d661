import { describe, expect, test } from 'vitest';
import { lockOf, person } from '../builders.ts';
import { createStory, repository } from './story.ts';

const where = { channel: 'C0DEPLOYS', responseUrl: null };

describe('a dispatch', () => {
  test('that GitHub answered with an error is looked for, and repeated when nothing came of it', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: '502', status: 502 }, arrives: false });
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    expect(story.runs.dispatched).toHaveLength(1);
    expect(story.runs.calls.filter(({ method }) => method === 'findByTitle').length).toBeGreaterThan(1);
  });

  test('that has to be repeated keeps its approval, which is looked at again and not asked for again', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: '502', status: 502 }, arrives: false });
    const id = await story.ask('dev', { environment: 'production' });
    await story.vote('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'running', approval: { round: 1, decision: 'approved' } });
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('that has to be repeated asks again when who approved has left the group meanwhile', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: '502', status: 502 }, arrives: false });
    story.duringPauses(async () => {
      story.roles.lead = ['developers'];
    });
    const id = await story.ask('dev', { environment: 'production' });
    await story.vote('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'awaiting-approval', approval: { round: 2 } });
    expect((await story.read(id)).note).toContain('lead does not have the role release-managers');
    expect(story.runs.dispatched).toHaveLength(0);
  });

  test('whose answer was lost is found by its title and not repeated', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'reset', status: null }, arrives: true });
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('that nobody can be certain of is for a person to decide', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'reset', status: null }, arrives: false });
    const id = await story.ask('dev');
    expect(await story.read(id)).toMatchObject({ state: 'uncertain' });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['dispatch-again', 'give-up']);
    await story.settles('dev', id, 1, 'dispatch-again');
    expect((await story.read(id)).state).toBe('running');
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('that was uncertain goes on by itself when GitHub tells of the run', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'reset', status: null }, arrives: false });
    const id = await story.ask('dev');
    const request = { repository, workflow: 'deploy.yml', ref: 'develop', inputs: { deployment_id: id } };
    const late = await story.runs.dispatch(request);
    const runId = late.kind === 'dispatched' ? (late.runId ?? 0) : 0;
    await story.news(id, story.runs.move(repository, runId, { status: 'in_progress', headSha: story.tip }));
    expect(await story.read(id)).toMatchObject({ state: 'running', run: { id: runId } });
  });

  test('before which the process stood still is looked for first: another may have taken over and asked', async () => {
    const story = createStory();
    const { claimAttempt } = story.deployments;
    let still = 60_000;
    story.deployments.claimAttempt = async (key) => {
      const first = await claimAttempt(key);
      await story.ports.pause(still);
      still = 0;
      return first;
    };
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    const order = story.runs.calls.map(({ method }) => method).filter((method) => /findByTitle|dispatch/.test(method));
    expect([order[0], order.at(-1)]).toEqual(['findByTitle', 'dispatch']);
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('that GitHub refuses ends the deployment with its sentence', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'refused', why: 'Unexpected inputs provided: ["x"]' }, arrives: false });
    const id = await story.ask('dev');
    expect((await story.read(id)).note).toBe('GitHub refused to start deploy.yml: Unexpected inputs provided: ["x"]');
    expect((await story.read(id)).state).toBe('failed');
  });

  test('that certainly did not arrive is tried again', async () => {
    const story = createStory();
    const away = { answer: { kind: 'not-sent' as const, why: 'refused', retryAt: null }, arrives: false };
    story.runs.nextDispatch(away, away, away);
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('of another commit than was asked for is cancelled', async () => {
    const story = createStory();
    story.runs.pointRefs(() => story.old);
    const id = await story.ask('dev');
    const runId = story.runs.dispatched[0]?.runId ?? 0;
    expect((await story.runs.get(repository, runId))?.conclusion).toBe('cancelled');
    await story.news(id, story.runs.move(repository, runId, {}));
    expect(await story.read(id)).toMatchObject({ state: 'failed' });
    expect((await story.read(id)).note).toMatch(/It was cancelled: the run was of/);
  });

  test('that a person repeats goes through every gate again, and is refused when something is locked by then', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'reset', status: null }, arrives: false });
    const id = await story.ask('dev');
    await story.locks.take(lockOf({ environment: 'staging', service: null, until: null }), story.clock.now());
    await story.settles('dev2', id, 1, 'dispatch-again');
    expect(await story.read(id)).toMatchObject({ state: 'refused' });
    expect(story.runs.dispatched).toEqual([]);
    const settled = story.audit.entries.find(({ action }) => action === 'deployment.dispatch-settled');
    expect(settled?.actor).toMatchObject({ name: 'dev2' });
  });

  test('is repeated for the question that was answered, not for a later one', async () => {
    const story = createStory();
    const lost = { answer: { kind: 'lost' as const, why: 'reset', status: null }, arrives: false };
    story.runs.nextDispatch(lost, lost);
    const id = await story.ask('dev');
    await story.settles('dev', id, 1, 'dispatch-again');
    expect(await story.read(id)).toMatchObject({ state: 'uncertain', dispatches: 2 });
    await story.settles('dev2', id, 1, 'dispatch-again');
    expect(await story.read(id)).toMatchObject({ state: 'uncertain', dispatches: 2 });
    expect(story.told('dev2').at(-1)).toMatchObject({ title: 'This is settled' });
    await story.settles('dev2', id, 2, 'give-up');
    expect(await story.read(id)).toMatchObject({ state: 'failed', note: 'Given up by dev2.' });
  });

  test('is not taken to have happened because some other run carries the id in its title', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'reset', status: null }, arrives: false });
    const id = await story.ask('dev');
    const other = { repository, workflow: 'ci.yml', ref: 'develop', inputs: { deployment_id: id } };
    const ci = await story.runs.dispatch(other);
    const runId = ci.kind === 'dispatched' ? (ci.runId ?? 0) : 0;
    await story.news(id, story.runs.move(repository, runId, { event: 'push' }));
    expect((await story.read(id)).state).toBe('uncertain');
  });

  test('that is cancelled while GitHub cannot be reached never happens', async () => {
    const story = createStory();
    const away = { answer: { kind: 'not-sent' as const, why: 'refused', retryAt: null }, arrives: false };
    story.runs.nextDispatch(away, away);
    story.duringPauses(() =>
      story.start.cancel({ ...where, id: 'c', deploymentId: 'd-aaaaaaaaaa', by: person('dev') }),
    );
    const id = await story.ask('dev');
    expect(await story.read(id)).toMatchObject({ state: 'cancelled' });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('that takes long to arrive is judged anew: a lock that was taken meanwhile stops it', async () => {
    const story = createStory();
    const away = { answer: { kind: 'not-sent' as const, why: 'refused', retryAt: null }, arrives: false };
    story.runs.nextDispatch(...Array(8).fill(away));
    story.duringPauses(() =>
      story.locks.take(lockOf({ environment: 'staging', service: null, until: null }), story.clock.now()),
    );
    const id = await story.ask('dev');
    expect(await story.read(id)).toMatchObject({ state: 'refused' });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('whose lost request starts a run after all, beside the repeated one, is cancelled and told', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    const twin = { repository, workflow: 'deploy.yml', ref: 'develop', inputs: { deployment_id: id } };
    const second = await story.runs.dispatch(twin);
    const runId = second.kind === 'dispatched' ? (second.runId ?? 0) : 0;
    await story.news(id, story.runs.move(repository, runId, { status: 'in_progress' }));
    expect((await story.runs.get(repository, runId))?.conclusion).toBe('cancelled');
    expect(story.thread(id).at(-1)).toMatchObject({ title: 'GitHub started a second run of this deployment' });
    expect((await story.read(id)).state).toBe('running');
  });
});
