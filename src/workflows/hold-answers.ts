import type { Deployment } from '../model/deployment.ts';
import { anchorOf } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { EnvironmentReview, GitHubHold, HoldAnswer } from '../model/github-environment.ts';
import type { Repository } from '../model/repository.ts';
import { refusalComment, ruleComment } from '../policy/rule-comment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { ProtectionAnswer } from '../ports/protection.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply } from './tell.ts';

type Answered = ProtectionAnswer | { kind: 'unreachable'; why: string };

/**
 * Answers our rule once: audited, and noted in the deployment; an answer of before a crash counts as given. What GitHub does not take is said
 * in the thread. `why` is null where the run may enter.
 */
export async function answerRule(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  given: {
    repository: Repository;
    runId: number;
    environment: string;
    decision: 'approved' | 'rejected';
    why: string | null;
    which: string;
  },
): Promise<Answered> {
  const { repository, runId, environment, decision, why, which } = given;
  const { answer, comment } = await context.effect('answer the rule', async () => {
    const first = await ports.deployments.claimAttempt(`rule:${deployment.id}:${which}`);
    const link = await ports.chat.permalink(anchorOf(deployment.id));
    const comment = why === null ? ruleComment(deployment, link) : refusalComment(deployment, why, link);
    const answer = await reached(() =>
      ports.protection.answerRule({ repository, runId, environment, decision, comment }),
    );
    // Asked before the process died: GitHub waits no longer because it was answered.
    const given = !first && answer.kind === 'not-waiting' ? { kind: 'taken' as const } : answer;
    return { answer: given, comment };
  });
  if (answer.kind === 'taken') {
    noteAnswer(deployment, { environment, decision, how: 'rule', by: 'Quarterdeck', comment });
    const details = { runId, environment, decision, comment };
    await record(context, ports, deployment, 'environment.rule-answered', { system: 'quarterdeck' }, details, which);
  } else if (answer.kind !== 'not-waiting') {
    const again = answer.kind === 'unreachable' ? ' It is tried again.' : ' Somebody can let it in on GitHub.';
    await reply(context, ports, deployment, `not answered: ${which}:${answer.kind}`, {
      kind: 'text',
      tone: 'warning',
      title: `GitHub could not be told that the run ${decision === 'approved' ? 'may enter' : 'may not enter'} ${environment}`,
      lines: [`${answer.why}${again}`],
    });
  }
  return answer;
}

function noteAnswer(deployment: Deployment, answer: HoldAnswer): void {
  const hold: GitHubHold = deployment.hold ?? { waiting: [], answers: [], reviews: [], turnedAway: null };
  hold.answers.push(answer);
  // Where nobody else is asked, nothing waits there any more; GitHub takes a moment to say so.
  hold.waiting = hold.waiting.filter(
    ({ name, reviewers }) => name.toLowerCase() !== answer.environment.toLowerCase() || reviewers.length > 0,
  );
  if (answer.decision === 'rejected') hold.turnedAway = answer;
  deployment.hold = hold;
}

/**
 * Reviews for GitHub in the name of the first of those who approved whom it takes for a reviewer, with their own token. Audited. The
 * token is in no step's result.
 */
export async function reviewInName(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  given: { repository: Repository; runId: number; environment: { id: number; name: string }; which: string },
): Promise<'taken' | 'nobody' | 'unreachable'> {
  const { repository, runId, environment, which } = given;
  const { approval } = deployment;
  const voters = approval?.decision === 'approved' ? approval.votes.filter(({ choice }) => choice === 'approve') : [];
  const outcome = await context.effect('review in a name', async () => {
    const first = await ports.deployments.claimAttempt(`review:${deployment.id}:${which}`);
    const comment = ruleComment(deployment, await ports.chat.permalink(anchorOf(deployment.id)));
    for (const { person } of voters) {
      const answer = await reached(async () => {
        const token = await ports.accounts.tokenOf(person.slackId);
        if (token === null) return { kind: 'refused', why: 'no token is kept' };
        const decision = 'approved' as const;
        return ports.protection.review({ repository, runId, environmentId: environment.id, decision, comment, token });
      });
      if (answer.kind === 'taken') return { kind: 'taken' as const, person };
      if (answer.kind === 'unreachable') return { kind: 'unreachable' as const };
      if (answer.kind === 'signed-out') await ports.accounts.forgetToken(person.slackId);
    }
    const before = first ? null : await reviewedBefore(ports, deployment, repository, runId);
    return before ? { kind: 'taken' as const, person: before } : { kind: 'nobody' as const };
  });
  if (outcome.kind !== 'taken') return outcome.kind;
  const { name: by } = outcome.person;
  const details = { runId, environment: environment.name, decision: 'approved', by };
  await record(context, ports, deployment, 'environment.reviewed', { system: 'quarterdeck' }, details, which);
  return 'taken';
}

/** The process died between asking GitHub and writing it down: in whose name it was asked then. */
async function reviewedBefore(ports: DeployPorts, deployment: Deployment, repository: Repository, runId: number) {
  const reviews = await ports.protection.reviews(repository, runId);
  const ours = reviews.findLast((review) => isOurs(deployment, review));
  const votes = deployment.approval?.votes ?? [];
  return votes.find(({ person }) => sameLogin(person.githubLogin, ours?.by))?.person ?? null;
}

function sameLogin(one: string | null | undefined, other: string | null | undefined): boolean {
  return one != null && other != null && one.toLowerCase() === other.toLowerCase();
}

/** A review that we made in the name of somebody who approved: it names the deployment, as nobody does by hand. */
export function isOurs({ id, approval }: Deployment, { by, comment }: EnvironmentReview): boolean {
  const known = approval?.votes.some(({ person }) => sameLogin(person.githubLogin, by)) ?? false;
  return known && comment.includes(id);
}

async function reached(ask: () => Promise<ProtectionAnswer>): Promise<Answered> {
  try {
    return await ask();
  } catch (error) {
    if (ofOutside(error)) return { kind: 'unreachable', why: error.message };
    throw error;
  }
}

export function turnedAwayNote({ environment, by, comment }: HoldAnswer): string {
  return `Turned away from ${environment} on GitHub by ${by}${comment === '' ? '' : `: ${comment}`}`;
}
