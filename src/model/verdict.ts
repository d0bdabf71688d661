import type { Instant } from './time.ts';

/** Gate names are the keys of `gates:` in quarterdeck.yml and the file names in `policy/gates/`. */
export const gateNames = [
  'permission',
  'ref',
  'change',
  'checks',
  'review',
  'branch-protection',
  'commits',
  'after',
  'backup',
  'window',
  'checklist',
  'quarantine',
  'lock',
  'lane',
  'already-running',
] as const;
export type GateName = (typeof gateNames)[number];

/** Every reason a gate can give. A closed list: a message, a metric and a test exist for each. */
export const reasonCodes = [
  'passed',
  'not-configured',
  'facts-missing',
  'commit-unknown',
  'role-missing',
  'role-unverified',
  'person-not-member',
  'ref-malformed',
  'ref-not-found',
  'ref-ambiguous',
  'ref-kind-not-allowed',
  'ref-name-not-allowed',
  'ref-moved',
  'change-request-missing',
  'check-failed',
  'check-pending',
  'check-missing',
  'coverage-too-low',
  'load-test-missed',
  'check-result-missing',
  'pull-request-missing',
  'approvals-missing',
  'changes-requested',
  'branch-unprotected',
  'commit-rules-broken',
  'not-verified-before',
  'still-soaking',
  'still-watched',
  'backup-missing',
  'backup-too-old',
  'outside-window',
  'outside-preferred-window',
  'avoided-time',
  'market-hours',
  'market-holiday',
  'market-half-day',
  'frozen',
  'high-volume-event',
  'checklist-open',
  'checklist-unticked',
  'quarantined',
  'locked',
  'locked-but-rollback',
  'lock-is-yours',
  'line-stopped',
  'line-stopped-but-rollback',
  'line-stopped-but-failed',
  'lane-busy',
  'same-already-running',
  'glass-broken',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export type VerdictOutcome = 'pass' | 'warn' | 'block';

/** One value that a gate compared, for people: what it looked at, what it found, what it wanted. Plain text. */
export interface Seen {
  what: string;
  found: string;
  wanted: string | null;
}

/** What a gate saw and said. The same object feeds refusals, `--dry-run`, the audit log, metrics and tests. */
export interface Verdict {
  gate: GateName;
  outcome: VerdictOutcome;
  reason: ReasonCode;
  /** One sentence, plain text. */
  says: string;
  saw: Seen[];
  /** What would unblock it, one sentence; null when nothing is blocked. */
  unblock: string | null;
  /** Who can: roles or people, as words. */
  who: string[];
  /** When it will pass by itself, if that is known. */
  when: Instant | null;
}

/** What ends by itself, though nobody can say when. */
const passing: readonly ReasonCode[] = ['check-pending', 'lane-busy'];
const unseen: readonly ReasonCode[] = ['facts-missing', 'role-unverified'];

/** What it takes for what blocks: time that can be told or not, another look, or somebody who acts. */
export function takes(
  verdicts: readonly Verdict[],
  earliest: Instant | null,
): 'time' | 'patience' | 'another-look' | 'somebody' {
  if (earliest !== null) return 'time';
  const blocks = verdicts.filter(({ outcome, reason }) => outcome === 'block' && reason !== 'commit-unknown');
  if (blocks.every(({ when, reason }) => when !== null || passing.includes(reason))) return 'patience';
  return blocks.every(({ when, reason }) => when !== null || [...passing, ...unseen].includes(reason))
    ? 'another-look'
    : 'somebody';
}

export function blocked(verdicts: readonly Verdict[]): boolean {
  return verdicts.some((verdict) => verdict.outcome === 'block');
}
