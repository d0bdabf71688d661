import type { ReasonCode, Verdict } from '../model/verdict.ts';

/** The next steps that a refusal offers. Some need more than the reason: a way that does not exist then is not shown. */
export const ways = [
  'schedule',
  'try-again',
  'rerun-checks',
  'watch-checks',
  'open-checks',
  'open-pull-request',
  'ask-reviewers',
  'deploy-earlier',
  'another-ref',
  'request-change',
  'run-backup',
  'open-backup',
  'ask-owners',
  'release',
  'break-glass',
] as const;
export type Way = (typeof ways)[number];

const noRefusal = 'It refuses nothing.';
const byAnother = 'Somebody else has to ask; the refusal names the roles.';
const anotherRef: readonly Way[] = ['another-ref'];
const opens: readonly Way[] = ['schedule', 'break-glass'];

/** For every reason what can be pressed, or why there is nothing to press. */
export const waysOut: Record<ReasonCode, readonly Way[] | string> = {
  passed: noRefusal,
  'not-configured': noRefusal,
  'facts-missing': ['try-again', 'break-glass'],
  'commit-unknown': anotherRef,
  'role-missing': byAnother,
  'role-unverified': ['try-again'],
  'person-not-member': byAnother,
  'ref-malformed': anotherRef,
  'ref-not-found': anotherRef,
  'ref-ambiguous': anotherRef,
  'ref-kind-not-allowed': anotherRef,
  'ref-name-not-allowed': anotherRef,
  'ref-moved': ['try-again'],
  'change-request-missing': ['request-change', 'break-glass'],
  'check-failed': ['rerun-checks', 'open-checks', 'break-glass'],
  'check-pending': ['watch-checks', 'open-checks', 'break-glass'],
  'check-missing': ['try-again', 'break-glass'],
  'coverage-too-low': ['break-glass'],
  'load-test-missed': ['break-glass'],
  'check-result-missing': ['try-again', 'break-glass'],
  'pull-request-missing': ['break-glass'],
  'approvals-missing': ['ask-reviewers', 'open-pull-request', 'try-again', 'break-glass'],
  'changes-requested': ['ask-reviewers', 'open-pull-request', 'try-again', 'break-glass'],
  'branch-unprotected': ['try-again', 'break-glass'],
  'commit-rules-broken': 'The history has to be mended on GitHub, and then it is another commit.',
  'not-verified-before': ['deploy-earlier', 'break-glass'],
  'still-soaking': opens,
  'still-watched': ['try-again', 'break-glass'],
  'backup-missing': ['run-backup', 'open-backup', 'try-again', 'break-glass'],
  'backup-too-old': ['run-backup', 'open-backup', 'try-again', 'break-glass'],
  'outside-window': opens,
  'outside-preferred-window': opens,
  'avoided-time': opens,
  'market-hours': opens,
  'market-holiday': opens,
  'market-half-day': opens,
  frozen: opens,
  'high-volume-event': opens,
  'checklist-open': noRefusal,
  'checklist-unticked': ['try-again'],
  quarantined: ['release'],
  locked: ['ask-owners', 'schedule', 'break-glass'],
  'locked-but-rollback': noRefusal,
  'lock-is-yours': noRefusal,
  'line-stopped': ['ask-owners', 'schedule', 'break-glass'],
  'line-stopped-but-rollback': noRefusal,
  'line-stopped-but-failed': noRefusal,
  'lane-busy': ['try-again'],
  'same-already-running': ['break-glass'],
  'glass-broken': noRefusal,
};

/** Of no use while something else stands in the way against which nothing can be pressed. */
const ofNoUse: readonly Way[] = ['rerun-checks', 'watch-checks', 'deploy-earlier', 'run-backup', 'try-again'];

/** What may be offered under these verdicts. To try again is offered where that alone mends whatever stands in the way. */
export function waysFor(verdicts: readonly Verdict[]): Set<Way> {
  const blocks = verdicts.filter(({ outcome }) => outcome === 'block').map(({ reason }) => waysOut[reason]);
  const open = new Set(blocks.flatMap((way) => (typeof way === 'string' ? [] : way)));
  const hopeless = blocks.some((way) => typeof way === 'string');
  if (hopeless || open.has('another-ref')) for (const way of ofNoUse) open.delete(way);
  if (hopeless) open.delete('another-ref');
  if (blocks.some((way) => typeof way !== 'string' && !way.includes('try-again'))) open.delete('try-again');
  return open;
}
