import type { Approval, Ticked } from '../model/approval.ts';
import { tickedIn } from '../model/approval.ts';
import type { Catalog, Environment, Target } from '../model/catalog.ts';
import { environmentNames, findEnvironment, findTarget } from '../model/catalog.ts';
import type { PointsAt, ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Fact, Facts } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import type { LaneKey } from '../model/lane.ts';
import { stopsTheLine } from '../model/lock.ts';
import type { Membership } from '../model/person.ts';
import type { Running } from '../model/running.ts';
import { fromGitHub } from '../model/running.ts';
import type { Instant } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { breakGlass, glassApproval } from '../policy/break-glass.ts';
import { judge } from '../policy/judge.ts';
import { stopRoles } from '../policy/permissions.ts';
import type { AskedOnGitHub } from './asked-on-github.ts';
import { readBackups } from './backup-facts.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';
import { failedServices } from './failed-services.ts';
import { findRef } from './find-ref.ts';
import { movable } from './pin.ts';
import { sayRollouts } from './rollouts.ts';
import { sourceFacts } from './source-facts.ts';
import { watchedThere } from './watched-there.ts';

/** What the gates looked at and what they said, at one moment and under one version of the catalog. */
export interface Look {
  catalogHash: string;
  /** The settings that were judged by. */
  environment: Environment;
  target: Target;
  roles: Catalog['roles'];
  facts: Facts;
  verdicts: Verdict[];
  /** Of `Question.voters`, by Slack id, fresh. */
  voters: Record<string, Membership>;
  /** Where the fixed branch or tag points now; null when that does not matter. */
  pointsAt: Fact<PointsAt> | null;
  /** Of the real clock. */
  madeAt: Instant;
}

/** What was asked for at first, and by whom: what every later look is about. */
export interface Asked {
  first: Look;
  ref: ResolvedRef;
  askedBy: string | null;
  glass: boolean;
  /** Set while GitHub holds the run that it is asked for. */
  onGitHub?: AskedOnGitHub;
}

export interface Question {
  deploymentId: string;
  /** Whose permission is asked: the requester, or whoever pressed Re-run. Null: somebody on GitHub who is nobody on Slack. */
  askedBy: string | null;
  environment: string;
  target: string;
  /** As typed, or the ref that was fixed before; null for the environment's default. */
  ref: string | null;
  /** Set once the commit is fixed: the gates judge this one, wherever the branch has gone meanwhile. */
  fixed: ResolvedRef | null;
  /** The glass was broken for it. */
  glass: boolean;
  /** Id of the change request that it carries out; absent where there is none. */
  change?: string;
  /** Those whose approval is to count, by Slack id. */
  voters: readonly string[];
  /** The run, where it began before anybody asked: what it has deployed itself is not what it came upon. */
  begun?: { sha: string; at: Instant };
  /** What they ticked; absent or null when nobody has been asked. */
  ticked?: Ticked | null;
}

/** The same question again, about the commit that is fixed by now. */
export function questionAgain(
  deployment: Pick<Deployment, 'id' | 'environment' | 'target' | 'ref' | 'approval' | 'change'>,
  { ref, askedBy, glass }: Pick<Asked, 'ref' | 'askedBy' | 'glass'>,
  voters: readonly string[],
  approval: Pick<Approval, 'rule' | 'votes'> | null = deployment.approval,
): Question {
  const { id, environment, target, change } = deployment;
  return {
    deploymentId: id,
    askedBy,
    environment,
    target,
    ref: deployment.ref.name,
    fixed: ref,
    glass,
    ...(change === undefined ? {} : { change }),
    voters,
    ticked: tickedIn(approval),
  };
}

/** Null when the catalog no longer has the target or the environment. */
export async function look(ports: DeployPorts, question: Question): Promise<Look | null> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, question.target);
  const environment = target ? findEnvironment(target.pipeline, question.environment) : null;
  if (!target || !environment || !environmentNames(catalog).includes(question.environment)) return null;
  const madeAt = ports.realNow();
  const { fixed, glass } = question;
  const [facts, voters, pointsAt] = await Promise.all([
    gather(ports, catalog, target, environment, question),
    membershipsOf(ports, question.voters, catalog.roles),
    fixed ? whereItPoints(ports, target, environment, fixed) : null,
  ]);
  return {
    catalogHash: catalog.hash,
    environment: glass
      ? { ...environment, approvals: glassApproval(environment, catalog.channels.operations) }
      : environment,
    target,
    roles: catalog.roles,
    facts,
    verdicts: glass ? breakGlass(environment, facts, judge(environment, facts)) : judge(environment, facts),
    voters,
    pointsAt,
    madeAt,
  };
}

async function whereItPoints(
  ports: DeployPorts,
  target: Target,
  environment: Environment,
  { kind, name }: ResolvedRef,
): Promise<Fact<PointsAt> | null> {
  const moves = movable(kind, environment);
  return moves && fact(() => ports.source.pointsAt(target.pipeline.repository, moves, name));
}

async function membershipsOf(ports: DeployPorts, ids: readonly string[], roles: Catalog['roles']) {
  const found = await Promise.all(ids.map((id) => ports.people.membership(id, roles, { fresh: true })));
  return Object.fromEntries(found.map((membership, index) => [ids[index], membership]));
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
  const finding = question.fixed
    ? known(question.fixed)
    : fact(() => findRef(ports, catalog, target, environment, question.ref));
  const verifying = after
    ? fact(() => ports.deployments.verified(after.environment, target.services, 50))
    : Promise.resolve(known([]));
  const watching = after ? watchedThere(ports, after.environment, target.services) : Promise.resolve([]);
  const runs = fact(() => runningNow(ports, target, environment, question.begun));
  const locking = fact(() => ports.locks.inForce(now, { environment: environment.name, services: target.services }));
  const quarantining = fact(() => ports.quarantine.inForce(environment.name, target.services));
  const failing = locking.then((held) =>
    held.known && held.value.some(stopsTheLine)
      ? fact(() => failedServices(ports, question.deploymentId, environment.name, target.services))
      : known([]),
  );
  const rule = environment.gates.backup;
  const [requester, ref, source, verified, running, quarantined, locks, failed, lane, backups] = await Promise.all([
    requesterOf(ports, catalog, question),
    finding,
    sourceFacts(ports, target.pipeline.repository, environment, finding, runs, verifying),
    verifying,
    runs,
    quarantining,
    locking,
    failing,
    fact(() => ports.lanes.state(lanesOf(target.services, environment.name))),
    rule ? fact(() => readBackups(ports.runs, target.pipeline.repository, rule)) : null,
  ]);
  return {
    now,
    deploymentId: question.deploymentId,
    environment: environment.name,
    services: target.services,
    change: question.change ?? null,
    requester,
    ref,
    ...source,
    verified,
    watched: await watching,
    running,
    quarantined,
    locks,
    line: { rollback: false, failed, releasers: stopRoles(catalog) },
    lane,
    ...(backups ? { backups } : {}),
    ticked: question.ticked ?? null,
    rollouts: await sayRollouts(ports, lane.known ? lane.value.holders.map((held) => held.deploymentId) : []),
  };
}

function requesterOf(ports: DeployPorts, catalog: Catalog, { askedBy, fixed }: Question): Promise<Fact<Membership>> {
  if (askedBy !== null) {
    return fact(() => ports.people.membership(askedBy, catalog.roles, { fresh: fixed !== null }));
  }
  const why = 'their GitHub account is linked to nobody on Slack; /quarterdeck link does that.';
  return Promise.resolve({ known: false, why });
}

/** Ours, unless GitHub knows of a later deployment that was none of ours: the first "from", and what was deployed past us. */
async function runningNow(
  ports: DeployPorts,
  target: Target,
  environment: Environment,
  begun: Question['begun'],
): Promise<Running[]> {
  const [ours, recent] = await Promise.all([
    ports.deployments.running({ environment: environment.name, services: target.services }),
    // A run of ours for other services leaves its mark on GitHub as well, and says nothing about these.
    ports.deployments.list({ environment: environment.name, limit: 30 }),
  ]);
  const own = recent.map(({ sha, requestedAt, endedAt }) => ({
    sha,
    from: requestedAt,
    until: endedAt ?? ports.clock.now(),
  }));
  if (begun) own.push({ sha: begun.sha, from: begun.at, until: ports.clock.now() });
  const theirs = await ports.source.lastDeployed(target.pipeline.repository, environment.name, own);
  if (!theirs) return ours;
  const still = ours.filter((entry) => entry.since >= theirs.at);
  const stale = target.services.filter((service) => !still.some((entry) => entry.service === service));
  return [...still, ...stale.map((service) => fromGitHub(service, environment.name, theirs))];
}
