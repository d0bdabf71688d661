import type { Approval } from './approval.ts';
import type { ApprovalRule } from './catalog.ts';

/**
 * What approvals by people with these roles, one entry a person, still lack: how many people, and how many of them of which role.
 * Somebody with two of the roles counts for both.
 */
export interface Lacking {
  people: number;
  roles: Record<string, number>;
}

export function lacking(
  rule: Pick<ApprovalRule, 'required' | 'atLeast'>,
  held: readonly (readonly string[])[],
): Lacking {
  const roles = Object.entries(rule.atLeast ?? {})
    .map(([role, count]): [string, number] => [role, count - held.filter((own) => own.includes(role)).length])
    .filter(([, count]) => count > 0);
  const people = Math.max(rule.required - held.length, ...roles.map(([, count]) => count), 0);
  return { people, roles: Object.fromEntries(roles) };
}

/** What a rule demands besides how many of whom, as it goes on a sentence about them; empty where that is all. */
export function sayDemands({
  required,
  atLeast,
  authors,
}: Pick<ApprovalRule, 'required' | 'atLeast' | 'authors'>): string {
  const roles = Object.entries(atLeast ?? {}).map(([role, count]) =>
    required === 1 ? `, somebody with ${role}` : `, at least ${count} of them with ${role}`,
  );
  const none = required === 1 ? ', no author of what is deployed' : ', none of them an author of what is deployed';
  return [...roles, ...(authors === false ? [none] : [])].join('');
}

/** Null when nothing is lacking; else as in `2 more, 1 of them with sre`. */
export function sayLacking({ people, roles }: Lacking): string | null {
  if (people === 0) return null;
  const named = Object.entries(roles).map(
    ([role, count]) => `${count} ${people === 1 ? 'with' : 'of them with'} ${role}`,
  );
  if (named.length === 0) return `${people} more`;
  return people === 1 ? `1 more, with ${Object.keys(roles).join(' and ')}` : `${people} more, ${named.join(', ')}`;
}

/** The same of an approval that is being decided, by the roles held when the votes were given. */
export function stillLacking({ rule, votes }: Pick<Approval, 'rule' | 'votes'>): Lacking {
  const byPerson = new Map(
    votes
      .filter(({ choice }) => choice === 'approve')
      .map(({ person, role, roles }) => [person.slackId, roles ?? [role]] as const),
  );
  return lacking(rule, [...byPerson.values()]);
}
