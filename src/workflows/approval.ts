import type { Approval } from '../model/approval.ts';
import { bindingOf } from '../model/approval.ts';
import type { ApprovalRule, Catalog } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import { countVote, decide } from '../policy/approvals.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { showApproval } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { answerLate, tell } from './tell.ts';

type Vote = Extract<DeployMessage, { kind: 'vote' }>;

/**
 * Puts the question to the approvers and waits for the decision. The deployment's own message is the card. Ends with the
 * approval decided: approved, rejected (one veto suffices), expired or withdrawn.
 */
export async function approve(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  rule: ApprovalRule,
  roles: Catalog['roles'],
): Promise<Approval> {
  const requestedAt = await context.now();
  const approval: Approval = {
    round: (deployment.approval?.round ?? 0) + 1,
    rule,
    binding: bindingOf(deployment),
    requestedAt,
    expiresAt: requestedAt + rule.expiresAfter,
    votes: [],
    decision: 'pending',
    decidedAt: null,
  };
  deployment.approval = approval;
  deployment.state = 'awaiting-approval';
  deployment.stateSince = requestedAt;
  await record(
    context,
    ports,
    deployment,
    'approval.requested',
    { system: 'quarterdeck' },
    { rule, binding: approval.binding, round: approval.round },
    approval.round,
  );
  await showApproval(context, ports, deployment, 'approval asked');

  while (approval.decision === 'pending') {
    const message = await context.receive(approval.expiresAt);
    const now = await context.now();
    if (message === null) {
      approval.decision = 'expired';
      approval.decidedAt = now;
      deployment.note = 'Nobody decided in time.';
    } else if (message.kind === 'cancel') {
      approval.decision = 'withdrawn';
      approval.decidedAt = now;
      deployment.note = `Cancelled by ${message.by.name}.`;
      await record(context, ports, deployment, 'deployment.cancel-requested', message.by, {}, message.id);
    } else if (message.kind === 'vote' && message.round === approval.round) {
      await vote(context, ports, deployment, approval, message, roles, now);
    } else {
      await answerLate(context, ports, deployment, message);
    }
  }
  await record(
    context,
    ports,
    deployment,
    'approval.decided',
    { system: 'quarterdeck' },
    { decision: approval.decision, votes: approval.votes },
    approval.round,
  );
  // Buttons go at once and everywhere; where the deployment goes from here is for its own message.
  deployment.state = afterDecision[approval.decision];
  deployment.stateSince = approval.decidedAt ?? requestedAt;
  await showApproval(context, ports, deployment, `approval ${approval.decision}`);
  return approval;
}

const afterDecision = {
  approved: 'requested',
  pending: 'awaiting-approval',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'cancelled',
} as const;

async function vote(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  approval: Approval,
  message: Vote,
  roles: Catalog['roles'],
  now: number,
): Promise<void> {
  const membership = await context.step('who votes', () =>
    ports.people.membership(message.by.slackId, roles, { fresh: true }),
  );
  const counted = countVote(approval, {
    deployment,
    membership,
    choice: message.choice,
    reason: message.reason,
    now,
  });
  if (!counted.counts) {
    await record(
      context,
      ports,
      deployment,
      'approval.vote-refused',
      message.by,
      { choice: message.choice, why: counted.why },
      message.id,
    );
    await tell(context, ports, message, {
      kind: 'text',
      tone: 'error',
      title: message.choice === 'approve' ? 'Your approval does not count' : 'Your rejection does not count',
      lines: [counted.why, ...(counted.who.length > 0 ? [`Who can: ${counted.who.join(', ')}.`] : [])],
    });
    return;
  }
  approval.votes.push(counted.vote);
  await record(context, ports, deployment, 'approval.voted', message.by, { vote: counted.vote }, message.id);
  approval.decision = decide(approval, now);
  if (approval.decision !== 'pending') approval.decidedAt = now;
  if (approval.decision === 'rejected')
    deployment.note = `Rejected by ${message.by.name}: ${message.reason ?? 'no reason given'}`;
  if (approval.decision === 'pending') await showApproval(context, ports, deployment, 'vote counted');
}
