import type { Environment } from '../model/catalog.ts';
import type { Deployment, DeploymentState } from '../model/deployment.ts';
import { sayFault } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { currentJob, currentStep } from '../model/run.ts';
import type { Running } from '../model/running.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { peopleOf } from './approval.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply } from './tell.ts';

const excerptLines = 25;

/** The run has ended: what it means, who is told, what runs now. */
export async function finishRun<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  repository: Repository,
  run: Run,
): Promise<void> {
  deployment.run = run;
  if (run.conclusion === 'success') {
    if (deployment.state !== 'cancelling') deployment.note = null;
    await recordRunning(context, ports, deployment);
    await end(context, ports, deployment, 'succeeded');
  } else if (run.conclusion === 'cancelled' && deployment.state === 'cancelling') {
    await end(context, ports, deployment, 'cancelled');
  } else {
    deployment.note = failureNote(run);
    await failureDetails(context, ports, deployment, repository, run);
    await end(context, ports, deployment, run.conclusion === 'cancelled' ? 'cancelled' : 'failed');
  }
  if (environment.githubDeployments === 'bot') await githubStatus(context, ports, deployment, repository, run);
}

/** The deployment ends in `state`: stored, shown, told in the thread, audited. */
export async function end<M>(
  context: WorkflowContext<M>,
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
  await record(
    context,
    ports,
    deployment,
    'deployment.ended',
    { system: 'quarterdeck' },
    {
      state,
      sha: deployment.sha,
      services: deployment.services,
      environment: deployment.environment,
      run: deployment.run
        ? { id: deployment.run.id, attempt: deployment.run.attempt, conclusion: deployment.run.conclusion }
        : null,
      note: deployment.note,
    },
  );
  await show(context, ports, deployment, `ended: ${state}`);
  await reply(context, ports, deployment, 'ended', { kind: 'ended', deployment, mention: peopleOf(deployment), now });
}

async function recordRunning<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<void> {
  await context.step('what runs now', async () => {
    const since = ports.clock.now();
    const entries: Running[] = deployment.services.map((service) => ({
      service,
      environment: deployment.environment,
      ref: deployment.ref.name,
      sha: deployment.sha,
      tree: deployment.tree,
      since,
      by: deployment.requester,
      deploymentId: deployment.id,
      verified: true,
    }));
    await ports.deployments.setRunning(entries);
  });
}

function failureNote(run: Run): string {
  const job = currentJob(run);
  const step = job ? currentStep(job) : null;
  if (!job) return `The run ended: ${run.conclusion ?? 'without a conclusion'}.`;
  return step ? `${job.name} failed at "${step.name}".` : `${job.name} ended: ${job.conclusion ?? run.conclusion}.`;
}

async function failureDetails<M>(
  context: WorkflowContext<M>,
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
      return [`(the log could not be read: ${sayFault(error)})`];
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

async function githubStatus<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  run: Run,
): Promise<void> {
  await context.effect('status on GitHub', async () => {
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
