import type { Environment } from '../model/catalog.ts';
import type { Conclusion, Job, Run } from '../model/run.ts';
import { deployedBy, isSkipped, watchedBy } from './started-elsewhere.ts';

type Watched = Pick<Environment, 'name' | 'workflow' | 'startsOn'>;

/** Whether a run that is dispatched for `own` can go on to another environment, and shows when: both name the job that deploys there. */
export function canGoOn(environments: readonly Watched[], own: Watched): boolean {
  const told = watchedBy(environments, own.workflow).filter(({ startsOn }) => startsOn?.job);
  return told.length > 1 && told.some(({ name }) => name === own.name);
}

/** Those whose job the run has come to; a job that is only kept from an attempt of before does not count. */
export function reachedBy<E extends Watched>(environments: readonly E[], run: Run): E[] {
  return environments.filter((each) =>
    run.jobs.some((job) => isFresh(run, job) && deployedBy(environments, job) === each),
  );
}

/**
 * A run that goes to several environments, as the one called `name` has it: without the jobs that deploy to the others, and over when its
 * own are, unless they end last: whoever ends last has all the rest of the run. The run itself while it has come to no other.
 */
export function partOf(environments: readonly Watched[], name: string, run: Run): Run {
  const own = environments.find((each) => each.name === name);
  const theirs = run.jobs.filter((job) => ![own, undefined].includes(deployedBy(environments, job)));
  const reached = theirs.filter((job) => !isSkipped(job));
  if (!own || reached.length === 0) return run;
  const jobs = run.jobs.filter((job) => !theirs.includes(job));
  const deploying = jobs.filter(
    (job) => !isSkipped(job) && (own.startsOn?.job ? deployedBy(environments, job) === own : true),
  );
  const over = endOf(deploying);
  const last = reached.every((job) => over === null || (job.completedAt ?? Number.POSITIVE_INFINITY) <= over);
  if (!last) return { ...run, jobs, status: 'completed', conclusion: conclusionOf(deploying) };
  // The others failed, and nothing that is its own.
  const unharmed = run.status === 'completed' && over !== null && conclusionOf(jobs) === 'success';
  return { ...run, jobs, conclusion: unharmed ? 'success' : run.conclusion };
}

/** When all of them were over; null while they are not. */
function endOf(jobs: readonly Job[]): number | null {
  if (jobs.length === 0 || jobs.some(({ status }) => status !== 'completed')) return null;
  return Math.max(...jobs.map(({ completedAt }) => completedAt ?? 0));
}

function conclusionOf(jobs: readonly Job[]): Conclusion | null {
  const bad = jobs.find(({ conclusion }) => conclusion !== 'success' && conclusion !== 'skipped');
  return bad ? bad.conclusion : 'success';
}

function isFresh({ attempt, startedAt }: Run, job: Job): boolean {
  const kept = attempt > 1 && startedAt !== null && job.completedAt !== null && job.completedAt < startedAt;
  return !kept && !isSkipped(job);
}
