import type { GitHubSimulation } from '../contract.ts';
import type { CheckRun } from './check-runs.ts';
import type { GitHubWorld } from './world-of-github.ts';

/** Turns checks of a commit red, green or pending; a job that made one ends so as well, so that its run can be run again. */
export function setChecks(
  world: GitHubWorld,
  { ref, conclusion, name, summary }: Parameters<GitHubSimulation['setChecks']>[0],
): void {
  const { history, checks, webhooks, payloads, site } = world;
  const tips = [...history.branches.values(), ...history.tags.values()];
  const named = ref === undefined ? undefined : history.resolve(ref)?.commit.sha;
  if (ref !== undefined && named === undefined) throw new Error(`${site.fullName} has no commit ${ref}`);
  for (const sha of named === undefined ? new Set(tips) : [named]) {
    const set = checks.override(sha, {
      conclusion,
      ...(name === undefined ? {} : { name }),
      ...(summary === undefined ? {} : { summary }),
    });
    for (const check of set) {
      concludeJob(world, check);
      if (check.status === 'completed')
        webhooks.send('check_run', 'completed', () => payloads.checkRun(check, 'completed', site.owner));
    }
  }
  world.changed('checks');
}

/** Only of a run that is over: one that is under way says so itself. */
function concludeJob({ engine }: GitHubWorld, { jobId, conclusion }: CheckRun): void {
  const job = jobId === null ? undefined : engine.job(jobId);
  if (job === undefined || job.run.status !== 'completed' || conclusion === null) return;
  job.conclusion = conclusion;
  const failed = job.run.jobs.some((each) => each.conclusion === 'failure');
  if (failed || job.run.conclusion === 'failure') job.run.conclusion = failed ? 'failure' : 'success';
}
