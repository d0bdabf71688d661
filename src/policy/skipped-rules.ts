import type { Environment } from '../model/catalog.ts';
import type { Facts } from '../model/facts.ts';
import type { Instant } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { judge } from './judge.ts';
import { list } from './verdicts.ts';

/** What the gates say of a run that GitHub started by itself, as of its start. Whatever was locked since does not count. */
export function judgeStarted(environment: Environment, facts: Facts, startedAt: Instant): Verdict[] {
  const now = Math.min(facts.now, startedAt);
  const locks = facts.locks.known
    ? { known: true as const, value: facts.locks.value.filter(({ since }) => since <= now) }
    : facts.locks;
  return judge(environment, { ...facts, now, locks }).map(asStarted);
}

/** It has started: nothing waits its turn any more. */
function asStarted(verdict: Verdict): Verdict {
  if (verdict.reason !== 'lane-busy' || verdict.outcome !== 'warn') return verdict;
  return { ...verdict, says: `${verdict.says.replace(/ This one waits its turn.*$/, '')} GitHub did not wait for it.` };
}

/** Nobody is asked any more: what the approval would have asked for is not there. */
export function asUnasked(verdict: Verdict): Verdict {
  if (verdict.gate !== 'checklist' || verdict.reason !== 'checklist-open') return verdict;
  const items = verdict.saw.map(({ wanted }) => wanted).join();
  return {
    ...verdict,
    outcome: 'block',
    reason: 'checklist-unticked',
    says: `Its checklist was not ticked, as nobody was asked for it here: ${items}.`,
    unblock: 'Have somebody see to these items; the next time deploy with /deploy, which asks for them.',
  };
}

const unripe = ['check-pending', 'check-missing', 'check-result-missing'];

/** Checks that a push has set off together with the run: whether they are green shows later. */
export function openChecks(verdicts: readonly Verdict[]): Verdict | null {
  return verdicts.find(({ gate, reason }) => gate === 'checks' && unripe.includes(reason)) ?? null;
}

/**
 * What would have kept it from being started here, one sentence each. Checks that may yet turn green are not among it.
 * `unapproved`: why it is not approved, '' where nobody was asked; null where it is, or need not be.
 */
export function skippedRules(
  { name, approvals }: Pick<Environment, 'name' | 'approvals'>,
  verdicts: readonly Verdict[],
  unapproved: string | null,
): string[] {
  const open = openChecks(verdicts);
  const blocks = verdicts.filter((each) => each.outcome === 'block' && each !== open).map(({ says }) => says);
  if (!approvals || unapproved === null) return blocks;
  const count = approvals.required === 1 ? 'an approval' : `${approvals.required} approvals`;
  const needs = `A deployment to ${name} needs ${count} from ${list(approvals.roles, 'or')}`;
  return [...blocks, unapproved === '' ? `${needs}, and nobody was asked.` : `${needs}. ${unapproved}`];
}
