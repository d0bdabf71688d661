import type { Catalog } from '../model/catalog.ts';
import type { Membership, PersonRef } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { day } from '../model/time.ts';
import { samePerson } from './permissions.ts';
import { holdsOneOf } from './roles.ts';

export const longestDelegation = 30 * day;

/** `roles`: those that are handed over, as held now. */
export type MayDelegate = { may: true; roles: string[] } | { may: false; why: string; who: string[] };

/** Roles by which anybody approves anything: by rule, and when the glass is broken. */
export function approverRoles(catalog: Catalog): string[] {
  const environments = catalog.pipelines.flatMap((pipeline) => pipeline.environments);
  return [
    ...new Set(
      environments.flatMap(({ approvals, breakGlass }) => [
        ...(approvals?.roles ?? []),
        ...(breakGlass?.approvers ?? []),
      ]),
    ),
  ];
}

/**
 * Whether somebody may have another person approve in their place. Only a role that they hold themselves can be handed over: what was
 * handed to them goes no further.
 */
export function mayDelegate(wish: {
  from: Membership;
  to: Membership;
  role: string | null;
  until: Instant;
  now: Instant;
  approverRoles: readonly string[];
}): MayDelegate {
  const { from, to, role, until, now } = wish;
  const no = (why: string, who: string[] = []): MayDelegate => ({ may: false, why, who });
  if (samePerson(from.person, to.person)) return no('You approve for yourself anyway.');
  if (to.person.kind !== 'member' || to.deactivated) {
    const verified = to.unverified.length === 0 || to.deactivated;
    return no(
      verified
        ? `${to.person.name} is not a full member of this workspace, and only full members approve.`
        : `Slack did not say just now who ${to.person.name} is, so the answer is no. Try again in a minute.`,
      ['full members'],
    );
  }
  if (until <= now) return no('That time is over.');
  if (until > now + longestDelegation) return no('Somebody may stand in for at most 30 days.');
  if (role !== null && !wish.approverRoles.includes(role)) {
    return no(`${role} decides no approval, so there is nothing to hand over.`, [...wish.approverRoles]);
  }
  const wanted = role === null ? wish.approverRoles : [role];
  const held = holdsOneOf(from, wanted);
  if (!held.held) {
    return no(`${held.why} Only a role of one's own can be handed over, not one that was handed over.`, [...wanted]);
  }
  return { may: true, roles: wanted.filter((one) => from.roles.includes(one)) };
}

/** As the audit log and messages name somebody. */
export function named({
  slackId,
  name,
  githubLogin,
}: PersonRef & { slackId: string }): PersonRef & { slackId: string } {
  return { slackId, name, githubLogin };
}
