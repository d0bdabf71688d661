import type { Environment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { Outside } from './outside.ts';

interface About<M> {
  context: WorkflowContext<M>;
  ports: Pick<DeployPorts, 'chat' | 'clock' | 'log' | 'pages'>;
  deployment: Deployment;
  environment: Environment;
}

/** Calls whoever is on duty about a release that is taken back by itself: one incident a deployment, however often it is told. */
export async function callSomebody<M>(
  { context, ports, deployment, environment }: About<M>,
  why: string,
): Promise<void> {
  const { page = null } = environment.around ?? {};
  if (!page) return;
  const { id, target, ref, environment: where, requester, run, url, sha } = deployment;
  const links = [
    { url: run?.url ?? '', text: 'The run on GitHub' },
    { url: url ?? '', text: where },
  ].filter((link) => link.url !== '');
  await new Outside(context, ports, deployment).attempt('call somebody', 'Nobody could be called', async () => {
    await ports.pages?.trigger({
      mark: id,
      severity: page.severity,
      summary: `${target} ${ref.name} in ${where}: ${why}`,
      source: `${where}/${target}`,
      at: ports.clock.now(),
      details: { deployment: id, version: ref.name, sha, 'asked for by': requester.name, why },
      links,
    });
  });
}

/**
 * Something healthy runs there: whatever somebody was called about of these services is over. An incident that is over already stays so.
 */
export async function itIsWellAgain<M>({ context, ports, deployment, environment }: Well<M>): Promise<void> {
  if (!environment.around?.page) return;
  const marks = await context.step('what somebody was called about', async () => {
    const recent = await ports.deployments.list({ environment: environment.name, limit: mostLookedAt });
    const bad = recent.filter(
      ({ id, services, state, watch, rollback }) =>
        (id === deployment.id || services.some((service) => deployment.services.includes(service))) &&
        (state === 'rolled-back' || watch?.state === 'failed' || (rollback !== undefined && (watch?.asked ?? 0) > 0)),
    );
    return bad.slice(0, mostEnded).map(({ id }) => id);
  });
  const outside = new Outside(context, ports, deployment);
  for (const mark of marks)
    await outside.attempt(`the incident of ${mark} is over`, 'An incident in PagerDuty stays open', async () => {
      await ports.pages?.resolve(mark);
    });
}

interface Well<M> extends About<M> {
  ports: About<M>['ports'] & Pick<DeployPorts, 'deployments'>;
}

/** Deployments, newest first, among which those are that somebody was called about. */
const mostLookedAt = 30;
const mostEnded = 5;
