import type { BackupRule, Backups } from '../model/backup.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import type { Runs } from '../ports/runs.ts';

/** So many runs that succeeded are looked into for the job that makes the backup. */
const mostLookedInto = 5;

/** One request; where a job is named, two more for each run that is looked into. */
export async function readBackups(
  runs: Pick<Runs, 'recent' | 'get'>,
  repository: Repository,
  { workflow, branch, job }: BackupRule,
): Promise<Backups> {
  const all = await runs.recent(repository, workflow);
  const own = all.filter(({ headBranch }) => branch === undefined || headBranch === branch);
  const succeeded = own.filter(({ conclusion }) => conclusion === 'success');
  const good = job === undefined ? succeeded[0] : await withJob(runs, repository, succeeded, job);
  const [newest] = own;
  return { good: good ? told(good) : null, newest: newest ? told(newest) : null, looked: own.length };
}

/** A run can succeed without the job: somebody had something else backed up. */
async function withJob(runs: Pick<Runs, 'get'>, repository: Repository, candidates: readonly Run[], name: string) {
  for (const { id } of candidates.slice(0, mostLookedInto)) {
    const run = await runs.get(repository, id);
    if (run?.jobs.some((job) => job.name === name && job.conclusion === 'success')) return run;
  }
  return undefined;
}

function told({ startedAt, updatedAt, status, conclusion, url }: Run) {
  return { at: startedAt ?? updatedAt, status, conclusion, url };
}
