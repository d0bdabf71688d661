import type { PersonLink } from '../model/catalog.ts';
import type { PersonKind } from '../model/person.ts';
import type { VerifiedMember } from '../model/verified-member.ts';

/** What Slack says of somebody; `email` in small letters, null when unknown, and `confirmed` when it was shown to be theirs. */
export interface SlackAddress {
  kind: PersonKind;
  email: string | null;
  confirmed: boolean;
}

/**
 * The login of the one member for whom GitHub has verified the address that somebody has in Slack; null when that is nobody, or not
 * one alone. Of guests and people of other workspaces the address says nothing: others answer for it. A login that the catalog
 * gives to anybody is not found this way.
 */
export function knownByEmail(
  members: readonly VerifiedMember[],
  catalog: readonly PersonLink[],
  { kind, email, confirmed }: SlackAddress,
): string | null {
  if (kind !== 'member' || email === null || !confirmed) return null;
  const holders = members.filter(({ emails }) => emails.includes(email));
  const [only] = holders;
  if (!only || holders.length > 1 || catalog.some(({ github }) => same(github, only.login))) return null;
  return only.login;
}

/** The addresses by which somebody may be known by this login: those that are no other member's. */
export function addressesOf(members: readonly VerifiedMember[], login: string): string[] {
  const own = members.find((member) => same(member.login, login))?.emails ?? [];
  return own.filter((email) => members.every((member) => same(member.login, login) || !member.emails.includes(email)));
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
