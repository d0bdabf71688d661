import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

export const auditActions = [
  'deployment.requested',
  'deployment.refused',
  'deployment.dry-run',
  'approval.requested',
  'approval.voted',
  'approval.vote-refused',
  'approval.decided',
  'deployment.scheduled',
  'glass.broken',
  'glass.reviewed',
  'change.requested',
  'change.approved',
  'change.started',
  'change.implemented',
  'change.reminded',
  'change.validated',
  'change.not-validated',
  'change.closed',
  'deployment.queued',
  'deployment.dispatched',
  'deployment.dispatch-uncertain',
  'deployment.dispatch-settled',
  'deployment.second-run-cancelled',
  'environment.rule-answered',
  'environment.reviewed',
  'environment.review-seen',
  'deployment.fault',
  'deployment.cancel-requested',
  'deployment.rerun-requested',
  'deployment.observed',
  'deployment.skipped-rules',
  'rollout.begun',
  'rollout.phase-begun',
  'rollout.promoted',
  'rollout.asked',
  'rollout.held',
  'rollout.resumed',
  'rollout.extended',
  'rollout.press-refused',
  'rollout.touched',
  'rollout.taken-back',
  'rollout.failed',
  'deployment.ended',
  'watch.begun',
  'watch.asked',
  'watch.answered',
  'watch.answer-refused',
  'watch.passed',
  'watch.failed',
  'watch.superseded',
  'rollback.requested',
  'rollback.refused',
  'rollback.dry-run',
  'rollback.moved',
  'deployment.taken-back',
  'quarantine.begun',
  'quarantine.released',
  'quarantine.release-refused',
  'database.restore-requested',
  'database.restore-refused',
  'database.restore-ended',
  'checks.rerun-requested',
  'backup.requested',
  'review.asked-for',
  'lock.taken',
  'lock.released',
  'lock.refused',
  'lock.extended',
  'lock.given',
  'lock.stolen',
  'lock.ran-out',
  'lock.reminded',
  'lock.waited-for',
  'lock.turn-given',
  'lock.passed-over',
  'lock.queue-left',
  'lock.asked-for',
  'person.linked',
  'person.link-refused',
  'person.unlinked',
  'delegation.given',
  'delegation.ended',
  'catalog.activated',
  'catalog.rejected',
] as const;
export type AuditAction = (typeof auditActions)[number];

/**
 * One line of the audit log. `key` names the fact that it records: writing the same key twice keeps the first.
 * `details` is JSON: verdicts, approvers, SHA, inputs, whatever explains the action.
 */
export interface AuditEntry {
  key: string;
  at: Instant;
  actor: PersonRef | { system: string };
  action: AuditAction;
  /** What it is about: a deployment id, an environment, a lock. */
  subject: string;
  details: Record<string, unknown>;
}
