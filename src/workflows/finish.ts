import type { Environment } from '../model/catalog.ts';
import { shortSha } from '../model/commit.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { currentJob, currentStep } from '../model/run.ts';
import type { Running } from '../model/running.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { attempted } from './attempted.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { announce, conclude } from './ending.ts';
import { turnedAwayNote } from './hold-answers.ts';
import { takeLane } from './lane.ts';
import type { LeftBehind } from './left-behind.ts';
import { itIsWellAgain } from './page.ts';
import { tellTakenBack } from './rollback-incident.ts';
import { rollbackIdOf, rollbackWorkflow } from './rollback-message.ts';
import { type RolledOut, rollOutInPhases } from './rollout.ts';
import { reply } from './tell.ts';
import { beginWatch, lookOn } from './watch-message.ts';

const excerptLines = 25;

/** The run has ended: what it means, who is told, what runs now. */
export async function finishRun(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  repository: Repository,
  run: Run,
): Promise<void> {
  deployment.run = run;
  const turnedAway = deployment.hold?.turnedAway ?? null;
  const ofAnother = deployment.headMustMatch && run.headSha !== deployment.sha;
  // Where it is rolled out afterwards, that is what makes it run.
  const rollsOut = run.conclusion === 'success' && !ofAnother && environment.delivery;
  let bringBack: RolledOut['bringBack'] = null;
  let left: LeftBehind | null = null;
  if (run.conclusion === 'success' && !rollsOut) {
    await recordRunning(context, ports, deployment, environment, run, { asAsked: !ofAnother });
  }
  if (ofAnother) {
    const what = `the run was of ${shortSha(run.headSha)}, not of ${shortSha(deployment.sha)} as it was asked for and approved`;
    deployment.note =
      run.conclusion === 'success'
        ? `It ended before it could be cancelled, and is live: ${what}. Deploy what should run.`
        : `It was cancelled: ${what}.`;
    await conclude(context, ports, deployment, 'failed');
  } else if (rollsOut) {
    // A run that moves the version itself has put it live, however that turns out.
    const live = rollsOut.strategy.on === 'run';
    if (live) await recordRunning(context, ports, deployment, environment, run, { verified: false });
    const ended = await afterItsRun(context, ports, deployment, environment, rollsOut);
    const { state } = ended;
    bringBack = ended.bringBack;
    left = ended.left;
    const serving = deployment.rollout?.services.filter((each) => each.state === 'serving') ?? [];
    const services = serving.map(({ service }) => service);
    if (services.length > 0) {
      await recordRunning(context, ports, deployment, environment, run, { services, verified: state === 'succeeded' });
    }
    if (state === 'succeeded') await beginWatch(context, deployment, environment);
    await conclude(context, ports, deployment, state);
  } else if (run.conclusion === 'success') {
    deployment.note = null;
    await beginWatch(context, deployment, environment);
    await conclude(context, ports, deployment, 'succeeded');
  } else if (run.conclusion !== 'cancelled' && turnedAway && turnedAway.how !== 'rule') {
    deployment.note = turnedAwayNote(turnedAway);
    await conclude(context, ports, deployment, 'rejected');
  } else if (run.conclusion === 'cancelled' || turnedAway) {
    deployment.note ??= 'The run was cancelled on GitHub.';
    await conclude(context, ports, deployment, 'cancelled');
  } else {
    deployment.note = failureNote(run);
    await conclude(context, ports, deployment, 'failed');
    await failureDetails(context, ports, deployment, repository, run);
  }
  await announce(context, ports, deployment);
  if (left) await tellTakenBack(context, ports, deployment, left);
  if (environment.githubDeployments === 'bot') await githubStatus(context, ports, deployment, repository, run);
  await lookOn(context, deployment);
  if (bringBack !== null) {
    await context.start(rollbackWorkflow, rollbackIdOf(bringBack.id), bringBack);
  }
  // Where nothing more is looked at, this is as well as it gets.
  const well = deployment.state === 'succeeded' && !environment.watch;
  if (well) await itIsWellAgain({ context, ports, deployment, environment });
}

/** Its lane is held until what the run made has reached its users. A run of others may have gone beside somebody: then it is waited for. */
async function afterItsRun(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  delivery: Delivery,
): Promise<RolledOut> {
  deployment.note = null;
  if (deployment.startedElsewhere?.beside.length && delivery.strategy.on === 'kubernetes') {
    const lane = await takeLane(context, ports, deployment);
    if (!lane.taken) {
      deployment.note = `${deployment.note ?? 'It was cancelled.'} Its run has succeeded; nothing was rolled out.`;
      return { state: 'cancelled', bringBack: null, left: null };
    }
    deployment.startedElsewhere.beside = [];
  }
  return rollOutInPhases(context, ports, deployment, environment, delivery);
}

/** What runs now: which services, whether it is what was asked for, and whether that is known to be good. All, and yes, where it is not said. */
interface Live {
  services?: readonly string[];
  asAsked?: boolean;
  verified?: boolean;
}

/** What the services run from now on. */
export async function recordRunning(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { watch }: Pick<Environment, 'watch'>,
  run: Pick<Run, 'headSha'>,
  { services = deployment.services, asAsked = true, verified = true }: Live,
): Promise<void> {
  await context.step('what runs now', async () => {
    const since = ports.clock.now();
    const entries: Running[] = services.map((service) => ({
      service,
      environment: deployment.environment,
      ref: asAsked ? deployment.ref.name : run.headSha,
      sha: asAsked ? deployment.sha : run.headSha,
      tree: asAsked ? deployment.tree : null,
      since,
      by: deployment.requester,
      deploymentId: deployment.id,
      // Where it is watched, only what passes that is verified.
      verified: verified && asAsked && !watch && deployment.startedElsewhere?.servicesKnown !== false,
    }));
    await ports.deployments.setRunning(entries);
  });
}

/** Which job failed, and where. */
export function failureNote(run: Run): string {
  const job = currentJob(run);
  const step = job ? currentStep(job) : null;
  if (!job) return `The run ended: ${run.conclusion ?? 'without a conclusion'}.`;
  return step ? `${job.name} failed at "${step.name}".` : `${job.name} ended: ${job.conclusion ?? run.conclusion}.`;
}

/** Into the thread: the failed step and the end of its log. */
export async function failureDetails(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  run: Run,
): Promise<void> {
  const job = run.jobs.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out');
  if (!job) return;
  const step = currentStep(job)?.name ?? null;
  const log = await context.step('log of the failed step', async () => {
    try {
      return await ports.runs.logExcerpt(repository, job.id, step, excerptLines);
    } catch (error) {
      if (ofOutside(error)) return [`(the log could not be read: ${error.message})`];
      throw error;
    }
  });
  await reply(context, ports, deployment, 'failure', {
    kind: 'failure',
    deployment,
    job: job.name,
    step,
    url: job.url,
    log,
  });
}

export async function githubStatus(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  run: Run,
): Promise<void> {
  await attempted(context, ports, deployment, 'status on GitHub', 'GitHub could not be told how it ended', async () => {
    const githubDeploymentId = await ports.runs.recordDeployment(githubDeployment(deployment, repository));
    await ports.runs.setDeploymentStatus({
      repository,
      githubDeploymentId,
      state: deployment.state === 'succeeded' ? 'success' : 'failure',
      logUrl: run.url,
      environmentUrl: deployment.url,
      description: `Quarterdeck ${deployment.id}: ${deployment.state}`,
    });
  });
}

/** What GitHub is told of a deployment, where its workflow does not do so itself. */
export function githubDeployment(deployment: Deployment, repository: Repository) {
  return {
    repository,
    deploymentId: deployment.id,
    ref: deployment.ref.name,
    sha: deployment.sha,
    environment: deployment.environment,
    description: `${deployment.target} by ${deployment.requester.name}`,
  };
}
