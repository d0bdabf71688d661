import { describe, expect, test } from 'vitest';
import { gateNames } from '../../src/model/verdict.ts';
import { catalog, checkRun, environment, gates, lockOf, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

describe('a deployment', () => {
  test('goes from the request to its end in one message', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    expect(story.card(id).deployment).toMatchObject({ state: 'running', sha: story.tip, from: { sha: story.old } });
    expect(story.runs.dispatched).toHaveLength(1);
    expect(story.runs.dispatched[0]).toMatchObject({
      ref: `quarterdeck/${id}`,
      inputs: { environment: 'staging', services: 'api,websocket,fix-gateway,worker', deployment_id: id },
    });
    await story.completes(id, 'success');
    const done = await story.read(id);
    expect(done.state).toBe('succeeded');
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['deploy-again']);
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended']);
    expect((await story.deployments.running({ environment: 'staging' })).map(({ sha }) => sha)).toEqual(
      Array(4).fill(story.tip),
    );
    expect(story.source.tags(repository)).not.toHaveProperty(`quarterdeck/${id}`);
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).holders).toEqual([]);
    expect(story.actions(id)).toEqual(['deployment.requested', 'deployment.dispatched', 'deployment.ended']);
  });

  test('that fails shows the step, its log, and how to go on', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    expect(await story.read(id)).toMatchObject({ state: 'failed', note: 'deploy failed at "Deploy".' });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['rerun-failed', 'deploy-again']);
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'failure', 'ended']);
    expect(await story.deployments.running({ environment: 'staging' })).toEqual([]);
  });

  test('is refused with every verdict, and only its sender reads so', async () => {
    const strict = pipeline({
      environments: [environment({ gates: gates({ checks: { required: ['lint'], ignored: [], all: false } }) })],
    });
    const story = createStory({ catalog: catalog({ pipelines: [strict] }) });
    story.source.setChecks(repository, story.tip, [checkRun('lint', { conclusion: 'failure' })]);
    await story.locks.take(lockOf({ environment: 'staging', service: null, until: null }), story.clock.now());
    const id = await story.ask('dev');
    const [refusal] = story.told('dev');
    expect(refusal?.kind).toBe('refusal');
    const blocked = refusal?.kind === 'refusal' ? refusal.verdicts.filter(({ outcome }) => outcome === 'block') : [];
    expect(blocked.map(({ reason }) => reason)).toEqual(['check-failed', 'locked']);
    expect(refusal?.kind === 'refusal' && refusal.verdicts).toHaveLength(gateNames.length);
    expect(story.chat.messages.size).toBe(0);
    expect(story.actions(id)).toEqual(['deployment.refused']);
    expect(story.runs.dispatched).toEqual([]);
  });

  test('of a ref that does not exist, or by somebody without a role, goes no further', async () => {
    const story = createStory();
    await story.ask('dev', { ref: 'no-such-branch' });
    await story.ask('stranger');
    const reasons = [...story.told('dev'), ...story.told('stranger')].map((notice) =>
      notice.kind === 'refusal' ? notice.verdicts.find(({ outcome }) => outcome === 'block')?.reason : notice.kind,
    );
    expect(reasons).toEqual(['ref-not-found', 'role-missing']);
    expect(story.runs.dispatched).toEqual([]);
  });

  test('behind a rollout of which nothing is written down yet says as much of it', async () => {
    const story = createStory();
    await story.ports.lanes.take([{ service: 'api', environment: 'staging' }], 'd-younger');
    await story.ask('dev');
    const queued = story.told('dev').find(({ kind }) => kind === 'queued');
    expect(queued).toMatchObject({ place: 1, behind: ['d-younger, which has just begun'] });
  });

  test('of a mistyped service, which reads as a ref, is told the service', async () => {
    const story = createStory();
    await story.ask('dev', { ref: 'wroker' });
    const [refusal] = story.told('dev');
    const verdicts = refusal?.kind === 'refusal' ? refusal.verdicts : [];
    expect(verdicts.find(({ gate }) => gate === 'ref')?.unblock).toContain('Did you mean the service worker?');
  });

  test('is refused when Slack cannot say who asks', async () => {
    const story = createStory();
    story.slackIsAway(true);
    await story.ask('dev');
    const [refusal] = story.told('dev');
    expect(refusal?.kind === 'refusal' && refusal.verdicts[0]).toMatchObject({
      outcome: 'block',
      reason: 'facts-missing',
    });
  });

  test('with --dry-run says what would happen and does nothing', async () => {
    const story = createStory();
    const id = await story.ask('dev', { dryRun: true });
    expect(story.told('dev').map(({ kind }) => kind)).toEqual(['dry-run']);
    expect(story.chat.messages.size).toBe(0);
    expect(story.runs.dispatched).toEqual([]);
    expect(story.actions(id)).toEqual(['deployment.dry-run']);
  });

  test('waits for the lane in order, is told its place, and goes when it is free', async () => {
    const story = createStory();
    const first = await story.ask('dev');
    const second = await story.ask('dev2', { target: 'api' });
    const third = await story.ask('lead', { target: 'api' });
    expect(await story.read(second)).toMatchObject({ state: 'queued', place: 1 });
    expect(await story.read(third)).toMatchObject({ state: 'queued', place: 2 });
    expect(story.told('lead').map((notice) => (notice.kind === 'queued' ? notice.place : notice.kind))).toEqual([
      'started',
      2,
    ]);
    await story.completes(first, 'success');
    expect((await story.read(second)).state).toBe('running');
    expect(await story.read(third)).toMatchObject({ state: 'queued', place: 1 });
    expect(await story.cancels('lead', third)).toBe(true);
    expect((await story.read(third)).state).toBe('cancelled');
    await story.completes(second, 'success');
    expect(story.runs.dispatched).toHaveLength(2);
  });

  test('that was asked for twice with one trigger happens once', async () => {
    const story = createStory();
    await story.ask('dev', { id: 'd-twiceaaaaaa' });
    await story.ask('dev', { id: 'd-twiceaaaaaa' });
    expect(story.runs.dispatched).toHaveLength(1);
  });

  test('in flight is cancelled on GitHub', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.cancels('dev', id);
    const runId = story.runs.dispatched[0]?.runId ?? 0;
    const run = await story.runs.get(repository, runId);
    expect(run?.conclusion).toBe('cancelled');
    await story.news(id, story.runs.move(repository, runId, {}));
    expect((await story.read(id)).state).toBe('cancelled');
  });

  test('re-run by a person without the role is refused; by a developer it is a new attempt in the same message', async () => {
    const story = createStory();
    const id = await story.ask('dev');
    await story.completes(id, 'failure');
    await story.reruns('stranger', id);
    expect((await story.read(id)).state).toBe('failed');
    expect(story.told('stranger').at(-1)?.kind).toBe('refusal');
    await story.reruns('dev2', id);
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      attempts: [{ number: 1 }, { number: 2, kind: 'rerun' }],
    });
    await story.completes(id, 'success');
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', run: { attempt: 2 } });
    expect(story.chat.messages.size).toBe(1);
  });

  test('is written to GitHub as a deployment where the workflow does not do so itself', async () => {
    const quiet = pipeline({ environments: [environment({ githubDeployments: 'bot' })] });
    const story = createStory({ catalog: catalog({ pipelines: [quiet] }) });
    const good = await story.ask('dev');
    await story.completes(good, 'success');
    const bad = await story.ask('dev2', { ref: 'main' });
    await story.completes(bad, 'failure');
    expect(story.runs.githubDeployments).toMatchObject([
      { deploymentId: good, environment: 'staging', sha: story.tip, states: ['in_progress', 'success'] },
      { deploymentId: bad, environment: 'staging', sha: story.release, states: ['in_progress', 'failure'] },
    ]);
  });

  test('of what was deployed past the bot starts from there', async () => {
    const story = createStory();
    const first = await story.ask('dev');
    await story.completes(first, 'success');
    const pushed = story.source.commit(repository, 'develop', { title: 'feat: pushed' });
    const at = story.clock.now() + 60_000;
    story.source.setDeployed(repository, 'staging', { ref: 'develop', sha: pushed, at, by: 'dana-dev' });
    const second = await story.ask('dev', { ref: 'v1.4.0' });
    expect(await story.read(second)).toMatchObject({ from: { ref: 'develop', sha: pushed } });
  });

  test('without a ref takes what the earlier environment has verified, where the catalog says so', async () => {
    const chain = pipeline({
      environments: [environment(), environment({ name: 'production', defaultRef: { verifiedIn: 'staging' } })],
    });
    const story = createStory({ catalog: catalog({ pipelines: [chain] }) });
    const nothing = await story.ask('dev', { environment: 'production' });
    expect(story.actions(nothing)).toEqual(['deployment.refused']);
    const staging = await story.ask('dev', { ref: 'v1.4.0' });
    await story.completes(staging, 'success');
    const production = await story.ask('dev', { environment: 'production' });
    expect(await story.read(production)).toMatchObject({ state: 'running', sha: story.release, ref: { kind: 'sha' } });
  });
});
