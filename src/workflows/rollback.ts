import type { Deployment } from '../model/deployment.ts';
import { anchorOf, deploymentIdFor } from '../model/deployment.ts';
import { second } from '../model/time.ts';
import { stateAfter } from '../policy/rollback-words.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { attempted } from './attempted.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { announce, conclude, orEndVisibly } from './ending.ts';
import { failureDetails, githubDeployment, githubStatus } from './finish.ts';
import type { LeftBehind } from './left-behind.ts';
import { unpin } from './pin.ts';
import { leaveInOrder } from './rollback-after.ts';
import { type Begun, begin } from './rollback-begin.ts';
import { byCluster } from './rollback-by-cluster.ts';
import type { Outcome } from './rollback-by-workflow.ts';
import { byWorkflow } from './rollback-by-workflow.ts';
import { scaleDownColours } from './rollback-colours.ts';
import { causeOf } from './rollback-foresight.ts';
import { offerDatabase, tellStory } from './rollback-incident.ts';
import { takeOver } from './rollback-lane.ts';
import type { RollbackRequest } from './rollback-message.ts';
import { rollbackWorkflow, rollbackWorkflowId } from './rollback-message.ts';
import { refuseRollback, tellPlan } from './rollback-refusal.ts';
import { beginsToRollBack, cameBack, watchWhatCameBack } from './rollback-watch.ts';
import { cancelledBy, tellRequester } from './tell.ts';

/** So long a silence wants a word. */
const slow = 4 * second;

/**
 * An environment goes back to an earlier version: a deployment of its own that passes what a deploy has to wait for. Read it from top to
 * bottom: this is the order of things.
 */
export function rollback(ports: DeployPorts) {
  return async (context: WorkflowContext<DeployMessage>, request: RollbackRequest): Promise<void> => {
    const begun = await context.step('begin', () =>
      ports.whenSlow(
        () => begin(ports, context.id, request),
        slow,
        () => sayThatItIsKept(context, ports, request),
      ),
    );
    if (begun.kind === 'refused') return refuseRollback(context, ports, request, begun);
    if (begun.kind === 'plan') return tellPlan(context, ports, request, begun);
    if (begun.kind === 'parts') {
      for (const { services, to } of begun.parts) {
        const cause = causeOf(request, { to });
        const part = { ...request, id: deploymentIdFor(cause), target: services.join(','), to };
        await context.start(rollbackWorkflow, rollbackWorkflowId(cause), part satisfies RollbackRequest);
      }
      return;
    }
    const { deployment } = begun;
    await record(context, ports, deployment, 'rollback.requested', actorOf(deployment), {
      environment: deployment.environment,
      services: deployment.services,
      from: deployment.rollback?.bad ?? null,
      to: { ref: deployment.ref.name, sha: deployment.sha },
      of: deployment.rollback?.of ?? null,
      reason: deployment.reason,
      passes: deployment.verdicts.map(({ says }) => says),
      catalog: deployment.catalogHash,
    });
    await show(context, ports, deployment, 'requested');
    const { origin } = request;
    if (origin) {
      const notice = { kind: 'started' as const, deployment, anchor: anchorOf(deployment.id) };
      await tellRequester(context, ports, { requester: deployment.requester, origin }, 'started', notice);
    }
    await orEndVisibly(context, ports, deployment, () => drive(context, ports, begun));
  };
}

/** Slack is asked for the roles, and GitHub only for a version that nobody knows here: whoever waits for that hears so. */
async function sayThatItIsKept(
  { id }: Pick<WorkflowContext<DeployMessage>, 'id'>,
  ports: DeployPorts,
  { by, origin }: RollbackRequest,
): Promise<void> {
  if (by === 'quarterdeck' || !origin) return;
  await ports.chat.whisper({
    key: `${id}:slow`,
    person: by.slackId,
    channel: origin.channel,
    responseUrl: origin.responseUrl,
    notice: {
      kind: 'text',
      tone: 'info',
      title: 'Your request is kept',
      lines: ['Slack or GitHub does not answer quickly just now. It goes on by itself as soon as they do.'],
    },
  });
}

async function drive(context: WorkflowContext<DeployMessage>, ports: DeployPorts, begun: Begun): Promise<void> {
  const { deployment, look, taken } = begun;
  const { repository } = look.target.pipeline;
  const stopped = await takeOver(context, ports, deployment, taken);
  if (!stopped) await beginsToRollBack(context, ports, deployment, look.environment);
  const outcome: Outcome = stopped
    ? { kind: 'cancelled', by: stopped, touched: false }
    : await (look.rule.by === 'cluster' ? byCluster : byWorkflow)(context, ports, deployment, look);
  const left: LeftBehind =
    outcome.kind === 'serves'
      ? await leaveInOrder(context, ports, deployment, look)
      : { quarantined: null, lock: null };
  if (outcome.kind === 'serves') await scaleDownColours(context, ports, deployment, look);
  await over(context, ports, begun, outcome);
  await tellStory(context, ports, deployment, left);
  if (outcome.kind === 'serves') await offerDatabase(context, ports, deployment, look);
  await unpin(context, ports, deployment, repository);
  if (outcome.kind === 'serves') await cameBack(context, ports, deployment, look.environment);
}

/** How it ended, where people see it: in which state things are, and what to do. */
async function over(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { deployment, look }: Begun,
  outcome: Outcome,
): Promise<void> {
  const { repository } = look.target.pipeline;
  const { run } = deployment;
  if (outcome.kind === 'serves') {
    deployment.note = null;
    await watchWhatCameBack(context, ports, deployment, look.environment);
    await conclude(context, ports, deployment, 'succeeded');
  } else if (outcome.kind === 'failed') {
    deployment.note = `${outcome.why} ${stateAfter(deployment, outcome.touched)}`;
    await conclude(context, ports, deployment, 'failed');
    if (run) await failureDetails(context, ports, deployment, repository, run);
  } else {
    const { by, touched } = outcome;
    if (by) {
      const details = { reason: by.reason ?? null };
      await record(context, ports, deployment, 'deployment.cancel-requested', by.by, details, by.id);
    }
    const who = by ? cancelledBy(by) : (deployment.note ?? 'The run was cancelled on GitHub.');
    deployment.note = `${who} ${stateAfter(deployment, touched)}`;
    await conclude(context, ports, deployment, 'cancelled');
  }
  await announce(context, ports, deployment);
  if (look.environment.githubDeployments === 'bot' && run) {
    await attempted(context, ports, deployment, 'deployment on GitHub', 'GitHub could not be told of it', () =>
      ports.runs.recordDeployment(githubDeployment(deployment, repository)),
    );
    await githubStatus(context, ports, deployment, repository, run);
  }
}

/** By a rule nobody did it. */
function actorOf({ rollback, requester }: Deployment) {
  return rollback?.by === 'quarterdeck' ? { system: 'quarterdeck' } : requester;
}
