import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import type { Run } from '../../model/run.ts';
import type { GitHub } from './client.ts';
import { getRun } from './run-reading.ts';
import { backOff } from './trouble.ts';
import { whatBecame } from './what-became.ts';

type RerunAnswer = { kind: 'started' } | { kind: 'refused'; why: string };

/**
 * Re-runs the failed jobs. The attempt number tells whether a request whose answer was lost has arrived: it is looked at
 * before each try, so the jobs are started once. With `failedAttempt`, a run that is already past it has been re-run.
 */
export async function rerunFailed(
  github: GitHub,
  repository: Repository,
  runId: number,
  failedAttempt: number | null,
): Promise<RerunAnswer> {
  const { owner, name: repo } = repository;
  const giveUp = github.now() + github.patience;
  let from = failedAttempt;
  for (let tries = 0; ; tries++) {
    const run = await getRun(github, repository, runId);
    if (!run) return { kind: 'refused', why: 'The run no longer exists.' };
    from ??= run.attempt;
    if (begun(run, from)) return { kind: 'started' };
    try {
      await github.once.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs', {
        owner,
        repo,
        run_id: runId,
      });
      return { kind: 'started' };
    } catch (error) {
      const answer = whatBecame(error, github.now());
      if (answer.kind === 'refused') {
        const now = await getRun(github, repository, runId);
        return now && begun(now, from) ? { kind: 'started' } : { kind: 'refused', why: answer.why };
      }
      const until = (answer.kind === 'not-sent' ? answer.retryAt : null) ?? github.now() + backOff(tries);
      if (until > giveUp) throw new Fault('unavailable', answer.why, { cause: error, retryAt: until });
      await github.pause(until - github.now());
    }
  }
}

function begun(run: Run, from: number): boolean {
  return run.attempt > from;
}
