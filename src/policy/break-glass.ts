import type { ApprovalRule, Environment } from '../model/catalog.ts';
import type { Facts } from '../model/facts.ts';
import { hour } from '../model/time.ts';
import type { GateName, Verdict } from '../model/verdict.ts';
import { holdsOneOf } from './roles.ts';
import { block, factsMissing, list } from './verdicts.ts';

/**
 * What an emergency may pass: rules about when, and proofs that take time. Who may deploy, which refs, and one rollout at a time
 * stay as they are.
 */
const passable: readonly GateName[] = [
  'change',
  'checks',
  'review',
  'branch-protection',
  'after',
  'backup',
  'window',
  'lock',
  'already-running',
];

/** True when nothing blocks but what an emergency may pass, and something does. */
export function glassHelps(verdicts: readonly Verdict[]): boolean {
  const blocks = verdicts.filter(({ outcome }) => outcome === 'block');
  return blocks.length > 0 && blocks.every(({ gate }) => passable.includes(gate));
}

/** What the gates come to when the glass is broken: what was passed is a warning that says so. */
export function breakGlass(environment: Environment, facts: Facts, verdicts: readonly Verdict[]): Verdict[] {
  const permitted = mayBreak(environment, facts);
  return verdicts.map((verdict) => {
    if (verdict.gate === 'permission' && permitted) return permitted;
    // The second person decides quickly, and is asked for no ticks.
    const open = verdict.reason === 'checklist-open';
    if (!open && (verdict.outcome !== 'block' || !passable.includes(verdict.gate))) return verdict;
    return { ...verdict, outcome: 'warn', reason: 'glass-broken', says: `Passed in an emergency. ${verdict.says}` };
  });
}

/** Whether the requester would be let through as an emergency, as far as permission goes. */
export function mayTryGlass(environment: Environment, facts: Facts): boolean {
  return mayBreak(environment, facts) === null;
}

/** Null when the requester may; else the verdict that says who may. */
function mayBreak({ name, breakGlass: rule }: Environment, facts: Facts): Verdict | null {
  if (!rule) {
    return block('permission', 'role-missing', `Nobody may break the glass of ${name}.`, {
      unblock: 'Name who may under break_glass in quarterdeck.yml.',
    });
  }
  if (!facts.requester.known) return factsMissing('permission', 'The roles of the requester', facts.requester.why);
  const held = holdsOneOf(facts.requester.value, rule.roles);
  if (held.held) return null;
  return block('permission', held.reason, `Breaking the glass of ${name} is not for everybody: ${held.why}`, {
    unblock: `Somebody with the role ${list(rule.roles, 'or')} can.`,
    who: rule.roles,
  });
}

/** A second person, quickly, whatever the environment asks for otherwise; `operations` reads it too. */
export function glassApproval({ approvals, breakGlass: rule }: Environment, operations: string): ApprovalRule {
  return {
    required: 1,
    roles: rule?.approvers ?? [],
    expiresAfter: hour,
    validFor: hour,
    notify: [...new Set([...(approvals?.notify ?? []), operations])],
  };
}
