import type { Approval } from '../model/approval.ts';
import { bindingOf } from '../model/approval.ts';
import type { ApprovalRule, Catalog } from '../model/catalog.ts';
import type { Delegation } from '../model/delegation.ts';
import type { Deployment } from '../model/deployment.ts';
import { known } from '../model/facts.ts';
import { sayInstant } from '../model/instant-words.ts';
import type { Instant } from '../model/time.ts';
import { second } from '../model/time.ts';
import { countVote, decide } from '../policy/approvals.ts';
import type { Lent } from '../policy/delegated-vote.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Happening } from './audit.ts';
import { record } from './audit.ts';
import { showApproval } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Asked, Look, Question } from './gather.ts';
import { look, questionAgain } from './gather.ts';
import { nudge, nudgeTime } from './nudge.ts';
import { answerLate, cancelledBy, reply, tell } from './tell.ts';

type Vote = Extract<DeployMessage, { kind: 'vote' }>;

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

/** An approval is not held up by a GitHub that does not answer: what was not seen by then is looked at before the dispatch. */
const moment = 2 * second;

/** Null when it takes longer. */
function lookForAMoment(ports: DeployPorts, question: Question): Promise<Look | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  return Promise.race([
    ports.whenSlow(
      () => look(ports, question),
      moment,
      async () => resolve(null),
    ),
    late,
  ]);
}

/**
 * Counts a vote, or says to the voter why it does not count. A vote that may decide is weighed together with everything
 * that has to be looked at again before the dispatch: people who approve do not wait for one after the other.
 */
async function vote(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  approval: Approval,
  message: Vote,
  roles: Catalog['roles'],
  asked: Asked,
): Promise<{ counts: true; voted: Happening; ticked: boolean; seen: Look | null } | { counts: false; why: string }> {
  const { choice, reason, by } = message;
  const approved = approval.votes.flatMap((one) => (one.choice === 'approve' ? [one.person.slackId] : []));
  const mayDecide = choice === 'approve' && new Set([...approved, by.slackId]).size >= approval.rule.required;
  const weighed = await context.step('weigh a vote', async () => {
    const given = await ports.delegations.to(by.slackId, ports.clock.now());
    const voters = [...new Set([...approversOf(approval), by.slackId, ...given.map(({ from }) => from.slackId)])];
    const [membership, lent, seen] = await Promise.all([
      ports.people.membership(by.slackId, roles, { fresh: true }),
      lentBy(ports, given, roles),
      mayDecide ? lookForAMoment(ports, questionAgain(deployment, asked, voters, withVote(approval, message))) : null,
    ]);
    return { membership, lent, seen, now: ports.clock.now() };
  });
  const { membership, seen, now } = weighed;
  // Votes that a release before this one has weighed know of nobody standing in.
  const lent: Lent[] | undefined = weighed.lent;
  const counted = countVote(approval, {
    deployment,
    membership,
    choice,
    reason,
    ...(message.ticked ? { ticked: message.ticked } : {}),
    commits: asked.first.facts.commits ?? known(null),
    lent: lent ?? [],
    now,
  });
  if (!counted.counts) {
    await record(
      context,
      ports,
      deployment,
      'approval.vote-refused',
      by,
      { choice: message.choice, why: counted.why },
      message.id,
    );
    await tell(context, ports, message, {
      kind: 'text',
      tone: 'error',
      title: choice === 'approve' ? 'Your approval does not count' : 'Your rejection does not count',
      lines: [
        counted.why,
        ...(counted.who.length > 0
          ? [`Who can: ${counted.who.join(', ')}.`, `They have until ${sayInstant(approval.expiresAt, 'UTC')}.`]
          : []),
      ],
    });
    return { counts: false, why: counted.why };
  }
  approval.votes.push(counted.vote);
  approval.decision = decide(approval, now);
  if (approval.decision !== 'pending') approval.decidedAt = now;
  if (approval.decision === 'rejected') deployment.note = `Rejected by ${by.name}: ${reason ?? 'no reason given'}`;
  return {
    counts: true,
    voted: { action: 'approval.voted', actor: by, details: { vote: counted.vote }, which: message.id },
    ticked: counted.vote.ticked !== undefined,
    seen,
  };
}

/** As it will be if this vote counts. */
function withVote({ rule, votes }: Approval, { by, choice, reason, ticked }: Vote): Pick<Approval, 'rule' | 'votes'> {
  return { rule, votes: [...votes, { person: by, choice, at: 0, reason, role: '', ...(ticked ? { ticked } : {}) }] };
}

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

/** With what those hold now who have this person stand in for them. */
async function lentBy(ports: DeployPorts, given: readonly Delegation[], roles: Catalog['roles']): Promise<Lent[]> {
  return Promise.all(
    given.map(async (delegation) => {
      const membership = await ports.people.membership(delegation.from.slackId, roles, { fresh: true });
      return { delegation, membership };
    }),
  );
}

/** Slack ids of those who have approved so far, and of those in whose place they did. */
export function approversOf({ votes }: Pick<Approval, 'votes'>): string[] {
  const ids = votes
    .filter(({ choice }) => choice === 'approve')
    .flatMap((vote) => [vote.person.slackId, ...(vote.for ? [vote.for.slackId] : [])]);
  return [...new Set(ids)];
}
