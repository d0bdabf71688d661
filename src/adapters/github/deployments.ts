import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import type { Runs } from '../../ports/runs.ts';
import { asFault, ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { askRepository } from './graph.ts';
import { loginOf } from './login-of.ts';
import { deploymentsQuery } from './queries.ts';
import { backOff } from './trouble.ts';
import { whatBecame } from './what-became.ts';

/** What we put into a GitHub Deployment's payload; GitHub gives it back as an object, as text, or as text of that text. */
const payloadOfOurs = z.object({ deploymentId: z.string(), ref: z.string().optional() });
const payload = z
  .preprocess((given) => {
    try {
      const once = typeof given === 'string' ? JSON.parse(given) : given;
      return typeof once === 'string' ? JSON.parse(once) : once;
    } catch {
      return null;
    }
  }, payloadOfOurs)
  .nullable()
  .catch(null);
const deployment = z.object({ id: z.number(), payload });
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

const told = z.object({
  deployments: z.object({
    nodes: z.array(
      z.object({
        commitOid: z.string(),
        createdAt: z.string(),
        payload,
        ref: z.object({ name: z.string() }).nullable(),
        creator: z.object({ __typename: z.string(), login: z.string() }).nullable(),
        statuses: z
          .object({ nodes: z.array(z.object({ state: z.string(), createdAt: z.string() })).nullable() })
          .nullable(),
      }),
    ),
  }),
});

/**
 * Of the newest thirty that are not ours, the first that ever succeeded: a later success turns an earlier one `inactive`. A ref
 * that is gone since shows as its commit.
 */
export async function lastDeployed(
  github: GitHub,
  repository: Repository,
  environment: string,
  ours: readonly { sha: string; from: Instant; until: Instant }[] = [],
): Promise<{ ref: string; sha: string; at: Instant; by: string | null } | null> {
  const what = `deployments to ${environment} of ${fullName(repository)}`;
  const { deployments } = await askRepository(github, repository, deploymentsQuery, { environment }, told, what);
  for (const { commitOid: sha, createdAt, payload: own, ref, creator, statuses } of deployments.nodes) {
    const made = Date.parse(createdAt);
    if (ours.some((each) => each.sha === sha && each.from - skew <= made && made <= each.until + skew)) continue;
    const successes = (statuses?.nodes ?? []).filter(({ state }) => state === 'SUCCESS');
    if (successes.length === 0) continue;
    const at = Math.max(...successes.map((each) => Date.parse(each.createdAt)));
    return { ref: own?.ref ?? ref?.name ?? sha, sha, at, by: creator && loginOf(creator) };
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
