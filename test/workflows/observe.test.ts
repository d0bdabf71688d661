import { describe, expect, test } from 'vitest';
import type { Environment, GitHubEnvironment, StartsOn } from '../../src/model/catalog.ts';
import { anchorOf, deploymentIdOfRun } from '../../src/model/deployment.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Run } from '../../src/model/run.ts';
import { hour, minute, second } from '../../src/model/time.ts';
import { beginToWatch } from '../../src/usecases/elsewhere.ts';
import { approvalRule, catalog, checkRun, environment, gates, job, lockOf, now, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

const onPush: StartsOn = { push: { branches: ['develop'], tags: [] }, job: 'Deploy to staging' };
const onTag: StartsOn = { push: { branches: [], tags: ['v*.*.*'] }, job: 'Deploy to production' };

/** A story in which pushes to develop deploy to staging and tags to production, which takes an approval. */
function begin(staging: Partial<Environment> = {}) {
  const environments = [
    environment({ startsOn: onPush, ...staging }),
    environment({ name: 'production', startsOn: onTag, approvals: approvalRule() }),
  ];
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
  const starts = async (wanted: Partial<Run> = {}) => {
    const news = story.runs.startElsewhere(repository, { file: 'deploy.yml', startedAt: now, ...wanted });
    await story.hears(news);
    return { runId: news.runId, id: deploymentIdOfRun('acme/trading-engine', news.runId), news };
  };
  const move = (runId: number, change: Partial<Run>) => story.hears(story.runs.move(repository, runId, change));
  const operations = () =>
    [...story.chat.messages]
      .filter(([anchor]) => /^(skipped-rules|unknown-run):/.test(anchor))
      .map(([, notice]) => notice);
  return { ...story, starts, move, operations };
}

describe('a run that was started elsewhere', () => {
  test('is a deployment like any other: one message, its changes, its end, and what runs there', async () => {
    const story = begin();
    const { id, runId } = await story.starts();
    expect(story.card(id).deployment).toMatchObject({
      state: 'running',
      environment: 'staging',
      target: 'default',
      requester: { name: 'dev', slackId: story.who('dev').slackId, githubLogin: 'dana-dev' },
      origin: { via: 'github' },
      ref: { kind: 'branch', name: 'develop' },
      sha: story.tip,
      from: { sha: story.old },
      startedElsewhere: { event: 'push', skipped: [], beside: [], servicesKnown: true },
    });
    expect(story.card(id).buttons.map(({ kind }) => kind)).toEqual(['cancel']);
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect((await story.read(id)).state).toBe('succeeded');
    expect(story.thread(id).map(({ kind }) => kind)).toEqual(['change-list', 'ended']);
    expect(await story.deployments.verified('staging', ['api'], 5)).toMatchObject([{ sha: story.tip, verified: true }]);
    expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.ended']);
    expect(story.operations()).toEqual([]);
    expect(story.runs.dispatched).toEqual([]);
  });

  test('by one job for all environments is of the environment that the job enters on GitHub', async () => {
    const entering = (environment: string): StartsOn => ({ push: { branches: [], tags: [] }, job: null, environment });
    const environments = [
      environment({ startsOn: entering('staging') }),
      environment({ name: 'production', startsOn: entering('live'), approvals: approvalRule() }),
    ];
    const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
    const clicked = { file: 'deploy.yml', startedAt: now, event: 'workflow_dispatch' };
    const { runId } = story.runs.startElsewhere(repository, clicked);
    await story.hears(story.runs.move(repository, runId, {}));
    expect(story.chat.messages.size).toBe(0);
    const deploying = { ...job('Deploy', { status: 'in_progress', conclusion: null }), id: 4711 };
    story.runs.enter(4711, 'Live');
    await story.hears(story.runs.move(repository, runId, { status: 'in_progress', jobs: [deploying] }));
    const id = deploymentIdOfRun('acme/trading-engine', runId);
    expect(story.card(id).deployment).toMatchObject({ state: 'running', environment: 'production' });
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect((await story.read(id)).state).toBe('succeeded');
  });

  test('by one job for all is mentioned to operations when it has ended and GitHub does not let us see where it went', async () => {
    const startsOn: StartsOn = { push: { branches: [], tags: [] }, job: null, environment: 'live' };
    const story = begin({ startsOn });
    story.runs.fail('environments', new Fault('denied', 'GitHub refused: Resource not accessible by integration'), 9);
    const { runId } = await story.starts({ event: 'workflow_dispatch' });
    expect(story.operations()).toEqual([]);
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect(story.operations()).toMatchObject([{ title: expect.stringContaining('nothing told where it deployed to') }]);
    expect(story.chat.messages.size).toBe(1);
  });

  test('is heard of once, however often and however late', async () => {
    const story = begin();
    const { id, runId, news } = await story.starts();
    await story.hears(news);
    await story.hears(story.runs.complete(repository, runId, 'success'));
    await story.hears(news);
    await story.move(runId, {});
    expect(story.chat.messages.size).toBe(1);
    expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.ended']);
  });

  test('is none of ours: what the bot dispatched is not observed, though its title comes first', async () => {
    const story = begin();
    const own = await story.ask('dev');
    const runId = story.runs.dispatched[0]?.runId ?? 0;
    await story.move(runId, { file: 'deploy.yml' });
    await story.completes(own, 'success');
    await story.move(runId, {});
    expect(story.chat.messages.size).toBe(1);
  });

  test('with the title of a deployment that has ended is somebody else’s, and one of a cancelled second run is told already', async () => {
    const story = begin();
    const own = await story.ask('dev');
    await story.completes(own, 'success');
    const event = 'workflow_dispatch';
    const cancelled = await story.starts({
      title: `Deploy ${own}`,
      event,
      status: 'completed',
      conclusion: 'cancelled',
    });
    expect(await story.deployments.get(cancelled.id)).toBeNull();
    const jobs = [job('Deploy to staging', { status: 'in_progress', conclusion: null })];
    const { id } = await story.starts({ title: `Deploy ${own}`, event, jobs });
    expect((await story.read(id)).state).toBe('running');
  });

  test('by somebody who is nobody on Slack is shown by their account, and what cannot be known of them is said', async () => {
    const story = begin();
    const { id } = await story.starts({ actor: 'octocat', startedBy: 'octocat' });
    const { deployment } = story.card(id);
    expect(deployment.requester).toEqual({ slackId: null, name: 'octocat', githubLogin: 'octocat' });
    expect(deployment.startedElsewhere?.skipped).toEqual([expect.stringContaining('could not be looked at')]);
    expect(story.operations()).toMatchObject([{ kind: 'skipped-rules', by: { name: 'octocat' } }]);
  });

  test('of a tag goes to production past the approval: operations read what was skipped', async () => {
    const story = begin();
    const { id, runId } = await story.starts({ headBranch: 'v1.4.0', actor: 'lena-lead', startedBy: 'lena-lead' });
    expect(story.card(id).deployment).toMatchObject({
      environment: 'production',
      ref: { kind: 'tag', name: 'v1.4.0' },
    });
    expect(story.operations()).toMatchObject([
      {
        kind: 'skipped-rules',
        deployment: {
          startedElsewhere: {
            skipped: ['A deployment to production needs an approval from release-managers, and nobody was asked.'],
          },
        },
      },
    ]);
    expect(story.actions(id)).toEqual(['deployment.observed', 'deployment.skipped-rules']);
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect((await story.read(id)).state).toBe('succeeded');
  });

  test('has had no checklist ticked, neither where nobody was asked nor where reviewers on GitHub were', async () => {
    const checklist = ['Rollback plan ready', 'Backup made'];
    const says = 'Its checklist was not ticked, as nobody was asked for it here: Rollback plan ready and Backup made.';
    const seen = async (githubEnvironment: GitHubEnvironment | null) => {
      const story = begin({ approvals: { ...approvalRule(), checklist }, githubEnvironment });
      const { id } = await story.starts();
      const { startedElsewhere, verdicts } = story.card(id).deployment;
      expect(verdicts.find(({ gate }) => gate === 'checklist')).toMatchObject({ outcome: 'block', says });
      expect(story.operations()).toHaveLength(1);
      return startedElsewhere?.skipped;
    };
    expect(await seen(null)).toEqual([says, expect.stringContaining('nobody was asked')]);
    expect(await seen({ name: 'staging', rule: false, reviewers: true })).toEqual([says]);
  });

  test('that the gates would have refused says so: as of its start, not as of now', async () => {
    const story = begin();
    await story.locks.take(lockOf({ environment: 'staging', service: null, until: null }), now);
    const { id } = await story.starts();
    expect(story.card(id).deployment.startedElsewhere?.skipped).toEqual([expect.stringContaining('locked by lead')]);
    const later = begin();
    const lock = lockOf({ environment: 'staging', service: null, since: now, until: null });
    await beginToWatch(later.ports);
    later.clock.set(now + 5 * minute);
    await later.locks.take(lock, now);
    const { id: other } = await later.starts({ startedAt: now - 30 * second });
    expect(later.card(other).deployment.startedElsewhere?.skipped).toEqual([]);
  });

  test('holds the lane, so that the bot’s own wait for it; one that comes while it is held does not wait', async () => {
    const story = begin();
    const { runId } = await story.starts();
    const own = await story.ask('dev');
    expect((await story.read(own)).state).toBe('queued');
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect((await story.read(own)).state).toBe('running');
    const { id } = await story.starts();
    expect(story.card(id).deployment).toMatchObject({
      state: 'running',
      startedElsewhere: { beside: ['default develop by dev'] },
    });
    expect((await story.lanes.state([{ service: 'api', environment: 'staging' }])).waiting).toEqual([]);
  });

  test('by a click is known by its job; what it deploys is not, so it counts as verified for nothing', async () => {
    const story = begin();
    const { id, runId } = await story.starts({ event: 'workflow_dispatch' });
    expect(await story.deployments.get(id)).toBeNull();
    const skipped = job('Deploy to production', { id: 1, conclusion: 'skipped' });
    await story.move(runId, {
      jobs: [skipped, job('Deploy to staging', { id: 2, status: 'queued', conclusion: null })],
    });
    expect((await story.read(id)).startedElsewhere).toMatchObject({ event: 'workflow_dispatch', servicesKnown: false });
    await story.move(runId, { status: 'completed', conclusion: 'success' });
    expect((await story.deployments.running({ environment: 'staging' })).map(({ verified }) => verified)).toEqual(
      Array(4).fill(false),
    );
  });

  test('that is seen only when it is over has not found there what it has deployed itself', async () => {
    const story = begin({ gates: gates({ alreadyRunning: 'refuse' }) });
    await beginToWatch(story.ports);
    story.clock.set(now + hour);
    const at = now + 10 * minute;
    story.source.setDeployed(repository, 'staging', { ref: 'develop', sha: story.tip, at, by: 'dana-dev' });
    const over = { status: 'completed' as const, conclusion: 'success' as const };
    const { id } = await story.starts({ ...over, jobs: [job('Deploy to staging', { completedAt: at })] });
    expect(await story.read(id)).toMatchObject({ state: 'succeeded', from: null, startedElsewhere: { skipped: [] } });
    expect(story.operations()).toEqual([]);
  });

  test('by a click whose title shows the services is of these alone, and verified for them', async () => {
    const story = begin({ startsOn: { ...onPush, services: `Deploy \${services} to *` } });
    const jobs = [job('Deploy to staging', { status: 'queued', conclusion: null })];
    const title = 'Deploy worker, api to staging';
    const { id, runId } = await story.starts({ event: 'workflow_dispatch', title, jobs });
    expect(await story.read(id)).toMatchObject({
      target: 'api,worker',
      services: ['api', 'worker'],
      startedElsewhere: { servicesKnown: true },
    });
    const lane = (service: string) => story.lanes.state([{ service, environment: 'staging' }]);
    expect((await lane('worker')).holders).toHaveLength(1);
    expect((await lane('websocket')).holders).toEqual([]);
    await story.move(runId, { status: 'completed', conclusion: 'success' });
    const running = await story.deployments.running({ environment: 'staging' });
    expect(running.map(({ service, verified }) => [service, verified])).toEqual([
      ['api', true],
      ['worker', true],
    ]);
  });

  test('by a click on a tag is of that tag, and no branch of that name', async () => {
    const story = begin();
    const jobs = [job('Deploy to production', { status: 'queued', conclusion: null })];
    const { id } = await story.starts({ event: 'workflow_dispatch', headBranch: 'v1.4.0', jobs });
    expect((await story.read(id)).ref).toEqual({ kind: 'tag', name: 'v1.4.0' });
  });

  test('that deploys nothing is not told of; one that ended without telling where is, once', async () => {
    const story = begin();
    const idle = await story.starts({ event: 'workflow_run' });
    await story.move(idle.runId, { status: 'completed', conclusion: 'skipped' });
    expect(story.chat.messages.size).toBe(0);
    const { runId } = await story.starts({ event: 'schedule' });
    await story.move(runId, { status: 'completed', conclusion: 'success', jobs: [job('Tidy up')] });
    await story.move(runId, {});
    expect(story.operations()).toMatchObject([
      { kind: 'text', title: expect.stringContaining('deploy.yml has ended') },
    ]);
  });

  test('of another workflow, of long ago, or of before anybody looked, is nobody’s', async () => {
    const story = begin();
    await beginToWatch(story.ports);
    await story.starts({ file: 'ci.yml' });
    await story.starts({ startedAt: now - hour });
    story.clock.set(now + 26 * hour);
    await story.starts({ startedAt: now + hour });
    expect(story.chat.messages.size).toBe(0);
    await story.starts({ startedAt: now + 3 * hour });
    expect(story.chat.messages.size).toBe(1);
  });

  test('is cancelled here, and re-run here with the rights of who presses', async () => {
    const story = begin();
    const { id, runId } = await story.starts();
    await story.cancels('dev2', id);
    await story.move(runId, {});
    expect(await story.read(id)).toMatchObject({ state: 'cancelled', note: 'Cancelled by dev2.' });
    await story.reruns('dev2', id);
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      attempts: [{ number: 1 }, { by: { name: 'dev2' } }],
    });
  });

  test('re-run on GitHub is a new attempt in the same message; so is one of ours, which then has skipped the rules', async () => {
    const story = begin();
    const { id, runId } = await story.starts();
    await story.hears(story.runs.complete(repository, runId, 'failure'));
    expect((await story.read(id)).state).toBe('failed');
    const again = { attempt: 2, status: 'queued', conclusion: null, startedBy: 'devin-ops', jobs: [] } as const;
    await story.move(runId, { ...again, jobs: [] });
    expect(await story.read(id)).toMatchObject({
      state: 'running',
      attempts: [{}, { kind: 'rerun', by: { name: 'dev2' } }],
    });
    await story.hears(story.runs.complete(repository, runId, 'success'));
    expect((await story.read(id)).state).toBe('succeeded');
    expect(story.chat.messages.size).toBe(1);

    const own = await story.ask('lead', { environment: 'production', ref: 'v1.4.0' });
    await story.vote('lead2', own);
    await story.completes(own, 'failure');
    story.clock.set(now + 5 * hour);
    const ownRun = story.runs.dispatched[0]?.runId ?? 0;
    const jobs = [job('Deploy to production', { attempt: 2, status: 'in_progress', conclusion: null })];
    await story.move(ownRun, { ...again, file: 'deploy.yml', startedAt: now + 5 * hour, jobs });
    expect(await story.read(own)).toMatchObject({ state: 'running', attempts: [{}, { by: { name: 'dev2' } }] });
    expect(story.operations()).toMatchObject([{ kind: 'skipped-rules', by: { name: 'dev2' }, run: { attempt: 2 } }]);
  });

  test('beside its checks is judged by them when they have ended', async () => {
    const rule = { required: ['lint'], ignored: [], all: false };
    const outcomes = async (conclusion: 'success' | 'failure') => {
      const story = begin({ gates: gates({ checks: rule }) });
      story.source.setChecks(repository, story.tip, [checkRun('lint', { status: 'in_progress', conclusion: null })]);
      const { id, runId } = await story.starts();
      expect(story.card(id).deployment.startedElsewhere?.skipped).toEqual([]);
      await story.hears(story.runs.complete(repository, runId, 'success'));
      expect(story.operations()).toEqual([]);
      story.source.setChecks(repository, story.tip, [checkRun('lint', { conclusion })]);
      story.clock.set(now + 10 * minute);
      await story.durable.runUntilIdle();
      return { told: story.operations(), skipped: story.card(id).deployment.startedElsewhere?.skipped };
    };
    expect(await outcomes('success')).toEqual({ told: [], skipped: [] });
    expect(await outcomes('failure')).toMatchObject({
      told: [{ kind: 'skipped-rules' }],
      skipped: [expect.stringContaining('failed: lint')],
    });
  });

  test('waits until GitHub and Slack say what it is', async () => {
    const story = begin();
    story.slackIsAway(true);
    let left = 3;
    story.duringPauses(async () => {
      if (--left === 0) story.slackIsAway(false);
    });
    const { id } = await story.starts();
    expect(story.card(id).deployment).toMatchObject({ state: 'running', requester: { name: 'dev' } });
    expect(story.chat.messages.get(anchorOf(id))).toBeDefined();
  });

  test('before which GitHub asks its own reviewers is theirs to let in; that nobody did is told at its end', async () => {
    const ofGitHub = { name: 'production', rule: false, reviewers: true };
    const outcome = async (reviewed: boolean, actor = 'dana-dev') => {
      const production = { startsOn: onTag, approvals: approvalRule(), githubEnvironment: ofGitHub };
      const environments = [environment({ startsOn: onPush }), environment({ name: 'production', ...production })];
      const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
      const news = story.runs.startElsewhere(repository, {
        file: 'deploy.yml',
        startedAt: now,
        headBranch: 'v1.4.0',
        actor,
        startedBy: actor,
      });
      const { runId } = news;
      const lena = { kind: 'person' as const, name: 'lena-lead' };
      if (reviewed) story.protection.hold(repository, runId, 'production', { reviewers: [lena] });
      await story.hears(news);
      if (reviewed) {
        const review = { environments: ['production'], decision: 'approved' as const, by: 'lena-lead', comment: 'go' };
        story.protection.reviewOnPage(repository, runId, review);
      }
      await story.hears(story.runs.complete(repository, runId, 'success'));
      return story.card(deploymentIdOfRun('acme/trading-engine', runId)).deployment.startedElsewhere?.skipped;
    };
    expect(await outcome(true)).toEqual([]);
    expect(await outcome(true, 'Lena-Lead')).toContainEqual(
      expect.stringMatching(/Nobody but lena-lead, who started it, has let it into production on GitHub/i),
    );
    expect(await outcome(false)).toEqual([expect.stringContaining('No reviewer on GitHub has let it into production')]);
  });
});
