import { z } from 'zod';
import { compare } from '../git/compare.ts';
import { type Answer, created, existing, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { addCommit, moveReference } from '../pushes.ts';
import { deploymentShape, deploymentStatusShape } from '../shapes/deployment.ts';
import type { GitHubWorld } from '../world-of-github.ts';

const newDeployment = z.object({
  ref: z.string(),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).nullish(),
  payload: z.union([z.string(), z.record(z.string(), z.unknown())]).default({}),
  environment: z.string().default('production'),
  description: z.string().nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});
const newStatus = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  target_url: z.string().default(''),
  log_url: z.string().default(''),
  description: z.string().max(140).default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});

/** Deployments and their statuses. */
export function deploymentRoutes(world: GitHubWorld): Route[] {
  const { site, deployments } = world;
  const find = (request: ApiRequest) => existing(deployments.get(request.id('deployment_id')));
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/deployments',
      needs: 'deployments:read',
      handle(request) {
        const filters = (['sha', 'ref', 'task', 'environment'] as const).map(
          (name) => [name, request.query(name)] as const,
        );
        const fitting = deployments
          .list()
          .filter((each) =>
            filters.every(([name, wanted]) => wanted === undefined || wanted === 'none' || each[name] === wanted),
          );
        return paged(request, fitting, (each) => deploymentShape(site, each));
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/deployments',
      needs: 'deployments:write',
      handle: (request) => deploy(world, request),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}',
      needs: 'deployments:read',
      handle: (request) => ok(deploymentShape(site, find(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      needs: 'deployments:read',
      handle(request) {
        const deployment = find(request);
        return paged(request, deployment.statuses, (status) => deploymentStatusShape(site, deployment, status));
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      needs: 'deployments:write',
      handle(request) {
        const deployment = find(request);
        const { state, description, environment, ...asked } = request.body(newStatus);
        const status = deployments.addStatus(deployment, {
          state,
          description,
          creator: request.actor.login,
          logUrl: asked.log_url === '' ? asked.target_url : asked.log_url,
          environmentUrl: asked.environment_url,
          autoInactive: asked.auto_inactive,
          ...(environment === undefined ? {} : { environment }),
        });
        return created(deploymentStatusShape(site, deployment, status));
      },
    },
  ];
}

function deploy(world: GitHubWorld, request: ApiRequest): Answer {
  const asked = request.body(newDeployment);
  const { history, site } = world;
  const target = history.resolve(asked.ref);
  if (target === undefined) throw new Refusal(422, `No ref found for: ${asked.ref}`);
  const trunk = history.resolve(site.defaultBranch);
  const branch = target.ref?.startsWith('refs/heads/') === true ? target.ref : undefined;
  if (asked.auto_merge && branch !== undefined && trunk !== undefined && trunk.ref !== branch) {
    const difference = compare(history, trunk.commit, target.commit);
    if (difference !== undefined && difference.behind > 0) {
      const message = `Auto-merged ${site.defaultBranch} into ${asked.ref} on deployment.`;
      const parents = [target.commit.sha, trunk.commit.sha];
      const merge = addCommit(world, { message, author: request.actor.login, parents });
      moveReference(world, { ref: branch, sha: merge.sha, sender: request.actor.login });
      return { status: 202, body: { message } };
    }
  }
  requireContexts(world, target.commit.sha, asked.ref, asked.required_contexts ?? undefined);
  const deployment = world.deployments.create({
    sha: target.commit.sha,
    ref: asked.ref,
    environment: asked.environment,
    creator: request.actor.login,
    task: asked.task,
    payload: asked.payload,
    description: asked.description ?? null,
    transient: asked.transient_environment,
    production: asked.production_environment ?? asked.environment === 'production',
  });
  return created(deploymentShape(site, deployment));
}

/** Without `required_contexts` every check of the commit must be green; an empty list asks for none. */
function requireContexts(world: GitHubWorld, sha: string, ref: string, wanted: string[] | undefined) {
  const checks = world.checks.of(sha, 'latest');
  const contexts = (wanted ?? checks.map((check) => check.name)).map((context) => {
    const check = checks.find(({ name }) => name === context);
    return { context, state: check?.status === 'completed' ? String(check.conclusion) : 'pending' };
  });
  if (contexts.every(({ state }) => state === 'success' || state === 'skipped')) return;
  throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}.`, [
    { contexts, resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
  ]);
}
