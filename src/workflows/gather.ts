import type { Catalog, Environment, Target } from '../model/catalog.ts';
import { environmentNames, findEnvironment, findTarget } from '../model/catalog.ts';
import type { RefProblem, ResolvedRef } from '../model/commit.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import { ofOutside } from '../model/fault.ts';
import type { LaneKey } from '../model/lane.ts';
import type { Running } from '../model/running.ts';
import { fromGitHub } from '../model/running.ts';
import type { Verdict } from '../model/verdict.ts';
import { judge } from '../policy/judge.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What the gates looked at and what they said, at one moment and under one version of the catalog. */
export interface Look {
  catalogHash: string;
  /** The settings that were judged by. */
  environment: Environment;
  target: Target;
  roles: Catalog['roles'];
  facts: Facts;
  verdicts: Verdict[];
}

export interface Question {
  deploymentId: string;
  /** Whose permission is asked: the requester, or whoever pressed Re-run. */
  askedBy: string;
  environment: string;
  target: string;
  /** As typed, or the ref that was fixed before; null for the environment's default. */
  ref: string | null;
  /** Set once the commit is fixed: the gates judge this one, wherever the branch has gone meanwhile. */
  fixed: ResolvedRef | null;
}

/** Null when the catalog no longer has the target or the environment. */
export async function look(ports: DeployPorts, question: Question): Promise<Look | null> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, question.target);
  const environment = target ? findEnvironment(target.pipeline, question.environment) : null;
  if (!target || !environment || !environmentNames(catalog).includes(question.environment)) return null;
  const facts = await gather(ports, catalog, target, environment, question);
  return {
    catalogHash: catalog.hash,
    environment,
    target,
    roles: catalog.roles,
    facts,
    verdicts: judge(environment, facts),
  };
}

export function lanesOf(services: readonly string[], environment: string): LaneKey[] {
  return services.map((service) => ({ service, environment }));
}

async function gather(
  ports: DeployPorts,
  catalog: Catalog,
  target: Target,
  environment: Environment,
  question: Question,
): Promise<Facts> {
  const now = ports.clock.now();
  const after = environment.gates.after;
  const [requester, ref, verified, running, locks, lane] = await Promise.all([
    fact(() => ports.people.membership(question.askedBy, catalog.roles, { fresh: question.fixed !== null })),
    question.fixed ? known(question.fixed) : fact(() => resolve(ports, target, environment, question.ref)),
    after ? fact(() => ports.deployments.verified(after.environment, target.services, 50)) : known([]),
    fact(() => runningNow(ports, target, environment)),
    fact(() => ports.locks.inForce(now, { environment: environment.name, services: target.services })),
    fact(() => ports.lanes.state(lanesOf(target.services, environment.name))),
  ]);
  const sha = ref.known && 'sha' in ref.value ? ref.value.sha : null;
  const checks =
    sha && environment.gates.checks
      ? await fact(() => ports.source.checks(target.pipeline.repository, sha))
      : known([]);
  return {
    now,
    deploymentId: question.deploymentId,
    environment: environment.name,
    services: target.services,
    requester,
    ref,
    checks,
    verified,
    running,
    locks,
    lane,
  };
}

async function resolve(
  ports: DeployPorts,
  target: Target,
  environment: Environment,
  typed: string | null,
): Promise<ResolvedRef | RefProblem> {
  const repository = target.pipeline.repository;
  if (typed !== null) return ports.source.resolve(repository, typed);
  const by = environment.defaultRef;
  if ('branch' in by) return ports.source.resolve(repository, by.branch);
  if ('latestTag' in by) {
    const tag = await ports.source.latestTag(repository, by.latestTag);
    return tag === null
      ? { problem: 'ref-not-found', ref: by.latestTag, candidates: [] }
      : ports.source.resolve(repository, tag);
  }
  const [newest] = await ports.deployments.verified(by.verifiedIn, target.services, 1);
  return newest
    ? ports.source.resolve(repository, newest.sha)
    : { problem: 'ref-not-found', ref: `what ${by.verifiedIn} has verified`, candidates: [] };
}

/** Ours, unless GitHub knows of a later deployment that was none of ours: the first "from", and what was deployed past us. */
async function runningNow(ports: DeployPorts, target: Target, environment: Environment): Promise<Running[]> {
  const ours = await ports.deployments.running({ environment: environment.name, services: target.services });
  // A run of ours for other services leaves its mark on GitHub as well, and says nothing about these.
  const recent = await ports.deployments.list({ environment: environment.name, limit: 30 });
  const own = recent.map(({ sha, requestedAt, endedAt }) => ({
    sha,
    from: requestedAt,
    until: endedAt ?? ports.clock.now(),
  }));
  const theirs = await ports.source.lastDeployed(target.pipeline.repository, environment.name, own);
  if (!theirs) return ours;
  const still = ours.filter((entry) => entry.since >= theirs.at);
  const stale = target.services.filter((service) => !still.some((entry) => entry.service === service));
  return [...still, ...stale.map((service) => fromGitHub(service, environment.name, theirs))];
}

/** A fact that the outside does not give is itself something to judge by; anything else is no fact but an error. */
async function fact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read());
  } catch (error) {
    if (ofOutside(error)) return { known: false, why: error.message };
    throw error;
  }
}
