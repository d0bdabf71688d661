import type { Pipeline } from '../model/catalog.ts';
import type { Commit } from '../model/commit.ts';
import type { DeploymentState } from '../model/deployment.ts';

/** Of so many authors at most a deployment is told; a larger one concerns everybody. */
export const mostAuthors = 20;

/** Logins of those who wrote the commits, each once. Commits without a GitHub account have no author whom anybody could know. */
export function authorsOf(commits: readonly Commit[]): string[] {
  const logins = new Map(
    commits.flatMap(({ author }) => (author.login ? [[author.login.toLowerCase(), author.login]] : [])),
  );
  return [...logins.values()];
}

/**
 * Whether it concerns the authors how a deployment has ended: their commits are where they were to go, in an environment after which
 * the pipeline has no other; or they have failed, or were taken back, wherever that was.
 */
export function concernsAuthors(
  pipeline: Pick<Pipeline, 'environments'> | null,
  { environment, state, rollback }: { environment: string; state: DeploymentState; rollback?: object },
): boolean {
  if (state === 'failed' || state === 'rolled-back' || rollback !== undefined) return true;
  const goesOn = pipeline?.environments.some(({ gates }) => gates.after?.environment === environment) ?? true;
  return state === 'succeeded' && !goesOn;
}
