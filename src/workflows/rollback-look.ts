import type { Catalog, Environment, Target } from '../model/catalog.ts';
import { findEnvironment, findTarget } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { RollbackRule } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import { known } from '../model/facts.ts';
import type { RollbackRefusal } from '../model/rollback.ts';
import type { Verdict } from '../model/verdict.ts';
import { lock } from '../policy/gates/lock.ts';
import { mayRollBack, releaseRoles, stopRoles, unlockRoles } from '../policy/permissions.ts';
import type { RollbackTarget } from '../policy/rollback-target.ts';
import { rollbackTarget } from '../policy/rollback-target.ts';
import { chooseStrategy } from '../policy/strategies/choose.ts';
import { placesOf } from '../policy/strategies/places.ts';
import { list } from '../policy/verdicts.ts';
import type { Place } from '../ports/cluster.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { RollbackRequest } from './rollback-message.ts';
import { commitOfVersion, typedVersion } from './rollback-version.ts';

/** Where one service is set back on the cluster, and to which image. */
export interface PlacedImage {
  service: string;
  place: Place;
  image: string;
}

/** Everything that a rollback is begun with. */
export interface RollbackLook extends RollbackTarget {
  catalogHash: string;
  environment: Environment;
  rule: RollbackRule;
  target: Target;
  ref: ResolvedRef;
  /** The locks that it passes; null when there are none. */
  passes: Verdict | null;
  /** Of `by: cluster`. */
  places: PlacedImage[];
}

/** So many rollouts and verified versions are looked back at. */
const farBack = 50;

/** Looks at our own records alone where no version is typed that nobody knows here: it waits for nobody outside. */
export async function lookBack(ports: DeployPorts, request: RollbackRequest): Promise<RollbackLook | RollbackRefusal> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, request.target);
  const environment = target ? findEnvironment(target.pipeline, request.environment) : null;
  if (!target || !environment) {
    const what = `${request.target} in ${request.environment}`;
    return refusal('not-in-catalog', `${what} is not in the catalog`, ['/quarterdeck help lists what it has.']);
  }
  const rule = environment.rollback;
  if (!rule) {
    return refusal('no-rule', `Nothing says how ${environment.name} is rolled back`, [
      'Whoever keeps quarterdeck.yml writes it under rollback of the environment.',
      `An earlier version goes out as ever: /deploy ${environment.name} ${target.name} and its ref.`,
    ]);
  }
  const may = await permitted(ports, catalog, environment, request);
  if (may) return may;

  const { services } = target;
  const [running, verified, rollouts, quarantined, of] = await Promise.all([
    ports.deployments.running({ environment: environment.name, services }),
    ports.deployments.verified(environment.name, services, farBack),
    rolloutsOf(ports, environment.name, services),
    ports.quarantine.inForce(environment.name, services),
    request.of === null ? null : ports.deployments.get(request.of),
  ]);
  const to =
    request.to ??
    (request.version === null
      ? null
      : await typedVersion(ports, catalog, target, environment, verified, request.version));
  if (to && 'kind' in to) return to;
  const facts = { environment: environment.name, services, running, verified, rollouts, quarantined, of, to };
  const found = rollbackTarget({ ...facts, releasers: releaseRoles(environment) });
  if (found.kind === 'refused') return found;

  const ref = await commitOfVersion(ports, target.pipeline.repository, verified, found.to);
  const places = rule.by === 'cluster' ? placed(environment, services, ref, found.bad) : [];
  const unplaced =
    rule.by === 'cluster' ? services.filter((one) => !places.some(({ service }) => service === one)) : [];
  if (unplaced.length > 0) {
    return refusal('no-cluster', `${list(unplaced)} cannot be set back on a cluster`, [
      `The catalog says so under rollback of ${environment.name}, and names no workload for ${list(unplaced)} under strategy.`,
    ]);
  }
  if (rule.by === 'cluster' && !ports.cluster) {
    return refusal('no-cluster', `${environment.name} is set back on a cluster, and none is set up`, [
      'Whoever runs Quarterdeck sets QUARTERDECK_KUBECONFIG, or lets it use the cluster that it runs in.',
    ]);
  }
  const passes = await passedLocks(ports, catalog, environment, services, request);
  return { ...found, catalogHash: catalog.hash, environment, rule, target, ref, passes, places };
}

/** Null when they may, or a rule asks. A role that cannot be verified just now is not held. */
async function permitted(
  ports: DeployPorts,
  catalog: Catalog,
  environment: Environment,
  { by }: RollbackRequest,
): Promise<RollbackRefusal | null> {
  if (by === 'quarterdeck') return null;
  const membership = await ports.people.membership(by.slackId, catalog.roles, { fresh: true });
  const may = mayRollBack(membership, environment);
  if (may.allowed) return null;
  const title = `You may not roll back ${environment.name}`;
  return refusal('role-missing', title, [may.why, `Who can: somebody with the role ${list(may.who, 'or')}.`]);
}

/** What may have moved something there: what is on its way past its dispatch, and what ended with a run. Rollbacks are none. */
async function rolloutsOf(
  { deployments }: DeployPorts,
  environment: string,
  services: readonly string[],
): Promise<Deployment[]> {
  const states = [
    'dispatching',
    'uncertain',
    'running',
    'cancelling',
    'rolling-out',
    'succeeded',
    'failed',
    'cancelled',
  ] as const;
  const found = await Promise.all(
    services.map((service) => deployments.list({ environment, service, states, limit: farBack })),
  );
  const all = new Map(found.flat().map((each) => [each.id, each]));
  return [...all.values()]
    .filter((each) => each.rollback === undefined && (each.run !== null || each.endedAt === null))
    .sort((a, b) => b.requestedAt - a.requestedAt);
}

/** By the strategy with which the bad version went out, where that was on Kubernetes. */
function placed(
  { delivery }: Environment,
  services: string[],
  ref: ResolvedRef,
  bad: RollbackTarget['bad'],
): PlacedImage[] {
  if (!delivery) return [];
  const used = bad ? chooseStrategy(delivery, ref.name, bad.ref) : delivery.strategy;
  const strategy = [used, delivery.strategy, delivery.majorStrategy].find((one) => one?.on === 'kubernetes');
  if (!strategy) return [];
  const places = placesOf(strategy, { services, ref, sha: ref.sha });
  return services.flatMap((service) => {
    const found = places.get(service);
    return found ? [{ service, ...found }] : [];
  });
}

/** What the gate says of locks; the other gates are not asked. */
async function passedLocks(
  ports: DeployPorts,
  catalog: Catalog,
  environment: Environment,
  services: string[],
  { id }: RollbackRequest,
): Promise<Verdict | null> {
  const now = ports.clock.now();
  const unseen = { known: false as const, why: 'A rollback does not ask for it.' };
  const verdict = lock(
    { unlockers: unlockRoles(environment) },
    {
      now,
      deploymentId: id,
      environment: environment.name,
      services,
      requester: unseen,
      ref: unseen,
      checks: unseen,
      results: unseen,
      pullRequests: unseen,
      commits: unseen,
      protection: unseen,
      verified: unseen,
      running: unseen,
      lane: unseen,
      locks: known(await ports.locks.inForce(now, { environment: environment.name, services })),
      line: { rollback: true, failed: known([]), releasers: stopRoles(catalog) },
    },
  );
  return verdict.outcome === 'warn' ? verdict : null;
}

function refusal(reason: RollbackRefusal['reason'], title: string, lines: string[]): RollbackRefusal {
  return { kind: 'refused', reason, title, lines };
}
