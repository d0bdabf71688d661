import type { Catalog } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { Repository } from '../model/repository.ts';
import { fullName } from '../model/repository.ts';
import type { Run, RunUpdate } from '../model/run.ts';
import { day, minute } from '../model/time.ts';
import { watchedBy } from '../policy/started-elsewhere.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Durable } from '../ports/durable.ts';

/** Of the workflow that follows such a run; from `workflows/`, by way of app. */
export interface ObserveNames {
  workflow: string;
  id(repository: string, runId: number, attempt: number): string;
}

interface Ports {
  catalogs: Pick<Catalogs, 'active'>;
  clock: Clock;
  deployments: Pick<Deployments, 'firstAsked'>;
  durable: Durable;
  observe: ObserveNames;
}

/** `elsewhere`: nobody drives it, and it is none of the attempts that we know. `titled`: its title names a deployment of ours. */
type Owner = { kind: 'drivers'; drivers: string[] } | { kind: 'over' } | { kind: 'elsewhere'; titled: boolean };

/**
 * Whose run it is. One whose title names a deployment of ours belongs to that, until that has ended with another run: from then on
 * somebody else has made use of the title.
 */
export async function ownerOf(
  deployments: Pick<Deployments, 'get' | 'ofRun'>,
  { repository, runId, run }: RunUpdate,
  deploymentId: string | null,
): Promise<Owner> {
  const named = deploymentId === null ? null : await deployments.get(deploymentId);
  const ours = named?.origin.via !== 'github' && named && (!ended(named.state) || ranAs(named, runId));
  const known = await deployments.ofRun(repository, runId);
  // One run can be several deployments: who drives any of them hears of it.
  const owners = ours ? [named, ...known.filter(({ id }) => id !== named.id)] : known;
  if (owners.length === 0) return { kind: 'elsewhere', titled: named !== null };
  const drivers = owners.filter(({ state }) => !ended(state)).map(({ driver }) => driver);
  if (drivers.length > 0) return { kind: 'drivers', drivers };
  const attempts = owners.flatMap((owner) => (owner.run?.id === runId ? [owner.run.attempt] : []));
  const newer = run && attempts.length > 0 && run.attempt > Math.max(...attempts);
  return newer ? { kind: 'elsewhere', titled: false } : { kind: 'over' };
}

function ranAs({ run, attempts }: Deployment, runId: number): boolean {
  return run?.id === runId || attempts.some((attempt) => attempt.runId === runId);
}

/** Older runs are history; a bot that was away for so long does not tell what everybody knows. */
const horizon = day;
/** The clocks of two machines may differ by this much. */
const skew = minute;

/** One workflow follows each attempt of such a run, however often it is heard of. */
export async function elsewhereNews(ports: Ports, update: RunUpdate, titled: boolean, key: string): Promise<void> {
  const { repository, runId, run, jobs } = update;
  const { workflow, id } = ports.observe;
  const observer = id(repository, runId, run?.attempt ?? jobs[0]?.attempt ?? 1);
  if (run && (await isWorthIt(ports, repository, run, titled)))
    await ports.durable.start(workflow, observer, { repository, run });
  await ports.durable.send(observer, { kind: 'run', update }, key);
}

async function isWorthIt(ports: Ports, repository: string, run: Omit<Run, 'jobs'>, titled: boolean): Promise<boolean> {
  const watched = watchedWorkflows(await ports.catalogs.active()).find(
    (each) => fullName(each.repository).toLowerCase() === repository.toLowerCase() && each.workflow === run.file,
  );
  if (!watched || run.conclusion === 'skipped') return false;
  // A second run of a deployment of ours, which its driver has cancelled and told of.
  if (titled && run.conclusion === 'cancelled') return false;
  const startedAt = run.startedAt ?? run.updatedAt;
  const now = ports.clock.now();
  return startedAt >= now - horizon && startedAt >= (await sinceWhen(ports, watched)) - skew;
}

/** Looks at the runs of these workflows from now on; what they did before is none of our business. */
export async function beginToWatch(ports: Omit<Ports, 'durable' | 'observe'>): Promise<void> {
  for (const watched of watchedWorkflows(await ports.catalogs.active())) await sinceWhen(ports, watched);
}

function sinceWhen(
  { deployments, clock }: Pick<Ports, 'deployments' | 'clock'>,
  { repository, workflow }: { repository: Repository; workflow: string },
) {
  return deployments.firstAsked(`runs:${fullName(repository).toLowerCase()}:${workflow}`, clock.now());
}

/** The workflow files whose runs deploy somewhere without having been started here; each once. */
export function watchedWorkflows({ pipelines }: Catalog): { repository: Repository; workflow: string }[] {
  const found = pipelines.flatMap(({ repository, environments }) =>
    environments.flatMap(({ workflow }) =>
      watchedBy(environments, workflow).length > 0 ? [{ repository, workflow }] : [],
    ),
  );
  const keyOf = ({ repository, workflow }: (typeof found)[number]) =>
    `${fullName(repository).toLowerCase()} ${workflow}`;
  return [...new Map(found.map((each) => [keyOf(each), each])).values()];
}
