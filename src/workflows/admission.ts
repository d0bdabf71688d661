import { bindingOf } from '../model/approval.ts';
import type { Environment, Target } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import { fullName } from '../model/repository.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked } from '../model/verdict.ts';
import { askers, stillApproved } from '../policy/approvals.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Settled } from './approval.ts';
import { approve } from './approval.ts';
import { record } from './audit.ts';
import { pendingChecks, untilChecked } from './await-checks.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end } from './ending.ts';
import type { Asked, Look } from './gather.ts';
import { leaveLane, takeLane } from './lane.ts';
import { inDoubt, lookAgain, tellsOfApprovers } from './look-again.ts';
import { refuseLate } from './refusal.ts';
import { untilItsTime } from './schedule.ts';

export interface Admitted {
  environment: Environment;
  target: Target;
  /** What was seen in this very moment; null when nothing had to be looked at again. */
  seen: Look | null;
  /** Time has passed in which somebody may have cancelled. */
  waited: boolean;
}

/**
 * From a request that the gates let in to a held lane: approval, lane, and after every wait the facts and gates anew, under
 * the catalog that is active then. With `anew` they are looked at in any case. Null when it ended on the way; then the message
 * says why.
 */
export async function passGates(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  anew: boolean,
): Promise<Admitted | null> {
  let seen = asked.first;
  for (;;) {
    // Checks that run when something is asked for later have ended by then, or are waited for then.
    const later = seen === asked.first && (deployment.scheduledFor ?? 0) >= seen.facts.now;
    const checked = later ? notWaited : await untilChecked(context, ports, deployment, asked, seen);
    if (checked.tooLate) {
      const late = { ...seen, verdicts: tooLate(seen.verdicts, checked.tooLate) };
      await refuseLate(context, ports, deployment, asked, late);
      return null;
    }
    if (checked.cancelled) {
      await endCancelled(context, ports, deployment, checked.cancelled);
      return null;
    }
    const approval = await settleApproval(context, ports, deployment, asked, seen);
    if (approval.state === 'ended') return null;
    const scheduled = (deployment.scheduledFor ?? null) !== null;
    if (scheduled) await approval.announce?.();
    const wait = await untilItsTime(context, ports, deployment);
    const lane = wait.cancelled
      ? { taken: false, waited: true, cancelled: wait.cancelled }
      : await takeLane(context, ports, deployment, scheduled ? null : approval.announce);
    if (!lane.taken) {
      await endCancelled(context, ports, deployment, lane.cancelled);
      return null;
    }
    // Whatever was seen when it was scheduled, it is looked at again when it starts.
    const waited = lane.waited || scheduled || checked.waited;
    if (!anew && !waited && approval.state === 'not-needed')
      return { environment: seen.environment, target: seen.target, seen: null, waited: true };

    // The deciding vote was weighed with all of it; that counts as long as nothing had to be waited for since.
    const justSeen = waited ? null : approval.seen;
    const looked =
      justSeen && !inDoubt(justSeen, deployment.approval)
        ? { seen: justSeen, cancelled: null }
        : await lookAgain(context, ports, deployment, asked);
    if (looked.cancelled) {
      await endCancelled(context, ports, deployment, looked.cancelled);
      return null;
    }
    const again = looked.seen;
    if (!again || blocked(again.verdicts) || !sameThing(deployment, again)) {
      await refuseLate(context, ports, deployment, asked, again);
      return null;
    }
    deployment.verdicts = again.verdicts;
    deployment.catalogHash = again.catalogHash;
    seen = again;
    // A check that was started again meanwhile is waited for like any other.
    if (unapproved(deployment, seen) === null && !pendingChecks(seen.verdicts)) {
      return { environment: seen.environment, target: seen.target, seen, waited: seen !== justSeen };
    }
    // The rule, a membership or the approval's age changed meanwhile: the question is put again, and asking holds no lane.
    await leaveLane(context, ports, deployment);
  }
}

const notWaited = { waited: false, tooLate: null, cancelled: null };

export async function endCancelled(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  by: Extract<DeployMessage, { kind: 'cancel' }> | null,
): Promise<void> {
  if (by)
    await record(
      context,
      ports,
      deployment,
      'deployment.cancel-requested',
      by.by,
      { reason: by.reason ?? null },
      by.id,
    );
  await end(context, ports, deployment, 'cancelled');
}

/** What was only waited for blocks when its time is over. */
function tooLate(verdicts: readonly Verdict[], pending: Verdict): Verdict[] {
  const unblock = 'Ask again when the checks have ended.';
  return verdicts.map((each) => (each.gate === pending.gate ? { ...pending, outcome: 'block', unblock } : each));
}

interface ApprovalState {
  state: 'not-needed' | 'decided' | 'ended';
  /** As in `Settled`; null when nobody was asked just now. */
  seen: Look | null;
  announce: Settled['announce'] | null;
}

/** Asks where an approval is needed and the one we have does not count. */
async function settleApproval(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  seen: Look,
): Promise<ApprovalState> {
  const rule = seen.environment.approvals;
  if (!rule) return { state: 'not-needed', seen: null, announce: null };
  const first = seen === asked.first;
  const anew = first && !tellsOfApprovers(deployment, seen);
  const looked = anew ? await lookAgain(context, ports, deployment, asked) : { seen, cancelled: null };
  if (looked.cancelled) {
    await endCancelled(context, ports, deployment, looked.cancelled);
    return { state: 'ended', seen: null, announce: null };
  }
  const sure = looked.seen;
  // What the catalog no longer has is refused when the lane is held.
  const why = sure ? unapproved(deployment, sure) : null;
  if (why === null) return { state: 'decided', seen: first ? null : sure, announce: null };
  deployment.note = why === '' ? null : `Asked again: ${why}`;
  const settled = await approve(context, ports, deployment, rule, seen.roles, asked);
  const { decision } = settled.approval;
  if (decision === 'approved') {
    deployment.note = null;
    return { state: 'decided', seen: settled.seen, announce: settled.announce };
  }
  await settled.announce();
  const state = decision === 'withdrawn' ? 'cancelled' : decision === 'expired' ? 'expired' : 'rejected';
  await end(context, ports, deployment, state);
  return { state: 'ended', seen: null, announce: null };
}

/** What was asked for and approved is of one repository, workflow and set of services; another catalog may mean others. */
function sameThing(deployment: Deployment, { environment, target }: Look): boolean {
  return (
    fullName(target.pipeline.repository) === deployment.repository &&
    environment.workflow === deployment.workflow &&
    [...target.services].sort().join() === [...deployment.services].sort().join()
  );
}

/** Null when the approval that we have still counts; else why it does not ('' when none was asked yet). */
export function unapproved(deployment: Deployment, seen: Look): string | null {
  const rule = seen.environment.approvals;
  const approval = deployment.approval;
  if (!rule) return null;
  if (!approval) return '';
  const verdict = stillApproved(approval, {
    rule,
    binding: bindingOf(deployment),
    memberships: seen.voters,
    askers: askers(deployment),
    scheduledFor: deployment.scheduledFor,
    now: seen.facts.now,
  });
  return verdict.counts ? null : verdict.why;
}
