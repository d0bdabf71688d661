import type { Approval } from '../model/approval.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Delegation } from '../model/delegation.ts';
import type { Deployment } from '../model/deployment.ts';
import { known } from '../model/facts.ts';
import { sayInstant } from '../model/instant-words.ts';
import { second } from '../model/time.ts';
import { countVote, decide } from '../policy/approvals.ts';
import type { Lent } from '../policy/delegated-vote.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Happening } from './audit.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Asked, Look, Question } from './gather.ts';
import { look, questionAgain } from './gather.ts';
import { tell } from './tell.ts';

export type Vote = Extract<DeployMessage, { kind: 'vote' }>;

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
export async function vote(
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
