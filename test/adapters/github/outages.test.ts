import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pointsAt } from '../../../src/adapters/github/refs.ts';
import { openSimulatedGitHub, type SimulatedGitHub } from '../../contracts/github-simulated.ts';

let world: SimulatedGitHub;
const calls: string[] = [];
beforeEach(async () => {
  calls.length = 0;
  world = await openSimulatedGitHub({
    pause: async () => {},
    onCall: ({ route, path, status }) => calls.push(`${route.split(' ')[0]} ${status} ${path.split('?')[0]}`),
  });
});
afterEach(() => world.close());

const statuses = () => calls.map((call) => call.split(' ')[1]);
const dispatch = async () => {
  const answer = await world.runs.dispatch({
    repository: world.repository,
    workflow: 'deploy.yml',
    ref: 'develop',
    inputs: { environment: 'staging', deployment_id: 'd-abcdefghij' },
  });
  return answer.kind === 'dispatched' && answer.runId !== null ? answer.runId : expect.fail('not dispatched');
};

describe('GitHub in trouble', () => {
  test.each([
    { kind: 'http', status: 502 },
    { kind: 'lost-answer' },
    { kind: 'secondary-rate-limit', retryAfter: 0 },
  ] as const)('a read gets through %j', async (fault) => {
    world.simulation.fault({ ...fault, times: 3 });
    expect(await pointsAt(world.github, world.repository, 'branch', 'main')).toMatch(/^[0-9a-f]{40}$/);
    expect(calls).toHaveLength(4);
  });

  test('a tag whose creation got no answer is there once and is taken as made', async () => {
    const sha = (await pointsAt(world.github, world.repository, 'branch', 'main')) ?? '';
    world.simulation.fault({ kind: 'lost-answer', match: 'POST', times: 1 });
    await world.source.createTag(world.repository, 'quarterdeck/d-abcdefghij', sha);
    world.simulation.fault({ kind: 'lost-answer', match: 'DELETE', times: 1 });
    await world.source.deleteTag(world.repository, 'quarterdeck/d-abcdefghij');
    expect(await pointsAt(world.github, world.repository, 'tag', 'quarterdeck/d-abcdefghij')).toBeNull();
  });

  test.each(['lost-answer', 'http'] as const)('a deployment is written once through %s', async (kind) => {
    const sha = (await pointsAt(world.github, world.repository, 'branch', 'develop')) ?? '';
    const before = world.simulation.world().deployments.length;
    world.simulation.fault({ kind, match: 'POST .*/deployments', times: 2 });
    const id = await world.runs.recordDeployment({
      repository: world.repository,
      deploymentId: 'd-abcdefghij',
      ref: 'develop',
      sha,
      environment: 'staging',
      description: 'Deploy',
    });
    expect(id).toEqual(expect.any(Number));
    expect(world.simulation.world().deployments).toHaveLength(before + 1);
  });

  test('a deployment that was written shows as the last once it succeeded, by its ref', async () => {
    const sha = (await pointsAt(world.github, world.repository, 'branch', 'develop')) ?? '';
    const { repository } = world;
    const wanted = {
      repository,
      deploymentId: 'd-abcdefghij',
      ref: 'develop',
      sha,
      environment: 'staging',
      description: '',
    };
    const githubDeploymentId = await world.runs.recordDeployment(wanted);
    expect((await world.source.lastDeployed(repository, 'staging'))?.sha).not.toBe(sha);
    const status = { repository, githubDeploymentId, logUrl: null, environmentUrl: null, description: '' };
    await world.runs.setDeploymentStatus({ ...status, state: 'success' });
    expect(await world.source.lastDeployed(repository, 'staging')).toMatchObject({ ref: 'develop', sha });
  });

  test('a re-run whose answer was lost is started once', async () => {
    const runId = await dispatch();
    await world.finish(runId, 'failure');
    world.simulation.fault({ kind: 'lost-answer', match: 'rerun-failed-jobs', times: 1 });
    expect(await world.runs.rerunFailed(world.repository, runId)).toEqual({ kind: 'started' });
    expect(await world.runs.get(world.repository, runId)).toMatchObject({ attempt: 2 });
    expect(calls.filter((call) => call.includes('rerun-failed-jobs'))).toHaveLength(1);
  });

  test('a re-run waits out an outage', async () => {
    const runId = await dispatch();
    await world.finish(runId, 'failure');
    world.simulation.fault({ kind: 'http', status: 503, match: 'rerun-failed-jobs', times: 2 });
    world.simulation.fault({ kind: 'secondary-rate-limit', retryAfter: 0, match: 'rerun-failed-jobs', times: 1 });
    expect(await world.runs.rerunFailed(world.repository, runId)).toEqual({ kind: 'started' });
    expect(await world.runs.get(world.repository, runId)).toMatchObject({ attempt: 2 });
  });

  test('a log is asked for anew when its link fails', async () => {
    const runId = await dispatch();
    await world.finish(runId, 'failure');
    const job = (await world.runs.get(world.repository, runId))?.jobs.find(
      ({ conclusion }) => conclusion === 'failure',
    );
    world.simulation.fault({ kind: 'http', status: 502, match: '/logs', times: 1 });
    expect(await world.runs.logExcerpt(world.repository, job?.id ?? 0, 'Deploy', 5)).not.toEqual([]);
  });

  test('asking for a run that stands still costs nothing of the rate limit', async () => {
    const runId = await dispatch();
    await world.runs.changed(world.repository, runId);
    const left = async () => {
      const { data } = await world.github.patient.request('GET /rate_limit');
      return data.resources.core.remaining;
    };
    const before = await left();
    calls.length = 0;
    for (let count = 0; count < 5; count++) expect(await world.runs.changed(world.repository, runId)).toBeNull();
    expect(new Set(statuses())).toEqual(new Set(['304']));
    expect(await left()).toBe(before);
  });
});
