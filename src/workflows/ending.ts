import type { Deployment, DeploymentState } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { sayFault } from '../model/fault.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { OwnershipLost } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import { askWhetherRight } from './change-validation.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { isOver } from './going-out.ts';
import { leaveLane } from './lane.ts';
import { answerLate, reply } from './tell.ts';
import { whomItConcerns } from './whom-it-concerns.ts';

/**
 * The deployment ends in `state`: audited, its lane given back, and only then shown, since what is shown as ended can be asked
 * for again at once. Afterwards nothing of this attempt may touch the lane any more.
 */
export async function end(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  state: DeploymentState,
): Promise<void> {
  await conclude(context, ports, deployment, state);
  await announce(context, ports, deployment);
}

/** `end` without the last words in the thread, for when something is still to be said before them. */
export async function conclude(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  state: DeploymentState,
): Promise<void> {
  const now = await context.now();
  deployment.state = state;
  deployment.stateSince = now;
  deployment.endedAt = now;
  deployment.place = null;
  const attempt = deployment.attempts.at(-1);
  if (attempt && attempt.endedAt === null) attempt.endedAt = now;
  const { sha, services, environment, run, note } = deployment;
  await record(
    context,
    ports,
    deployment,
    'deployment.ended',
    { system: 'quarterdeck' },
    {
      state,
      sha,
      services,
      environment,
      run: run ? { id: run.id, attempt: run.attempt, conclusion: run.conclusion, headSha: run.headSha } : null,
      note,
    },
  );
  await isOver(context, deployment);
  await leaveLane(context, ports, deployment);
  await show(context, ports, deployment, `ended: ${state}`);
}

/** The last words in the thread, and an answer for everybody who pressed a button too late. */
export async function announce(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<void> {
  const now = deployment.endedAt ?? (await context.now());
  await reply(context, ports, deployment, 'ended', async () => {
    const concerned = await whomItConcerns(ports, deployment);
    return { kind: 'ended', deployment, ...concerned, now };
  });
  if (deployment.change !== undefined && deployment.state === 'succeeded') await askWhetherRight(context, deployment);
  for (const message of await context.drain()) await answerLate(context, ports, deployment, message);
}

/**
 * Runs what drives a deployment. Whatever it throws ends the deployment where people see it, gives its lane back and is audited:
 * nobody waits for something that is dead. A run that GitHub has started goes on, and the message says so.
 */
export async function orEndVisibly(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  drive: () => Promise<void>,
): Promise<void> {
  try {
    await drive();
  } catch (error) {
    // What has ended has ended: what went wrong afterwards is for the log and for operations.
    if (error instanceof OwnershipLost || ended(deployment.state)) throw error;
    const goesOn =
      deployment.run && deployment.run.status !== 'completed' ? ' Its run on GitHub goes on by itself.' : '';
    deployment.note = `Quarterdeck could not go on: ${sayFault(error)}${goesOn}${inTheCluster(deployment)}`;
    await record(
      context,
      ports,
      deployment,
      'deployment.fault',
      { system: 'quarterdeck' },
      {
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      },
    );
    await end(context, ports, deployment, 'failed');
  }
}

/** How far a rollout had come: nobody moves it from there. */
function inTheCluster({ state, rollout }: Deployment): string {
  if (state !== 'rolling-out' || !rollout || rollout.strategy === 'by-run') return '';
  const [which = []] = [rollout.waves[rollout.wave]];
  return ` In the cluster ${rollout.weight} % of the traffic of ${which.join(', ')} goes to the new version, and stays so until somebody moves it.`;
}
