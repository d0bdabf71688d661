import type { Gates } from '../../model/catalog.ts';
import type { CheckRun } from '../../model/commit.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

type ChecksRule = NonNullable<Gates['checks']>;

/** As GitHub's branch protection counts them: what was skipped on purpose, or is neutral, does not stand in the way. */
const green: readonly (string | null)[] = ['success', 'neutral', 'skipped'];

/** The required checks are green on that very commit. Of several checks with one name, all must be. */
export function checks(rules: ChecksRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured('checks', 'No checks are required here.');
  const commit = commitOf(facts);
  if (!commit.known) return factsMissing('checks', 'The checks', commit.why);
  if (!facts.checks.known) return factsMissing('checks', 'The checks', facts.checks.why);

  const where = `on ${shortSha(commit.value.sha)}`;
  const counted = facts.checks.value.filter(({ name }) => !rules.ignored.some((pattern) => nameFits(pattern, name)));
  const wanted = rules.all ? counted : counted.filter(({ name }) => rules.required.some((one) => nameFits(one, name)));
  const missing = rules.required.filter((pattern) => !counted.some(({ name }) => nameFits(pattern, name)));
  const failing = wanted.filter((check) => check.status === 'completed' && !green.includes(check.conclusion));
  const pending = wanted.filter((check) => check.status !== 'completed');
  const nothing = rules.all && counted.length === 0;
  const saw = [...failing, ...pending].map(sayCheck).concat(missing.map(sayMissing));

  const parts: string[] = [];
  if (failing.length > 0) parts.push(`failed: ${list(names(failing))}`);
  if (missing.length > 0) parts.push(`missing: ${list(missing)}`);
  if (pending.length > 0) parts.push(`still running: ${list(names(pending))}`);
  if (nothing) parts.push('no check has reported');
  const says = `Checks ${where} are not green; ${parts.join('; ')}.`;

  if (failing.length > 0) {
    const unblock = `Have ${list(names(failing))} succeed on this commit (re-run it, or mend the code and deploy the new commit).`;
    return block('checks', 'check-failed', says, { saw, unblock });
  }
  if (missing.length > 0 || nothing) {
    const unblock = `Have ${missing.length > 0 ? list(missing) : 'the checks'} run on this very commit.`;
    return block('checks', 'check-missing', says, { saw, unblock });
  }
  if (pending.length > 0) {
    return block('checks', 'check-pending', says, { saw, unblock: `Wait until ${list(names(pending))} has ended.` });
  }
  return pass(
    'checks',
    wanted.length === 1
      ? `The check ${wanted[0]?.name ?? ''} ${where} is green.`
      : `All ${wanted.length} checks ${where} are green.`,
    wanted.map((check) => ({ ...sayCheck(check), wanted: null })),
  );
}

/** A check's name, or a pattern in which `*` stands for anything. */
export function nameFits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

function names(these: readonly CheckRun[]): string[] {
  return [...new Set(these.map(({ name }) => name))];
}

function sayCheck(check: CheckRun): Seen {
  const found = check.status === 'completed' ? (check.conclusion ?? 'no conclusion') : check.status.replace('_', ' ');
  return { what: `Check ${check.name}`, found, wanted: 'success' };
}

function sayMissing(name: string): Seen {
  return { what: `Check ${name}`, found: 'not reported', wanted: 'success' };
}
