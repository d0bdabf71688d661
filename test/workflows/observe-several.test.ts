import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/model/catalog.ts';
import { deploymentIdOfRun } from '../../src/model/deployment.ts';
import type { Job } from '../../src/model/run.ts';
import { minute } from '../../src/model/time.ts';
import { approvalRule, catalog, environment, gates, job, now, pipeline } from '../builders.ts';
import { atEveryBoundary, runOn } from '../fakes/crashes.ts';
import type { FakeDurable } from '../fakes/durable.ts';
import { createStory, repository } from './story.ts';

const after = { environment: 'staging', same: 'sha' as const, soak: 0 };
const does = { status: 'in_progress', conclusion: null, completedAt: null } as const;
const waits = { status: 'waiting', conclusion: null, startedAt: null, completedAt: null } as const;
const stagingJob = (change: Partial<Job> = {}) =>
  job('Deploy to staging', { id: 1, startedAt: now, completedAt: now + minute, ...change });
const productionJob = (change: Partial<Job> = {}) =>
  job('Deploy to production', { id: 2, startedAt: now + 2 * minute, completedAt: now + 9 * minute, ...change });
const tests = job('E2E tests', { id: 3, startedAt: now + minute, completedAt: now + 2 * minute });

/** One workflow that deploys to staging, and when that was tested to production. */
function settings(production: Partial<Environment>, staging: Partial<Environment> = {}) {
  const environments = [
    environment({
      startsOn: { push: { branches: ['develop'], tags: [] }, job: 'Deploy to staging' },
      githubEnvironment: null,
      ...staging,
    }),
    environment({
      name: 'production',
      startsOn: { push: { branches: [], tags: [] }, job: 'Deploy to production' },
      gates: gates({ after }),
      ...production,
    }),
  ];
  return catalog({ pipelines: [pipeline({ environments })] });
}

/** What a run does, each heard of by webhook. */
function following(story: ReturnType<typeof createStory>, runId: number) {
  const moves = async (jobs: Job[], change: Parameters<typeof story.runs.move>[2] = { status: 'in_progress' }) => {
    await story.hears(story.runs.move(repository, runId, { ...change, jobs }));
    await runOn(story.durable);
  };
  const ends = (jobs: Job[], conclusion: 'success' | 'failure') => moves(jobs, { status: 'completed', conclusion });
  const operations = () => [...story.chat.messages.keys()].filter((anchor) => anchor.startsWith('skipped-rules:'));
  return { moves, ends, operations };
}

/** A push to develop starts it. */
async function pushed(production: Partial<Environment> = {}, arm: (engine: FakeDurable) => void = () => {}) {
  const story = createStory({ catalog: settings(production) });
  arm(story.durable);
  const news = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now });
  const { runId } = news;
  const first = deploymentIdOfRun('acme/trading-engine', runId);
  const second = deploymentIdOfRun('acme/trading-engine', runId, 'production');
  await story.hears(news);
  await runOn(story.durable);
  return { story, runId, first, second, ...following(story, runId) };
}

describe('a run that goes on from staging to production', () => {
  test('is a deployment for each: the first ends when the second begins, which then passes `after`', async () => {
    const { story, first, second, moves, ends, operations } = await pushed();
    await moves([stagingJob(does)]);
    expect(await story.deployments.get(second)).toBeNull();
    await moves([stagingJob(), { ...tests, ...does }]);
    expect((await story.read(first)).state).toBe('running');
    await moves([stagingJob(), tests, productionJob(does)]);
    const staging = await story.read(first);
    expect(staging).toMatchObject({ state: 'succeeded', environment: 'staging', run: { conclusion: 'success' } });
    expect(staging.run?.jobs.map(({ name }) => name)).toEqual(['Deploy to staging', 'E2E tests']);
    const production = await story.read(second);
    expect(production).toMatchObject({
      state: 'running',
      environment: 'production',
      requester: { name: 'dev' },
      requestedAt: now,
      startedElsewhere: { event: 'push', skipped: [], beside: [] },
    });
    expect(production.run?.jobs.map(({ name }) => name)).toEqual(['E2E tests', 'Deploy to production']);
    expect(production.verdicts.find(({ gate }) => gate === 'after')?.outcome).toBe('pass');
    const lane = (environment: string) => story.lanes.state([{ service: 'api', environment }]);
    expect((await lane('staging')).holders).toEqual([]);
    expect((await lane('production')).holders).toMatchObject([{ deploymentId: second }]);

    await ends([stagingJob(), tests, productionJob()], 'success');
    expect((await story.read(second)).state).toBe('succeeded');
    for (const [environment, id] of [['staging', first] as const, ['production', second] as const]) {
      expect(await story.deployments.running({ environment, services: ['api'] })).toMatchObject([
        { sha: story.tip, verified: true, deploymentId: id },
      ]);
      expect((await story.deployments.list({ environment, limit: 5 })).map((each) => each.id)).toEqual([id]);
      expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.ended']);
    }
    expect(operations()).toEqual([]);
  });

  test('that fails in production has not failed in staging', async () => {
    const { story, first, second, moves, ends } = await pushed();
    await moves([stagingJob(), tests, productionJob(does)]);
    await ends([stagingJob(), tests, productionJob({ conclusion: 'failure' })], 'failure');
    expect((await story.read(first)).state).toBe('succeeded');
    expect(await story.read(second)).toMatchObject({
      state: 'failed',
      note: 'Deploy to production ended: failure.',
    });
    expect(await story.deployments.running({ environment: 'production' })).toEqual([]);
  });

  test('whose tests fail before production has failed in staging, and is nothing to production', async () => {
    const { story, first, second, ends } = await pushed();
    const skipped = productionJob({ conclusion: 'skipped' });
    await ends([stagingJob(), { ...tests, conclusion: 'failure' }, skipped], 'failure');
    expect((await story.read(first)).state).toBe('failed');
    expect(await story.deployments.get(second)).toBeNull();
  });

  test('is told of both, in their order, where it is seen only when all of it is over', async () => {
    const { story, first, second, ends } = await pushed();
    await ends([stagingJob(), tests, productionJob()], 'success');
    expect((await story.read(first)).state).toBe('succeeded');
    const production = await story.read(second);
    expect(production).toMatchObject({ state: 'succeeded', startedElsewhere: { skipped: [] } });
  });

  test('past the approval of production: operations read of that one alone', async () => {
    const { second, moves, operations } = await pushed({ approvals: approvalRule() });
    await moves([stagingJob(), tests, productionJob(does)]);
    expect(operations()).toEqual([`skipped-rules:${second}:1`]);
  });

  test('is held before production until it is approved; who let it into staging on GitHub has not approved that', async () => {
    const githubEnvironment = { name: 'production', rule: true, reviewers: true };
    const { story, runId, first, second, moves, ends, operations } = await pushed({
      approvals: approvalRule(),
      githubEnvironment,
    });
    const review = (where: string) =>
      story.protection.reviewOnPage(repository, runId, {
        environments: [where],
        decision: 'approved',
        by: 'lena-lead',
        comment: 'go',
      });
    const lena = { kind: 'person' as const, name: 'lena-lead' };
    story.protection.hold(repository, runId, 'staging', { reviewers: [lena] });
    await moves([stagingJob(waits)], { status: 'waiting' });
    expect((await story.read(first)).hold?.waiting).toMatchObject([{ name: 'staging' }]);
    review('staging');
    story.protection.hold(repository, runId, 'production', { rule: true, reviewers: [lena] });
    await moves([stagingJob(), tests, productionJob(waits)], { status: 'waiting' });
    expect(await story.read(first)).toMatchObject({ state: 'succeeded' });
    expect((await story.read(first)).hold?.waiting ?? []).toEqual([]);
    expect(await story.read(second)).toMatchObject({ state: 'awaiting-approval', approval: { votes: [] } });
    review('production');
    await story.hears({ ...story.runs.move(repository, runId, {}), hold: 'reviewed' });
    expect(await story.read(second)).toMatchObject({
      state: 'running',
      approval: { votes: [{ person: { name: 'lead' } }] },
    });
    await ends([stagingJob(), tests, productionJob()], 'success');
    expect((await story.read(second)).state).toBe('succeeded');
    expect(operations()).toEqual([]);
  });

  test('side by side to both: each has its own end', async () => {
    const { story, first, second, moves, ends } = await pushed({ gates: gates() });
    const beside = productionJob({ ...does, startedAt: now });
    await moves([stagingJob(does), beside]);
    expect((await story.read(first)).state).toBe('running');
    expect((await story.read(second)).state).toBe('running');
    await moves([stagingJob({ conclusion: 'failure' }), beside]);
    expect((await story.read(first)).state).toBe('failed');
    expect((await story.read(second)).state).toBe('running');
    await ends([stagingJob({ conclusion: 'failure' }), productionJob({ startedAt: now })], 'failure');
    expect((await story.read(second)).state).toBe('succeeded');
  });

  test('re-run on GitHub where production failed is an attempt of production alone; all of it anew, one of both', async () => {
    const { story, first, second, moves, ends } = await pushed();
    await ends([stagingJob(), tests, productionJob({ conclusion: 'failure' })], 'failure');
    const later = now + 60 * minute;
    const attempt = { attempt: 2, startedAt: later, status: 'in_progress' as const, conclusion: null };
    story.clock.set(later + minute);
    const kept = [stagingJob({ attempt: 2 }), { ...tests, attempt: 2 }];
    await moves([...kept, productionJob({ ...does, attempt: 2, startedAt: later })], attempt);
    expect((await story.read(first)).attempts).toHaveLength(1);
    expect(await story.read(second)).toMatchObject({ state: 'running', attempts: [{}, {}] });
    await ends([...kept, productionJob({ attempt: 2, startedAt: later, completedAt: later + minute })], 'success');
    expect((await story.read(second)).state).toBe('succeeded');

    const last = later + 60 * minute;
    story.clock.set(last + minute);
    const again = { startedAt: last, completedAt: last + minute, attempt: 3 };
    await moves([stagingJob({ ...again, ...does })], { ...attempt, attempt: 3, startedAt: last });
    expect(await story.read(first)).toMatchObject({ state: 'running', attempts: [{}, {}] });
    await moves([stagingJob(again), productionJob({ ...does, attempt: 3, startedAt: last + minute })], {
      status: 'in_progress',
    });
    expect((await story.read(first)).state).toBe('succeeded');
    expect(await story.read(second)).toMatchObject({ state: 'running', attempts: [{}, {}, {}] });
  });

  // Some seconds of work, where the machine is not busy with other things.
  test('survives a kill at every step boundary', { timeout: 60_000 }, async () => {
    const boundaries = await atEveryBoundary(async (arm) => {
      const { story, first, second, moves, ends } = await pushed({}, arm);
      await moves([stagingJob(), tests, productionJob(does)]);
      await ends([stagingJob(), tests, productionJob()], 'success');
      for (const id of [first, second]) {
        expect((await story.read(id)).state).toBe('succeeded');
        expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.ended']);
      }
      expect([...story.chat.messages.keys()].toSorted()).toEqual([`deploy:${first}`, `deploy:${second}`].toSorted());
      return story.durable;
    });
    expect(boundaries).toBeGreaterThan(50);
  });
});

/** Dana asks for staging, and its run has started. */
async function asked(
  production: Partial<Environment> = {},
  arm: (engine: FakeDurable) => void = () => {},
  staging: Partial<Environment> = {},
) {
  const story = createStory({ catalog: settings(production, staging) });
  arm(story.durable);
  const first = await story.ask('dev', { ref: 'develop' });
  await runOn(story.durable);
  const runId = story.runs.dispatched[0]?.runId ?? 0;
  const second = deploymentIdOfRun('acme/trading-engine', runId, 'production');
  return { story, runId, first, second, ...following(story, runId) };
}

describe('a deployment to staging whose run goes on to production', () => {
  test('is followed by another one to production, of whoever asked, of the same commit and services', async () => {
    const { story, first, second, moves, ends, operations } = await asked();
    await moves([stagingJob(does)]);
    expect(await story.read(first)).toMatchObject({ state: 'running', mayGoOn: true });
    expect(await story.deployments.get(second)).toBeNull();
    await moves([stagingJob(), tests, productionJob(does)]);
    const staging = await story.read(first);
    expect(staging).toMatchObject({ state: 'succeeded', environment: 'staging', run: { conclusion: 'success' } });
    expect(staging.run?.jobs.map(({ name }) => name)).toEqual(['Deploy to staging', 'E2E tests']);
    expect(await story.read(second)).toMatchObject({
      state: 'running',
      environment: 'production',
      target: staging.target,
      sha: staging.sha,
      ref: staging.ref,
      requester: { name: 'dev' },
      startedElsewhere: {
        goesOnFrom: { id: first, environment: 'staging' },
        servicesKnown: true,
        skipped: [],
        beside: [],
      },
    });
    await ends([stagingJob(), tests, productionJob()], 'success');
    for (const [environment, id] of [['staging', first] as const, ['production', second] as const]) {
      expect((await story.read(id)).state).toBe('succeeded');
      expect(await story.deployments.running({ environment, services: ['api'] })).toMatchObject([
        { sha: story.tip, verified: true, deploymentId: id },
      ]);
    }
    expect(operations()).toEqual([]);
  });

  test('has ended well in staging when production fails, and its re-run is one of production', async () => {
    const { story, first, second, moves, ends } = await asked();
    await moves([stagingJob(), tests, productionJob(does)]);
    await ends([stagingJob(), tests, productionJob({ conclusion: 'failure' })], 'failure');
    expect((await story.read(first)).state).toBe('succeeded');
    expect(await story.read(second)).toMatchObject({ state: 'failed', note: 'Deploy to production ended: failure.' });
    story.clock.set(now + 60 * minute);
    await story.reruns('lead', second);
    const later = { attempt: 2, startedAt: now + 60 * minute };
    const kept = [stagingJob({ attempt: 2 }), { ...tests, attempt: 2 }];
    const again = productionJob({ ...later, completedAt: now + 61 * minute });
    await moves([...kept, again], { ...later, status: 'completed', conclusion: 'success' });
    expect(await story.read(second)).toMatchObject({ state: 'succeeded', attempts: [{}, { by: { name: 'lead' } }] });
    expect((await story.read(first)).attempts).toHaveLength(1);
  });

  test('is held before production, and whoever asked for staging does not approve that', async () => {
    const githubEnvironment = { name: 'production', rule: true, reviewers: false };
    const { story, runId, first, second, moves, ends, operations } = await asked({
      approvals: approvalRule(),
      githubEnvironment,
      gates: gates({ after, permission: { roles: ['developers', 'release-managers'] } }),
    });
    story.protection.hold(repository, runId, 'production', { rule: true, reviewers: [] });
    await moves([stagingJob(), tests, productionJob(waits)], { status: 'waiting' });
    expect(await story.read(first)).toMatchObject({ state: 'succeeded' });
    expect((await story.read(first)).hold?.answers ?? []).toEqual([]);
    expect(await story.read(second)).toMatchObject({ state: 'awaiting-approval', requester: { name: 'dev' } });
    story.roles.dev = ['developers', 'release-managers'];
    await story.vote('dev', second, 'approve');
    expect(await story.read(second)).toMatchObject({ state: 'awaiting-approval', approval: { votes: [] } });
    await story.vote('lead', second, 'approve');
    expect(await story.read(second)).toMatchObject({ state: 'running' });
    const approved = { environment: 'production', decision: 'approved' };
    expect(story.protection.answers).toContainEqual(expect.objectContaining(approved));
    await ends([stagingJob(), tests, productionJob()], 'success');
    expect((await story.read(second)).state).toBe('succeeded');
    expect(operations()).toEqual([]);
  });

  test('past the approval of production: operations read of it, and of whose deployment it is', async () => {
    const { story, first, second, moves, operations } = await asked({ approvals: approvalRule() });
    await moves([stagingJob(), tests, productionJob(does)]);
    expect(operations()).toEqual([`skipped-rules:${second}:1`]);
    expect(story.chat.messages.get(`skipped-rules:${second}:1`)).toMatchObject({
      by: { name: 'dev' },
      deployment: { startedElsewhere: { goesOnFrom: { id: first } } },
    });
  });

  test('is of the commit that was asked for where the workflow checks out its input, whatever the run is of', async () => {
    const input = { pin: 'input' as const };
    const { story, runId, first, second, moves, ends } = await asked(input, () => {}, input);
    story.runs.move(repository, runId, { headSha: story.release });
    await moves([stagingJob(), tests, productionJob(does)]);
    expect(await story.read(second)).toMatchObject({ sha: story.tip, headMustMatch: false });
    await ends([stagingJob(), tests, productionJob()], 'success');
    expect(await story.read(first)).toMatchObject({ state: 'succeeded', sha: story.tip });
    expect((await story.read(second)).state).toBe('succeeded');
    expect(await story.deployments.running({ environment: 'production', services: ['api'] })).toMatchObject([
      { sha: story.tip, verified: true },
    ]);
  });

  test('whose production job is skipped is one deployment', async () => {
    const { story, first, second, ends } = await asked();
    await ends([stagingJob(), tests, productionJob({ conclusion: 'skipped' })], 'success');
    expect((await story.read(first)).state).toBe('succeeded');
    expect(await story.deployments.get(second)).toBeNull();
  });

  test('survives a kill at every step boundary', { timeout: 60_000 }, async () => {
    await atEveryBoundary(async (arm) => {
      const { story, first, second, moves, ends } = await asked({}, arm);
      await moves([stagingJob(), tests, productionJob(does)]);
      await ends([stagingJob(), tests, productionJob()], 'success');
      expect((await story.read(first)).state).toBe('succeeded');
      expect((await story.read(second)).state).toBe('succeeded');
      expect(story.actions(second)).toEqual(['deployment.observed', 'deployment.ended']);
      return story.durable;
    });
  });
});
