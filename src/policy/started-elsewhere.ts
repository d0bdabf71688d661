import type { Environment } from '../model/catalog.ts';
import type { RefKind } from '../model/commit.ts';
import type { Job, Run } from '../model/run.ts';
import { nameFits } from './check-names.ts';
import { refMatches } from './gates/ref.ts';

/**
 * Where a run deploys to first that was not started here. `open`: what is still to come may tell. `nowhere`: it deploys nothing.
 * `unknown`: it is over, it did something, and nothing told where.
 */
export type Sighting<E> = { kind: 'deploys'; environment: E } | { kind: 'open' | 'nowhere' | 'unknown' };

type Watched = Pick<Environment, 'workflow' | 'startsOn'>;

/** By the id of a job: the environment on GitHub that it enters. */
export type Entered = Readonly<Record<number, string>>;

/** The environments whose runs of this workflow file are looked at. */
export function watchedBy<E extends Watched>(environments: readonly E[], file: string | undefined): E[] {
  return environments.filter(({ workflow, startsOn }) => workflow === file && startsOn);
}

/**
 * A push tells at once, by its branch or tag; anything else by the job that runs. `kind` is what `headBranch` names, where that
 * is known. `environments` are those of the run's workflow; `entered` is asked for where one of them is told by its environment.
 */
export function whereItDeploys<E extends Watched>(
  environments: readonly E[],
  run: Pick<Run, 'attempt' | 'event' | 'headBranch' | 'status' | 'conclusion'>,
  jobs: readonly Job[],
  kind: Exclude<RefKind, 'sha'> | null,
  entered: Entered = {},
): Sighting<E> {
  const over = run.status === 'completed';
  if (over && (run.conclusion === 'skipped' || (jobs.length > 0 && jobs.every(isSkipped)))) return { kind: 'nowhere' };
  const pushed = run.event === 'push' ? environments.find((each) => isPushOf(each, run.headBranch, kind)) : undefined;
  const byJob = (counts: (job: Job) => boolean) =>
    environments.find((each) =>
      jobs.some(
        (job) =>
          !isSkipped(job) && counts(job) && (deployedBy(environments, job) === each || entersFor(each, job, entered)),
      ),
    );
  // Of an attempt that repeats what had failed, what it repeats tells more than what it keeps.
  const repeated = run.attempt > 1 ? byJob(({ status }) => status !== 'completed') : undefined;
  const environment = repeated ?? pushed ?? byJob(() => true);
  if (environment) return { kind: 'deploys', environment };
  if (!over) return { kind: 'open' };
  // Every environment has a job that deploys there, and none of them did anything. What GitHub says of environments is certain at the end.
  const told = environments.every(
    (each) => each.startsOn?.environment || jobs.some((job) => isSkipped(job) && deploysTo(each, job)),
  );
  return { kind: told ? 'nowhere' : 'unknown' };
}

function isPushOf({ startsOn }: Watched, name: string | null, kind: 'branch' | 'tag' | null): boolean {
  if (!startsOn || name === null) return false;
  const { branches, tags } = startsOn.push;
  return (
    (kind !== 'tag' && refMatches('branch', name, branches)) || (kind !== 'branch' && refMatches('tag', name, tags))
  );
}

export function deploysTo({ startsOn }: Pick<Watched, 'startsOn'>, job: Job): boolean {
  return startsOn?.job ? nameFits(startsOn.job, job.name) : false;
}

/** Of several whose job it may be, the one that names it most closely: `Deploy to production` goes before `Deploy to *`. */
export function deployedBy<E extends Pick<Watched, 'startsOn'>>(environments: readonly E[], job: Job): E | undefined {
  const closeness = ({ startsOn }: E) =>
    startsOn?.job === job.name ? Number.POSITIVE_INFINITY : (startsOn?.job?.length ?? 0);
  const fitting = environments.filter((each) => deploysTo(each, job));
  return fitting.toSorted((one, other) => closeness(other) - closeness(one))[0];
}

/** Whether GitHub says of the job that it enters this environment. */
function entersFor({ startsOn }: Watched, { id }: Job, entered: Entered): boolean {
  return startsOn?.environment !== undefined && entered[id]?.toLowerCase() === startsOn.environment.toLowerCase();
}

export function isSkipped({ status, conclusion }: Job): boolean {
  return status === 'completed' && conclusion === 'skipped';
}
