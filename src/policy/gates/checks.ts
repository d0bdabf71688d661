import type { ChecksRule } from '../../model/catalog.ts';
import type { CheckRun } from '../../model/commit.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import { sayDuration } from '../../model/time.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { nameFits } from '../check-names.ts';
import { measuredCoverage, measuredLoadTest } from '../check-results.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass, warn } from '../verdicts.ts';

/** As GitHub's branch protection counts them: what was skipped on purpose, or is neutral, does not stand in the way. */
const green: readonly (string | null)[] = ['success', 'neutral', 'skipped'];

/** The required checks are green on that very commit. Of several checks with one name, all must be. */
export function checks(rules: ChecksRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured('checks', 'No checks are required here.');
  const commit = commitOf(facts);
  if (!commit.known) return commitMissing('checks', 'The checks', commit);
  if (!facts.checks.known) return factsMissing('checks', 'The checks', facts.checks.why);

  if (!facts.results.known) return factsMissing('checks', 'What the checks measured', facts.results.why);

  const files = facts.artifacts;
  if (files && !files.known) return factsMissing('checks', 'The artifacts of the workflows', files.why);

  const results = { checks: facts.results.value, artifacts: files?.value ?? [] };
  const measured = [
    ...(rules.coverage ? [measuredCoverage(rules.coverage, results)] : []),
    ...(rules.loadTest ? [measuredLoadTest(rules.loadTest, results)] : []),
  ];
  const lacking = measured.filter(({ reason }) => reason !== null);
  const where = `on ${shortSha(commit.value.sha)}`;
  const { counted, wanted, failing, pending } = sortChecks(rules, facts.checks.value);
  const missing = rules.required.filter((pattern) => !counted.some(({ name }) => nameFits(pattern, name)));
  const nothing = rules.all && counted.length === 0;
  const saw = [...failing, ...pending].map(sayCheck).concat(
    missing.map(sayMissing),
    lacking.flatMap((each) => each.saw),
  );

  const parts: string[] = [];
  if (failing.length > 0) parts.push(`failed: ${list(names(failing))}`);
  if (missing.length > 0) parts.push(`missing: ${list(missing)}`);
  if (pending.length > 0) parts.push(`still running: ${list(names(pending))}`);
  if (nothing) parts.push('no check has reported');
  const says = `Checks ${where} are not green; ${parts.join('; ')}.`;

  if (failing.length > 0) {
    const [it, has] = failing.length === 1 ? ['it', 'it has'] : ['them', 'they have'];
    const unblock = `Re-run ${it} and ask again when ${has} succeeded, or mend the code and deploy the new commit.`;
    return block('checks', 'check-failed', says, { saw, unblock, who: ['whoever may re-run workflows on GitHub'] });
  }
  if (missing.length > 0 || nothing) {
    const unblock = `Have ${missing.length > 0 ? list(missing) : 'the checks'} run on this very commit. If it was pushed a moment ago, wait until they have begun.`;
    return block('checks', 'check-missing', says, { saw, unblock });
  }
  if (pending.length > 0 && rules.waitFor !== undefined) {
    const waits = `${says} A deployment waits for them, at most ${sayDuration(rules.waitFor)}.`;
    return warn('checks', 'check-pending', waits, { saw });
  }
  if (pending.length > 0) {
    return block('checks', 'check-pending', says, {
      saw,
      unblock: `Wait until ${list(names(pending))} ${pending.length === 1 ? 'has' : 'have'} ended.`,
    });
  }
  const [first] = lacking;
  if (first?.reason) {
    return block(
      'checks',
      first.reason,
      `Of ${shortSha(commit.value.sha)}, ${list(lacking.map((each) => each.says))}.`,
      {
        saw,
        unblock: 'Have a result told that is good enough, for this commit or one of the same content.',
      },
    );
  }
  return pass('checks', sayGreen(wanted, where, measured.length > 0), [
    // Only the first few are shown in a message, and that a check is green is said already.
    ...measured.flatMap((each) => each.saw),
    ...wanted.map((check) => ({ ...sayCheck(check), wanted: null })),
  ]);
}

/** The checks that count, those of them that must be green, and of these the red ones and those that have not ended. */
export function sortChecks(rules: Pick<ChecksRule, 'all' | 'required' | 'ignored'>, all: readonly CheckRun[]) {
  const counted = all.filter(({ name }) => !rules.ignored.some((pattern) => nameFits(pattern, name)));
  const wanted = rules.all ? counted : counted.filter(({ name }) => rules.required.some((one) => nameFits(one, name)));
  const failing = wanted.filter((check) => check.status === 'completed' && !green.includes(check.conclusion));
  const pending = wanted.filter((check) => check.status !== 'completed');
  return { counted, wanted, failing, pending };
}

function sayGreen(wanted: readonly CheckRun[], where: string, measured: boolean): string {
  const enough = 'what was measured is good enough';
  if (wanted.length === 0 && measured) return `Of the checks ${where}, ${enough}.`;
  const and = measured ? `, and ${enough}` : '';
  if (wanted.length === 1) return `The check ${wanted[0]?.name ?? ''} ${where} is green${and}.`;
  return `All ${wanted.length} checks ${where} are green${and}.`;
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
