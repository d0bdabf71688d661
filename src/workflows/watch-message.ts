import type { Environment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Person } from '../model/person.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

export const watchWorkflow = 'watch';

/** One for each try that ended well: a run that succeeded may be run again on GitHub. */
export function watchWorkflowId(deploymentId: string, attempt = 1): string {
  return `${watchWorkflow}:${deploymentId}${attempt > 1 ? `:${attempt}` : ''}`;
}

/** Of what is looked at of it now. */
export function watchIdOf({ id, watch }: Pick<Deployment, 'id' | 'watch'>): string {
  return watchWorkflowId(id, watch?.attempt);
}

export interface WatchRequest {
  deploymentId: string;
}

/** Everything that can reach a watch. */
export type WatchMessage =
  /** Something else goes out, as in `v1.4.1 by dana (d-abcdefghij)`. `services`: to these; absent: to all of its services. */
  | { kind: 'superseded'; by: string; services?: string[] }
  | {
      kind: 'answer';
      id: string;
      round: number;
      choice: 'keep' | 'roll-back';
      by: Person;
      channel: string;
      responseUrl: string | null;
    };

/** To be called before a deployment is shown as succeeded: from then on it is looked at, and not verified before that has passed. */
export async function beginWatch<M>(
  context: Pick<WorkflowContext<M>, 'now'>,
  deployment: Deployment,
  { watch }: Pick<Environment, 'watch'>,
): Promise<void> {
  if (!watch) return;
  const since = await context.now();
  const attempt = deployment.attempts.at(-1)?.number ?? 1;
  deployment.watch = {
    ...(attempt > 1 ? { attempt } : {}),
    state: 'watching',
    since,
    until: since + watch.length,
    endedAt: null,
    baseline: deployment.baseline ?? null,
    judgement: null,
    health: { failures: 0, says: null },
    troubles: [],
    asked: 0,
    question: null,
    kept: [],
    why: null,
    rollback: null,
  };
}

/** To be called when the deployment's own workflow has said its last word: the watch edits the same message from here on. */
export async function lookOn<M>(context: WorkflowContext<M>, deployment: Deployment): Promise<void> {
  if (deployment.watch?.state !== 'watching') return;
  const request: WatchRequest = { deploymentId: deployment.id };
  await context.start(watchWorkflow, watchIdOf(deployment), request);
}

/** To be called when something else goes out to some services: nothing more can be said of what ran there before. */
export async function endWatches<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'deployments'>,
  {
    id,
    environment,
    services,
    ref,
    requester,
  }: Pick<Deployment, 'id' | 'environment' | 'services' | 'ref' | 'requester'>,
): Promise<void> {
  const running = await context.step('what is watched there', async () => {
    const entries = await ports.deployments.running({ environment, services });
    // Its own as well: of an earlier try.
    const ids = [...new Set(entries.flatMap(({ deploymentId }) => deploymentId ?? []))];
    const found = await Promise.all(ids.map((each) => ports.deployments.get(each)));
    return found.flatMap((each) => (each?.watch ? [watchIdOf(each)] : []));
  });
  const by = `${ref.name} by ${requester.name} (${id})`;
  for (const other of running) await context.send(other, { kind: 'superseded', by, services } satisfies WatchMessage);
}
