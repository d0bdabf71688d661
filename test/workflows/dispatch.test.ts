import { describe, expect, test } from 'vitest';
import { person } from '../builders.ts';
import { createStory, repository } from './story.ts';

describe('a dispatch', () => {
  test('that GitHub answered with an error is looked for, and repeated when nothing came of it', async () => {
    const story = createStory();
    story.runs.nextDispatch({ answer: { kind: 'lost', why: '502', status: 502 }, arrives: false });
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
    expect(story.runs.dispatched).toHaveLength(1);
    expect(story.runs.calls.filter(({ method }) => method === 'findByTitle').length).toBeGreaterThan(1);
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
    await story.start.settleDispatch({ id: 'answer', deploymentId: id, by: person('dev'), choice: 'dispatch-again' });
    await story.durable.runUntilIdle();
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
    expect((await story.read(id)).note).toMatch(/GitHub started the run for/);
  });
});
