import type { Approval, Vote } from '../model/approval.ts';
import type { CommitRange } from '../model/commit-range.ts';
import type { Delegation } from '../model/delegation.ts';
import type { Fact } from '../model/facts.ts';
import type { Membership, PersonRef } from '../model/person.ts';
import { authorship } from './authorship.ts';
import { samePerson } from './permissions.ts';
import type { Held } from './roles.ts';
import { holdsOneOf } from './roles.ts';

/** A delegation that is in force, and what whoever gave it holds now: who has lost a role delegates nothing. */
export interface Lent {
  delegation: Delegation;
  membership: Membership;
}

type Found = Extract<Held, { held: true }> & { from: { person: PersonRef & { slackId: string }; roles: string[] } };

/**
 * In whose place somebody may vote who holds none of the rule's roles: the first who may vote themselves. It never helps anybody round
 * a rule that holds for them: who asked, who wrote it and who has voted already is not stood in for.
 */
export function standsFor(
  approval: Approval,
  cast: {
    membership: Membership;
    choice: Vote['choice'];
    commits: Fact<CommitRange | null>;
    lent: readonly Lent[];
    askers: readonly PersonRef[];
  },
): { found: Found | null; whyNot: string[] } {
  const whyNot: string[] = [];
  if (cast.membership.person.kind !== 'member' || cast.membership.deactivated) return { found: null, whyNot };
  for (const { delegation, membership } of cast.lent) {
    const { from } = delegation;
    const held = lentRole(membership, delegation.role === null ? null : [delegation.role], approval.rule.roles);
    const voted = approval.votes.some(
      (vote) =>
        vote.choice === cast.choice && (samePerson(vote.person, from) || (vote.for && samePerson(vote.for, from))),
    );
    const wrote =
      cast.choice === 'approve' && approval.rule.authors === false ? authorship(membership.person, cast.commits) : null;
    if (!held.held) whyNot.push(held.why);
    else if (cast.askers.some((asker) => samePerson(asker, from)))
      whyNot.push(`${from.name} asked for this deployment, and nobody decides for whoever asked.`);
    else if (wrote !== null) whyNot.push(wrote);
    else if (voted)
      whyNot.push(`${from.name} has voted already, and whoever stands in for them does not count a second time.`);
    else return { found: { ...held, from: { person: from, roles: held.roles } }, whyNot };
  }
  return { found: null, whyNot };
}

/** What somebody holds of the rule's roles and may lend; `only` these, or all (null). */
export function lentRole(
  membership: Membership,
  only: readonly string[] | null,
  wanted: readonly string[],
): Held & { roles: string[] } {
  const roles = wanted.filter((role) => only === null || only.includes(role));
  if (roles.length === 0) {
    const why = `${membership.person.name} has handed over ${only?.join(', ')} alone, which does not decide this.`;
    return { held: false, reason: 'role-missing', why, roles };
  }
  return { ...holdsOneOf(membership, roles), roles: roles.filter((role) => membership.roles.includes(role)) };
}
