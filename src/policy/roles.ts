import type { Membership, PersonKind } from '../model/person.ts';
import { list } from './verdicts.ts';

export type Held =
  | { held: true; role: string }
  | { held: false; why: string; reason: 'person-not-member' | 'role-unverified' | 'role-missing' };

const outsiders: Record<Exclude<PersonKind, 'member'>, string> = {
  guest: 'is a guest of this workspace, and guests hold no role',
  bot: 'is a bot, and bots hold no role',
  stranger: 'belongs to another workspace, and its people hold no role here',
};

/** Whether somebody holds one of the roles, by verified membership. A role that could not be verified is not held. */
export function holdsOneOf(membership: Membership, roles: readonly string[]): Held {
  const { person } = membership;
  // Of whom nothing could be verified, nothing is known: that is said, and not that they are outsiders.
  if (person.kind !== 'member' && membership.unverified.length === 0) {
    return { held: false, reason: 'person-not-member', why: `${person.name} ${outsiders[person.kind]}.` };
  }
  const role = roles.find((wanted) => membership.roles.includes(wanted));
  if (role !== undefined) return { held: true, role };
  const doubts = membership.unverified.filter((doubt) => roles.includes(doubt.role));
  if (doubts.length > 0) {
    const reasons = doubts.map((doubt) => `${doubt.role} (${doubt.why})`);
    return {
      held: false,
      reason: 'role-unverified',
      why: `It could not be verified whether ${person.name} has the role ${list(reasons, 'or')}, so the answer is no.`,
    };
  }
  return { held: false, reason: 'role-missing', why: `${person.name} does not have the role ${list(roles, 'or')}.` };
}
