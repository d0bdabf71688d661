import type { Approval } from '../model/approval.ts';
import { bindingOf } from '../model/approval.ts';
import type { ApprovalRule, Catalog } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Happening } from './audit.ts';
import { showApproval } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Asked, Look } from './gather.ts';
import { nudge, nudgeTime } from './nudge.ts';
import { answerLate, cancelledBy, reply } from './tell.ts';
import type { Vote } from './vote.ts';
import { vote } from './vote.ts';

export interface Settled {
  approval: Approval;
  /** What was seen when the deciding vote was weighed; null when nothing was looked at. */
  seen: Look | null;
  /** One step: the decision is audited, and read wherever the question was. */
  announce: () => Promise<void>;
}

/**
 * Puts the question to the approvers and waits for the decision. The deployment's own message is the card. Ends with the
 * approval decided: approved, rejected (one veto suffices), expired or withdrawn; the caller announces it, together with what
 * comes next.
 */
export async function approve(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  rule: ApprovalRule,
  roles: Catalog['roles'],
  asked: Asked,
): Promise<Settled> {
  const requestedAt = await context.now();
  const approval: Approval = {
    round: (deployment.approval?.round ?? 0) + 1,
    rule,
    binding: bindingOf(deployment),
    requestedAt,
    expiresAt: expiry(deployment, rule, requestedAt),
    votes: [],
    decision: 'pending',
    decidedAt: null,
  };
  const { round, binding } = approval;
  deployment.approval = approval;
  deployment.state = 'awaiting-approval';
  deployment.stateSince = requestedAt;
  await showApproval(context, ports, deployment, 'approval asked', [
    { action: 'approval.requested', actor: quarterdeck, details: { rule, binding, round }, which: round },
  ]);

  let seen: Look | null = null;
  let nudgeAt: Instant | null = nudgeTime(approval);
  const happened: Happening[] = [];
  while (approval.decision === 'pending') {
    const until = nudgeAt ?? approval.expiresAt;
    const lookAt = asked.onGitHub && asked.onGitHub.lookAt < until ? asked.onGitHub.lookAt : null;
    const message = await context.receive(lookAt ?? until);
    if (asked.onGitHub && (message?.kind === 'run' || (message === null && lookAt !== null))) {
      const news = await asked.onGitHub.take(message === null ? null : message.update, round);
      for (const each of news.votes) {
        const cast = await vote(context, ports, deployment, approval, each, roles, asked);
        if (!cast.counts) {
          // They are on GitHub's page and may never read what is told to them here; everybody else waits for them.
          deployment.note = `The approval of ${each.by.name} on GitHub does not count here: ${cast.why}`;
          news.shows = true;
          continue;
        }
        seen = cast.seen;
        happened.push(cast.voted);
        if (approval.decision !== 'pending') break;
      }
      if (news.over && approval.decision === 'pending') {
        approval.decision = news.over.decision;
        approval.decidedAt = await context.now();
        deployment.note = news.over.note;
      }
      if (approval.decision === 'pending' && news.shows) {
        await showApproval(context, ports, deployment, 'news of GitHub', happened.splice(0));
      }
    } else if (message === null && nudgeAt !== null) {
      nudgeAt = null;
      await nudge(context, ports, deployment, roles);
    } else if (message === null) {
      approval.decision = 'expired';
      approval.decidedAt = await context.now();
      deployment.note = 'Nobody decided in time.';
    } else if (message.kind === 'cancel') {
      approval.decision = 'withdrawn';
      approval.decidedAt = await context.now();
      const { by, id, reason = null } = message;
      deployment.note = cancelledBy(message);
      happened.push({ action: 'deployment.cancel-requested', actor: by, details: { reason }, which: id });
    } else if (message.kind === 'vote' && message.round === round) {
      const cast = await vote(context, ports, deployment, approval, message, roles, asked);
      if (!cast.counts) continue;
      seen = cast.seen;
      if (cast.ticked) await tellTicked(context, ports, deployment, message);
      if (approval.decision === 'pending') await showApproval(context, ports, deployment, 'vote counted', [cast.voted]);
      else happened.push(cast.voted);
    } else {
      await answerLate(context, ports, deployment, message);
    }
  }
  const { decision, votes } = approval;
  happened.push({ action: 'approval.decided', actor: quarterdeck, details: { decision, votes }, which: round });
  // Buttons go at once and everywhere; where the deployment goes from here is for its own message.
  deployment.state = afterDecision[decision];
  deployment.stateSince = approval.decidedAt ?? requestedAt;
  const announce = () => showApproval(context, ports, deployment, `approval ${decision}`, happened);
  return { approval, seen, announce };
}

/** What is for tomorrow may be approved until then; a change, whose time is part of what is approved, not any later. */
function expiry({ change, scheduledFor }: Deployment, { expiresAfter }: ApprovalRule, requestedAt: Instant): Instant {
  const toCome = scheduledFor !== null && scheduledFor > requestedAt;
  if (change !== undefined && toCome) return scheduledFor;
  return Math.max(requestedAt + expiresAfter, scheduledFor ?? 0);
}

const quarterdeck = { system: 'quarterdeck' };

const afterDecision = {
  approved: 'requested',
  pending: 'awaiting-approval',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'cancelled',
} as const;

/** Everybody in the thread reads what was ticked, and by whom. */
async function tellTicked(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { id, by, ticked }: Vote,
): Promise<void> {
  await reply(context, ports, deployment, `ticked:${id}`, {
    kind: 'text',
    tone: 'success',
    title: `${by.name} ticked the checklist`,
    lines: ticked ?? [],
  });
}
