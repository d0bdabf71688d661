import type { Catalog, Environment } from '../model/catalog.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { ChangeRequest } from '../model/change-request.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Lock, LockScope } from '../model/lock.ts';
import { stopsTheLine } from '../model/lock.ts';
import type { Membership, PersonRef } from '../model/person.ts';
import { holdsOneOf } from './roles.ts';

/** `why` is a sentence; `who` names the roles or people who may. */
export type Permission = { allowed: true } | { allowed: false; why: string; who: string[] };

/** Whoever holds one of the roles of `gates.permission`. */
export function mayDeploy(membership: Membership, environment: Environment): Permission {
  return byRole(membership, environment.gates.permission.roles);
}

/** Whoever holds one of the roles of `approvals`. (That the requester's own vote does not count is `countVote`'s rule.) */
export function mayApprove(membership: Membership, environment: Environment): Permission {
  if (!environment.approvals) {
    return { allowed: false, why: `Deployments to ${environment.name} need no approval.`, who: [] };
  }
  return byRole(membership, environment.approvals.roles);
}

/**
 * The requester, whoever may deploy there, and whoever may approve there: stopping is safer than going on, so it is easier.
 * `environment` is null when the catalog no longer has it; then only the requester.
 */
export function mayCancel(
  membership: Membership,
  deployment: Pick<Deployment, 'requester'>,
  environment: Environment | null,
): Permission {
  if (samePerson(membership.person, deployment.requester)) return { allowed: true };
  const roles = environment
    ? [...new Set([...environment.gates.permission.roles, ...(environment.approvals?.roles ?? [])])]
    : [];
  return byRole(membership, roles, deployment.requester.name);
}

/** Whoever may deploy to every environment that the lock would touch; everything is locked by the roles of `stopRoles` alone. */
export function mayLock(membership: Membership, catalog: Catalog, scope: LockScope): Permission {
  if (stopsTheLine(scope)) return byRole(membership, stopRoles(catalog));
  const answers = touchedBy(catalog, scope).map((environment) => mayDeploy(membership, environment));
  return answers.find(({ allowed }) => !allowed) ?? { allowed: true };
}

/** Roles that may stop the line, and let it go on: those of `locks.all`, else who may approve anywhere, else who may deploy. */
export function stopRoles(catalog: Catalog): string[] {
  if (catalog.locks) return catalog.locks.all;
  const environments = catalog.pipelines.flatMap((pipeline) => pipeline.environments);
  const approvers = environments.flatMap(({ approvals }) => approvals?.roles ?? []);
  const roles = approvers.length > 0 ? approvers : environments.flatMap(({ gates }) => gates.permission.roles);
  return [...new Set(roles)];
}

/** The environments that a lock touches: one for each pipeline that has it, and the service. */
export function touchedBy(catalog: Catalog, { environment, service }: LockScope): Environment[] {
  if (stopsTheLine({ environment })) return catalog.pipelines.flatMap((pipeline) => pipeline.environments);
  return catalog.pipelines
    .filter((pipeline) => service === null || pipeline.services.includes(service))
    .flatMap((pipeline) => findEnvironment(pipeline, environment) ?? []);
}

/** As `mayUnlock`, for any lock of the catalog's. */
export function mayRelease(membership: Membership, catalog: Catalog, lock: Lock): Permission {
  if (!stopsTheLine(lock)) return mayUnlock(membership, lock, touchedBy(catalog, lock));
  if (samePerson(membership.person, lock.owner)) return { allowed: true };
  return byRole(membership, stopRoles(catalog), lock.owner.name);
}

/**
 * The lock's owner, and whoever answers for the environment: its approvers where it has an approval rule, else whoever may
 * deploy there. `environments` are all those that the lock touches, one for each pipeline with an environment of that name; a
 * lock that touches several may be released by whoever answers for all of them.
 */
export function mayUnlock(
  membership: Membership,
  lock: Pick<Lock, 'owner'>,
  environments: readonly Environment[],
): Permission {
  if (samePerson(membership.person, lock.owner)) return { allowed: true };
  const answers = environments.map((environment) => byRole(membership, unlockRoles(environment), lock.owner.name));
  if (answers.length === 0) return byRole(membership, [], lock.owner.name);
  return answers.find(({ allowed }) => !allowed) ?? { allowed: true };
}

/** Whoever may be the second person when the glass is broken, but not who broke it. */
export function mayReviewGlass(
  membership: Membership,
  deployment: Pick<Deployment, 'requester'>,
  environment: Environment,
): Permission {
  const roles = environment.breakGlass?.approvers ?? [];
  if (samePerson(membership.person, deployment.requester)) {
    const why = `${membership.person.name} broke the glass, and whoever breaks it does not review it.`;
    return { allowed: false, why, who: [...roles] };
  }
  return byRole(membership, roles);
}

/**
 * Whether a change is right says whoever asked for it; and, so that it is not open for ever, whoever answers for the environment: its
 * approvers where it has an approval rule, else whoever may deploy there.
 */
export function mayValidateChange(
  membership: Membership,
  change: Pick<ChangeRequest, 'requester'>,
  environment: Environment | null,
): Permission {
  if (samePerson(membership.person, change.requester)) return { allowed: true };
  return byRole(membership, environment ? unlockRoles(environment) : [], change.requester.name);
}

/** Whoever holds one of the roles of `rollback`: to take back, to release what was, and to have the database restored. */
export function mayRollBack(membership: Membership, environment: Environment): Permission {
  return byRole(membership, releaseRoles(environment));
}

/** Whoever holds one of the roles of `delivery`: to promote, hold, extend and abort what is being rolled out. */
export function maySteer(membership: Membership, { roles }: { roles: readonly string[] }): Permission {
  return byRole(membership, roles);
}

/** The roles that may release other people's locks. */
export function unlockRoles(environment: Environment): string[] {
  return environment.approvals?.roles ?? environment.gates.permission.roles;
}

/** The roles that may release what was taken back: those that may roll back, while there is such a rule. */
export function releaseRoles(environment: Environment): string[] {
  return environment.rollback?.roles ?? unlockRoles(environment);
}

/** By Slack id, and by GitHub login for people whom only GitHub named. */
export function samePerson(one: PersonRef, other: PersonRef): boolean {
  if (one.slackId !== null && other.slackId !== null) return one.slackId === other.slackId;
  if (one.githubLogin === null || other.githubLogin === null) return false;
  return one.githubLogin.toLowerCase() === other.githubLogin.toLowerCase();
}

function byRole(membership: Membership, roles: readonly string[], owner?: string): Permission {
  const who = owner === undefined ? [...roles] : [owner, ...roles];
  if (roles.length === 0 && owner !== undefined) {
    return { allowed: false, why: `Only ${owner} may, and ${membership.person.name} is somebody else.`, who };
  }
  const held = holdsOneOf(membership, roles);
  return held.held ? { allowed: true } : { allowed: false, why: held.why, who };
}
