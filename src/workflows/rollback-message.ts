import type { Deployment } from '../model/deployment.ts';
import { deploymentIdFor } from '../model/deployment.ts';
import type { RollbackRequest } from '../model/rollback.ts';

export type { RollbackRequest };

export const rollbackWorkflow = 'rollback';

/** `cause` is a trigger, or what a rule saw: the same cause, told twice, starts it once. */
export function rollbackWorkflowId(cause: string): string {
  return rollbackIdOf(deploymentIdFor(cause));
}

/** Of the deployment that it becomes. */
export function rollbackIdOf(deploymentId: string): string {
  return `${rollbackWorkflow}:${deploymentId}`;
}

/** What a rule asks with, to take a deployment back to the last version that was verified there. */
export function rollbackByRule(
  cause: string,
  { id, environment, target }: Pick<Deployment, 'id' | 'environment' | 'target'>,
  why: string,
): RollbackRequest {
  return {
    id: deploymentIdFor(cause),
    by: 'quarterdeck',
    why,
    environment,
    target,
    of: id,
    to: null,
    version: null,
    origin: null,
    dryRun: false,
  };
}
