import type { Deployment } from '../model/deployment.ts';
import { deploymentIdIn } from '../model/deployment.ts';
import { holdMark } from '../model/github-environment.ts';
import type { Repository } from '../model/repository.ts';
import { fullName } from '../model/repository.ts';
import type { Run, RunUpdate } from '../model/run.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Durable } from '../ports/durable.ts';
import type { Protection } from '../ports/protection.ts';
import type { Runs } from '../ports/runs.ts';
import type { ObserveNames } from './elsewhere.ts';
import { elsewhereNews, ownerOf, watchedWorkflows } from './elsewhere.ts';

interface Ports {
  catalogs: Pick<Catalogs, 'active'>;
  clock: Clock;
  deployments: Deployments;
  durable: Durable;
  observe: ObserveNames;
}

/**
 * Hands news of a run to the workflow that drives its deployment, or each of them: found by the run, or by the deployment id in the run's title
 * when the workflow does not know its run yet. A run that was started elsewhere gets a workflow of its own, if it can deploy. The
 * same news counts once, unless `again` says that it is told anew on purpose.
 */
export async function runNews(ports: Ports, update: RunUpdate, deploymentId: string | null, again = 0): Promise<void> {
  const owner = await ownerOf(ports.deployments, update, deploymentId);
  const key = `${keyOf(update)}${again > 0 ? `:again${again}` : ''}`;
  if (owner.kind === 'elsewhere') return elsewhereNews(ports, update, owner.titled, key);
  if (owner.kind !== 'drivers') return;
  for (const driver of owner.drivers) await ports.durable.send(driver, { kind: 'run', update }, key);
}

/** Answers whether the active catalog has a repository, in any letter case. */
export async function knownRepositories(catalogs: Pick<Catalogs, 'active'>): Promise<(repository: string) => boolean> {
  const { pipelines } = await catalogs.active();
  const names = new Set(pipelines.map(({ repository }) => fullName(repository).toLowerCase()));
  return (repository) => names.has(repository.toLowerCase());
}

/** What GitHub says of the environments that the run waits to enter, as one text. */
export async function holdOf(protection: Protection, repository: Repository, runId: number): Promise<string> {
  const [waiting, reviews] = await Promise.all([
    protection.waiting(repository, runId),
    protection.reviews(repository, runId),
  ]);
  return holdMark(waiting, reviews);
}

/** The newest runs of the workflows whose runs others start: what no webhook told of. `seen` keeps what was told before. */
export async function recentRuns(
  ports: Ports & { runs: Pick<Runs, 'recent'> },
  seen: Map<string, string>,
): Promise<void> {
  for (const { repository, workflow } of watchedWorkflows(await ports.catalogs.active())) {
    for (const { jobs: _, ...run } of await ports.runs.recent(repository, workflow)) {
      const update = { repository: fullName(repository), runId: run.id, run, jobs: [], whole: false };
      const about = `${update.repository} ${run.id}`;
      const key = keyOf(update);
      if (seen.get(about) === key) continue;
      const owner = await ownerOf(ports.deployments, update, deploymentIdIn(run.title));
      // Those with a driver are looked at one by one, and more often.
      if (owner.kind === 'elsewhere') await elsewhereNews(ports, update, owner.titled, key);
      seen.set(about, key);
    }
  }
}

/** What is waited for on GitHub: for polling. */
export async function runsInFlight(
  deployments: Deployments,
): Promise<{ deploymentId: string; repository: { owner: string; name: string }; runId: number }[]> {
  const active = await deployments.list({ states: ['running', 'cancelling'], limit: 500 });
  return active.flatMap((deployment) => {
    const runId = deployment.run?.id ?? deployment.attempts.at(-1)?.runId;
    return typeof runId === 'number'
      ? [{ deploymentId: deployment.id, repository: repositoryOf(deployment), runId }]
      : [];
  });
}

/** The same news twice has the same key. */
function keyOf({ run, runId, jobs, whole, hold }: RunUpdate): string {
  const of = ({ attempt, status, conclusion }: Pick<Run, 'attempt' | 'status' | 'conclusion'>) =>
    `${attempt}.${status}.${conclusion ?? ''}`;
  const steps = jobs.map(
    (job) =>
      `${job.id}.${of(job)}.${job.steps.map(({ status, conclusion }) => `${status[0]}${conclusion?.[0] ?? ''}`).join('')}`,
  );
  if (hold !== undefined) return `run:${runId}:hold:${hold}`;
  return `run:${runId}:${whole ? 'whole' : 'part'}:${run ? of(run) : ''}:${steps.join(',')}`;
}

function repositoryOf({ repository }: Deployment) {
  const [owner = '', name = ''] = repository.split('/');
  return { owner, name };
}
