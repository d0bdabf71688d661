import type { Gates } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Verdict } from '../../model/verdict.ts';
import { holdsOneOf } from '../roles.ts';
import { block, factsMissing, list, pass } from '../verdicts.ts';

/** Who may ask for a deployment: people with one of the roles. There is no "not configured" here. */
export function permission(rules: Gates['permission'], facts: Facts): Verdict {
  if (!facts.requester.known) return factsMissing('permission', 'The roles of whoever asked', facts.requester.why);
  const membership = facts.requester.value;
  const { person } = membership;
  const held = holdsOneOf(membership, rules.roles);
  const saw = [
    {
      what: `Roles of ${person.name}`,
      found: person.kind === 'member' ? list(membership.roles) || 'none' : person.kind,
      wanted: list(rules.roles, 'or'),
    },
  ];
  if (held.held) return pass('permission', `${person.name} has the role ${held.role}.`, saw);
  return block('permission', held.reason, held.why, {
    saw,
    unblock:
      held.reason === 'role-unverified'
        ? 'Try again when the membership can be verified, or have somebody deploy whose role is verified.'
        : `Ask somebody with the role ${list(rules.roles, 'or')} to deploy to ${facts.environment}. /quarterdeck whoami shows your roles.`,
    who: [...rules.roles],
  });
}
