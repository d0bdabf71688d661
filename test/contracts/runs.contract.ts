import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GitHubHarness, OpenGitHub } from './github-harness.ts';

const id = 'd-abcdefghij';

/** The promises of `ports/runs.ts`. */
export function runsContract(name: string, open: OpenGitHub): void {
  describe(`runs: ${name}`, () => {
    let harness: GitHubHarness;
    const dispatch = async (deploymentId = id, ref = 'develop') => {
      const answer = await harness.runs.dispatch({
        repository: harness.repository,
        workflow: 'deploy.yml',
        ref,
        inputs: { environment: 'staging', deployment_id: deploymentId },
      });
      if (answer.kind !== 'dispatched' || answer.runId === null) return expect.fail(`not dispatched: ${answer.kind}`);
      return answer.runId;
    };
    const get = async (runId: number) =>
      (await harness.runs.get(harness.repository, runId)) ?? expect.fail('no such run');

    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    test('a dispatch answers with its run, which shows the id, the commit and what started it', async () => {
      const run = await get(await dispatch());
      expect(run).toMatchObject({
        attempt: 1,
        title: expect.stringContaining(id),
        headSha: (await harness.source.pointsAt(harness.repository, 'branch', 'develop')).now,
        headBranch: 'develop',
        event: 'workflow_dispatch',
        conclusion: null,
        url: expect.stringContaining(String(run.id)),
        updatedAt: expect.any(Number),
      });
      expect(run.status).not.toBe('completed');
    });

    test('a run is found by the id in its title, and no other run is', async () => {
      const [first, other] = [await dispatch(), await dispatch('d-bbbbbbbbbb')];
      const find = (deploymentId: string) =>
        harness.runs.findByTitle(harness.repository, 'deploy.yml', deploymentId, 0);
      expect((await find(id)).map((run) => run.id)).toEqual([first]);
      expect((await find('d-bbbbbbbbbb')).map((run) => run.id)).toEqual([other]);
      expect(await find('d-cccccccccc')).toEqual([]);
    });

    test('two runs of one title are both found, newest first', async () => {
      const [first, second] = [await dispatch(), await dispatch()];
      const found = await harness.runs.findByTitle(harness.repository, 'deploy.yml', id, 0);
      expect(found.map((run) => run.id)).toEqual([second, first]);
    });

    test('the newest runs of a workflow are listed without their jobs: by file and by who started them', async () => {
      const [first, second] = [await dispatch(), await dispatch('d-bbbbbbbbbb')];
      const found = await harness.runs.recent(harness.repository, 'deploy.yml');
      expect(found.map((run) => run.id)).toEqual([second, first]);
      const { jobs: _, ...run } = await get(second);
      expect(found[0]).toEqual({ ...run, jobs: [] });
      expect(run).toMatchObject({ file: 'deploy.yml', startedBy: run.actor, startedAt: expect.any(Number) });
      expect(await harness.runs.recent(harness.repository, 'no-such.yml')).toEqual([]);
    });

    test('a run that is not there is null', async () => {
      expect(await harness.runs.get(harness.repository, 404404)).toBeNull();
      expect(await harness.runs.changed(harness.repository, 404404)).toBeNull();
    });

    test('a run is told once for each change', async () => {
      const runId = await dispatch();
      const changed = () => harness.runs.changed(harness.repository, runId);
      expect(await changed()).toMatchObject({ id: runId });
      expect(await changed()).toBeNull();
      await harness.advance(runId);
      expect(await changed()).toEqual(await get(runId));
      expect(await changed()).toBeNull();
      await harness.finish(runId, 'success');
      expect(await changed()).toMatchObject({ status: 'completed', conclusion: 'success' });
    });

    test('a finished run has its jobs and their steps', async () => {
      const runId = await dispatch();
      await harness.finish(runId, 'success');
      const { jobs } = await get(runId);
      const deploy = jobs.find((job) => job.name === 'deploy');
      expect(deploy).toMatchObject({ attempt: 1, status: 'completed', conclusion: 'success' });
      expect(deploy?.steps).toContainEqual(
        expect.objectContaining({ name: 'Deploy', status: 'completed', conclusion: 'success' }),
      );
    });

    test('the environment that a job enters is told, and nothing of a job that enters none', async () => {
      const { runId, jobId } = await harness.release();
      expect(await harness.runs.environments(harness.repository, runId)).toEqual({ [jobId]: 'production' });
      const other = await dispatch();
      await harness.finish(other, 'success');
      expect(await harness.runs.environments(harness.repository, other)).toEqual({});
      await expect(harness.runs.environments(harness.repository, 404404)).rejects.toMatchObject({ kind: 'not-found' });
    });

    test('the log of the failed step is cut to what explains it', async () => {
      const runId = await dispatch();
      await harness.finish(runId, 'failure');
      const job = (await get(runId)).jobs.find(({ conclusion }) => conclusion === 'failure');
      const excerpt = (lines: number) => harness.runs.logExcerpt(harness.repository, job?.id ?? 0, 'Deploy', lines);
      const all = await excerpt(20);
      expect(all.at(-1)).toContain('exit code 1');
      expect(all.every((line) => line.length <= 300)).toBe(true);
      expect(await excerpt(1)).toEqual(all.slice(-1));
      expect(await harness.runs.logExcerpt(harness.repository, 404404, null, 20)).toEqual([]);
    });

    test('a run is cancelled, and one that has ended is not', async () => {
      const runId = await dispatch();
      expect(await harness.runs.cancel(harness.repository, runId)).toBe(true);
      const ended = await dispatch('d-bbbbbbbbbb');
      await harness.finish(ended, 'success');
      expect(await harness.runs.cancel(harness.repository, ended)).toBe(false);
      await expect(harness.runs.cancel(harness.repository, 404404)).rejects.toMatchObject({ kind: 'not-found' });
    });

    test('a re-run keeps the id and counts the attempt; repeated with the failed attempt, it is started once', async () => {
      const runId = await dispatch();
      await harness.finish(runId, 'failure');
      expect(await harness.runs.rerunFailed(harness.repository, runId, 1)).toEqual({ kind: 'started' });
      expect(await harness.runs.rerunFailed(harness.repository, runId, 1)).toEqual({ kind: 'started' });
      const run = await get(runId);
      expect(run).toMatchObject({ id: runId, attempt: 2, conclusion: null });
      expect(run.jobs.every((job) => job.attempt === 2)).toBe(true);
    });

    test('a run that is still going is not re-run, and GitHub says why', async () => {
      const runId = await dispatch();
      expect(await harness.runs.rerunFailed(harness.repository, runId)).toEqual({
        kind: 'refused',
        why: expect.stringContaining('already running'),
      });
    });

    test('a GitHub Deployment is written once for each of ours, and takes statuses', async () => {
      const sha = (await harness.source.pointsAt(harness.repository, 'branch', 'develop')).now ?? '';
      const wanted = {
        repository: harness.repository,
        deploymentId: id,
        ref: 'develop',
        sha,
        environment: 'staging',
        description: 'x'.repeat(200),
      };
      const first = await harness.runs.recordDeployment(wanted);
      expect(await harness.runs.recordDeployment(wanted)).toBe(first);
      expect(await harness.runs.recordDeployment({ ...wanted, deploymentId: 'd-bbbbbbbbbb' })).not.toBe(first);
      const status = {
        repository: harness.repository,
        state: 'success' as const,
        logUrl: 'https://github.example/run',
        environmentUrl: null,
        description: 'y'.repeat(200),
      };
      await harness.runs.setDeploymentStatus({ ...status, githubDeploymentId: first });
      const nobody = harness.runs.setDeploymentStatus({ ...status, githubDeploymentId: 404404 });
      await expect(nobody).rejects.toMatchObject({ kind: 'not-found' });
    });
  });
}
