import type { ChangePlan } from './change-plan.ts';
import type { Deployment, DeploymentState } from './deployment.ts';
import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

export const changeStates = [
  'requested',
  'awaiting-approval',
  'scheduled',
  'implementing',
  'validating',
  'validated',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'refused',
] as const;
export type ChangeState = (typeof changeStates)[number];

const closedStates: readonly ChangeState[] = ['validated', 'failed', 'cancelled', 'rejected', 'expired', 'refused'];

/** True when nothing is left to be done for it. A re-run of a deployment that failed opens its change again. */
export function changeClosed(state: ChangeState): boolean {
  return closedStates.includes(state);
}

/** A request for a change, of which a deployment is the implementation. */
export interface ChangeRequest {
  id: string;
  deploymentId: string;
  plan: ChangePlan;
  environment: string;
  /** Service or group. */
  target: string;
  ref: { kind: string; name: string };
  sha: string;
  requester: PersonRef & { slackId: string };
  requestedAt: Instant;
  plannedFor: Instant;
  state: ChangeState;
  stateSince: Instant;
  /** When its approval was complete; null before, and where it needs none. */
  approvedAt: Instant | null;
  closedAt: Instant | null;
  /** What was said of it afterwards; null while nobody has. */
  validation: { by: PersonRef; at: Instant; right: boolean; reason: string | null } | null;
}

/** The change request that a deployment carries out: they bear the same letters. */
export function changeIdFor(deploymentId: string): string {
  return `c-${deploymentId.replace(/^d-/, '')}`;
}

export function deploymentIdOf(changeId: string): string {
  return `d-${changeId.replace(/^c-/, '')}`;
}

const states: Record<DeploymentState, ChangeState | null> = {
  // Whatever it is: being looked at does not move a change.
  requested: null,
  refused: 'refused',
  'awaiting-approval': 'awaiting-approval',
  scheduled: 'scheduled',
  queued: 'implementing',
  dispatching: 'implementing',
  uncertain: 'implementing',
  running: 'implementing',
  cancelling: 'implementing',
  'rolling-out': 'implementing',
  succeeded: 'validating',
  failed: 'failed',
  'rolled-back': 'failed',
  cancelled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
};

/** The change as its deployment leaves it at `now`. What people said of it afterwards stands. */
export function changeFollowing(
  change: ChangeRequest,
  { state: deployed, approval }: Pick<Deployment, 'state' | 'approval'>,
  now: Instant,
): ChangeRequest {
  if (change.validation) return change;
  const state = states[deployed] ?? change.state;
  const approvedAt = approval?.decision === 'approved' ? (change.approvedAt ?? approval.decidedAt) : change.approvedAt;
  if (state === change.state) return { ...change, approvedAt };
  return { ...change, approvedAt, state, stateSince: now, closedAt: changeClosed(state) ? now : null };
}
