import { environmentNames } from '../actions/workflow-file.ts';
import { existing, ok } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { branchPolicies, customRules, type Environment, environmentShape } from '../shapes/environment.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** The environments, and what protects them. */
export function environmentRoutes(world: GitHubWorld): Route[] {
  const { site, teams, credentials } = world;
  const shape = (environment: Environment) => environmentShape(site, teams, environment);
  const find = (request: ApiRequest) => {
    const wanted = request.param('environment_name').toLowerCase();
    return existing(environments(world).find(({ name }) => name.toLowerCase() === wanted));
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/environments',
      needs: 'actions:read',
      handle: (request) => paged(request, environments(world), shape, 'environments'),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/environments/{environment_name}',
      needs: 'actions:read',
      handle: (request) => ok(shape(find(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
      needs: 'actions:read',
      handle: (request) => paged(request, branchPolicies(find(request)), (policy) => policy, 'branch_policies'),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
      needs: 'actions:read',
      handle(request) {
        const rules = customRules(site, find(request), credentials.appId);
        return ok({ total_count: rules.length, custom_deployment_protection_rules: rules });
      },
    },
  ];
}

/** The environments that the workflows or the seed name, that are protected, or into which something was deployed. */
export function environments(world: GitHubWorld): Environment[] {
  const { deployments, workflows, parts, protection } = world;
  const used = deployments.list().map((deployment) => deployment.environment);
  const seeded = [...Object.keys(parts.seed.running), ...protection.environments()];
  const named = [...environmentNames(workflows), ...seeded, ...used];
  return [...new Set(named)].sort().map((name, index) => ({
    name,
    id: 520_001 + index,
    rules: protection.rules(name),
  }));
}
