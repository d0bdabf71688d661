import type { Deployment, Origin } from '../model/deployment.ts';
import { deploymentIdFor } from '../model/deployment.ts';
import type { Person } from '../model/person.ts';

/** What takes an environment back to an earlier version is asked with. */
export interface RollbackRequest {
  /** Of the deployment that it becomes: `deploymentIdFor` what caused it. */
  id: string;
  /** A rule, or whoever asked for it. */
  by: Person | 'quarterdeck';
  /** What is wrong with what runs, in a sentence; null when nobody said. */
  why: string | null;
  environment: string;
  /** Service or group, by name, or several services with commas between them. */
  target: string;
  /** Id of the deployment that is taken back; null: what runs. */
  of: string | null;
  /** Where to, fixed when it was offered; null: the last verified version, or `version`. */
  to: { ref: string; sha: string } | null;
  /** As typed: a branch, a tag or a SHA; null where none was. */
  version: string | null;
  /** Where whoever asked is answered; null for a rule. */
  origin: Origin | null;
  /** Only tells what it would do. */
  dryRun: boolean;
}

export const rollbackWorkflow = 'rollback';

/** `cause` is a trigger, or what a rule saw: the same cause, told twice, starts it once. */
export function rollbackWorkflowId(cause: string): string {
  return `${rollbackWorkflow}:${deploymentIdFor(cause)}`;
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
