import { bindingOf } from '../model/approval.ts';
import type { Environment, Target } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Membership } from '../model/person.ts';
import { blocked } from '../model/verdict.ts';
import { stillApproved } from '../policy/approvals.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { approve } from './approval.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end } from './finish.ts';
import type { Look } from './gather.ts';
import { look } from './gather.ts';
import { leaveLane, takeLane } from './lane.ts';

export interface Admitted {
  environment: Environment;
  target: Target;
}

/**
 * From a request that the gates let in to a held lane: approval, lane, and after every wait the facts and gates anew, under
 * the catalog that is active then. Null when it ended on the way; then the message says why.
 */
export async function passGates(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: { first: Look; ref: ResolvedRef; askedBy: string },
): Promise<Admitted | null> {
  let seen = asked.first;
  for (;;) {
    const approval = await settleApproval(context, ports, deployment, seen);
    if (approval === 'ended') return null;
    const lane = await takeLane(context, ports, deployment);
    if (!lane.taken) {
      await end(context, ports, deployment, 'cancelled');
      return null;
    }
    const time = lane.waited || approval === 'decided';
    if (!time) return { environment: seen.environment, target: seen.target };

    const again = await lookAgain(context, ports, deployment, asked);
    if (!again || blocked(again.verdicts)) {
      await refuseLate(context, ports, deployment, again);
      return null;
    }
    deployment.verdicts = again.verdicts;
    deployment.catalogHash = again.catalogHash;
    seen = again;
    if ((await unapproved(context, ports, deployment, seen)) === null) {
      return { environment: seen.environment, target: seen.target };
    }
    // The rule, a membership or the approval's age changed meanwhile: the question is put again, and asking holds no lane.
    await leaveLane(context, ports, deployment);
  }
}

/** Asks where an approval is needed and the one we have does not count. */
async function settleApproval(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
): Promise<'not-needed' | 'decided' | 'ended'> {
  const rule = seen.environment.approvals;
  if (!rule) return 'not-needed';
  const why = await unapproved(context, ports, deployment, seen);
  if (why === null) return 'decided';
  deployment.note = why === '' ? null : `Asked again: ${why}`;
  const { decision } = await approve(context, ports, deployment, rule, seen.roles);
  if (decision === 'approved') {
    deployment.note = null;
    return 'decided';
  }
  await end(
    context,
    ports,
    deployment,
    decision === 'withdrawn' ? 'cancelled' : decision === 'expired' ? 'expired' : 'rejected',
  );
  return 'ended';
}

async function refuseLate(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  again: Look | null,
): Promise<void> {
  const blocks = again?.verdicts.filter(({ outcome }) => outcome === 'block') ?? [];
  if (again) deployment.verdicts = again.verdicts;
  deployment.note = again
    ? `Refused when it was about to start. ${blocks.map(({ says }) => says).join(' ')}`
    : 'The catalog no longer has this service or environment.';
  await record(context, ports, deployment, 'deployment.refused', { system: 'quarterdeck' }, { verdicts: blocks });
  await end(context, ports, deployment, 'refused');
}

/** Null when the approval that we have still counts; else why it does not ('' when none was asked yet). */
async function unapproved(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
): Promise<string | null> {
  const rule = seen.environment.approvals;
  const approval = deployment.approval;
  if (!rule) return null;
  if (!approval) return '';
  const memberships = await context.step('approvers again', async () => {
    const votes = approval.votes.filter(({ choice }) => choice === 'approve');
    const fresh: Record<string, Membership> = {};
    for (const { person } of votes) {
      fresh[person.slackId] = await ports.people.membership(person.slackId, seen.roles, { fresh: true });
    }
    return fresh;
  });
  const verdict = stillApproved(approval, {
    rule,
    binding: bindingOf(deployment),
    memberships,
    now: await context.now(),
  });
  return verdict.counts ? null : verdict.why;
}

async function lookAgain(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: { ref: ResolvedRef; askedBy: string },
): Promise<Look | null> {
  return context.step('look again', () =>
    look(ports, {
      deploymentId: deployment.id,
      askedBy: asked.askedBy,
      environment: deployment.environment,
      target: deployment.target,
      ref: deployment.ref.name,
      fixed: asked.ref,
    }),
  );
}
