import { fullName } from '../../model/repository.ts';
import type { Runs } from '../../ports/runs.ts';
import { asFault, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { recordDeployment, setDeploymentStatus } from './deployments.ts';
import { createDispatch } from './dispatch.ts';
import { jobEnvironments } from './job-environments.ts';
import { readJobLog } from './job-log.ts';
import { logExcerpt } from './log-excerpt.ts';
import { rerunFailed } from './rerun.ts';
import { createChanged, findByTitle, getNewRun, recentRuns } from './run-reading.ts';

/** GitHub Actions. */
export function createRuns(github: GitHub): Runs {
  return {
    dispatch: createDispatch(github),
    findByTitle: (repository, workflow, deploymentId, since) =>
      findByTitle(github, repository, workflow, deploymentId, since),
    recent: (repository, workflow) => recentRuns(github, repository, workflow),
    get: (repository, runId) => getNewRun(github, repository, runId),
    changed: createChanged(github),
    environments: (repository, runId) => jobEnvironments(github, repository, runId),
    async logExcerpt(repository, jobId, step, lines) {
      const log = await readJobLog(github, repository, jobId);
      return log === null ? [] : logExcerpt(log, step, lines);
    },
    async cancel(repository, runId) {
      const request = github.patient.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', {
        owner: repository.owner,
        repo: repository.name,
        run_id: runId,
      });
      try {
        await request;
      } catch (error) {
        // Ended already. A run that ignores this is force-cancelled by a person, who knows what its jobs leave behind.
        if (statusOf(error) === 409) return false;
        throw asFault(error, `cancelling run ${runId} of ${fullName(repository)}`);
      }
      return true;
    },
    rerunFailed: (repository, runId, failedAttempt) => rerunFailed(github, repository, runId, failedAttempt ?? null),
    recordDeployment: (deployment) => recordDeployment(github, deployment),
    setDeploymentStatus: (status) => setDeploymentStatus(github, status),
  };
}
