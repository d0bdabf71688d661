import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import type { Runs } from '../../ports/runs.ts';
import { asFault, ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { backOff } from './trouble.ts';
import { whatBecame } from './what-became.ts';

/** What we put into a GitHub Deployment's payload; GitHub gives it back as an object or as text. */
const payloadOfOurs = z.object({ deploymentId: z.string(), ref: z.string().optional() });
const payload = z
  .preprocess((given) => {
    if (typeof given !== 'string') return given;
    try {
      return JSON.parse(given);
    } catch {
      return null;
    }
  }, payloadOfOurs)
  .nullable()
  .catch(null);
const deployment = z.object({
  id: z.number(),
  ref: z.string(),
  sha: z.string(),
  created_at: z.string(),
  payload,
  creator: z.object({ login: z.string() }).nullish(),
});
const statuses = z.array(z.object({ state: z.string(), created_at: z.string() }));

async function statusesOf(github: GitHub, repository: Repository, id: number) {
  const request = github.patient.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    owner: repository.owner,
    repo: repository.name,
    deployment_id: id,
    per_page: 100,
  });
  return ask(request, statuses, `statuses of deployment ${id} in ${fullName(repository)}`);
}

async function list(github: GitHub, repository: Repository, filter: { environment: string; sha?: string }) {
  const request = github.patient.request('GET /repos/{owner}/{repo}/deployments', {
    owner: repository.owner,
    repo: repository.name,
    per_page: 30,
    ...filter,
  });
  return ask(request, z.array(deployment), `deployments to ${filter.environment} of ${fullName(repository)}`);
}

/** The clocks of two machines may differ by this much. */
const skew = minute;

/** Of the newest thirty that are not ours, the first that ever succeeded: a later success turns an earlier one `inactive`. */
export async function lastDeployed(
  github: GitHub,
  repository: Repository,
  environment: string,
  ours: readonly { sha: string; from: Instant; until: Instant }[] = [],
): Promise<{ ref: string; sha: string; at: Instant; by: string | null } | null> {
  for (const each of await list(github, repository, { environment })) {
    const made = Date.parse(each.created_at);
    // Judged by the list alone: one question about each of thirty deployments of ours would hold up every deployment.
    if (ours.some(({ sha, from, until }) => sha === each.sha && from - skew <= made && made <= until + skew)) continue;
    const success = (await statusesOf(github, repository, each.id)).find(({ state }) => state === 'success');
    if (!success) continue;
    const at = Date.parse(success.created_at);
    return { ref: each.payload?.ref ?? each.ref, sha: each.sha, at, by: each.creator?.login ?? null };
  }
  return null;
}

/**
 * Looks for the deployment by our id before each try to create it, so that a lost answer never makes two. It is created
 * for the SHA, which cannot move; the ref is kept in the payload. Throws `Fault` of kind `rejected` when GitHub refuses.
 */
export async function recordDeployment(
  github: GitHub,
  wanted: Parameters<Runs['recordDeployment']>[0],
): Promise<number> {
  const { repository, deploymentId, environment, sha, ref } = wanted;
  const what = `a deployment to ${environment} in ${fullName(repository)}`;
  const giveUp = github.now() + github.patience;
  let id: number | null = null;
  for (let tries = 0; id === null; tries++) {
    const known = await list(github, repository, { environment, sha });
    id = known.find((each) => each.payload?.deploymentId === deploymentId)?.id ?? null;
    if (id !== null) break;
    try {
      const request = github.once.request('POST /repos/{owner}/{repo}/deployments', {
        owner: repository.owner,
        repo: repository.name,
        ref: sha,
        environment,
        description: wanted.description.slice(0, 140),
        payload: { deploymentId, ref },
        auto_merge: false,
        required_contexts: [],
      });
      id = z.object({ id: z.number() }).parse((await request).data).id;
    } catch (error) {
      const answer = whatBecame(error, github.now());
      if (answer.kind === 'refused') throw asFault(error, what);
      const until = (answer.kind === 'not-sent' ? answer.retryAt : null) ?? github.now() + backOff(tries);
      if (until > giveUp) throw new Fault('unavailable', answer.why, { cause: error, retryAt: until });
      await github.pause(until - github.now());
    }
  }
  if ((await statusesOf(github, repository, id)).length === 0)
    await setDeploymentStatus(github, {
      repository,
      githubDeploymentId: id,
      state: 'in_progress',
      logUrl: null,
      environmentUrl: null,
      description: wanted.description,
    });
  return id;
}

/** Asking again after a lost answer may write the same status twice, which means the same. */
export async function setDeploymentStatus(
  github: GitHub,
  status: Parameters<Runs['setDeploymentStatus']>[0],
): Promise<void> {
  const request = github.patient.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    owner: status.repository.owner,
    repo: status.repository.name,
    deployment_id: status.githubDeploymentId,
    state: status.state,
    description: status.description.slice(0, 140),
    ...(status.logUrl ? { log_url: status.logUrl } : {}),
    ...(status.environmentUrl ? { environment_url: status.environmentUrl } : {}),
  });
  await ask(request, z.unknown(), `a status of deployment ${status.githubDeploymentId}`);
}
