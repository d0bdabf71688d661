import type { Job } from '../actions/run.ts';
import type { Artifact } from '../artifacts.ts';
import { notFound } from '../http/answer.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { aboutRoutes } from './about.ts';
import { appRoutes } from './app.ts';
import { artifactRoutes } from './artifacts.ts';
import { branchRuleRoutes } from './branch-rules.ts';
import { commitRoutes } from './commits.ts';
import { deploymentRoutes } from './deployments.ts';
import { environmentRoutes } from './environments.ts';
import { hookRoutes } from './hooks.ts';
import { pullRoutes } from './pulls.ts';
import { referenceRoutes } from './references.ts';
import { reviewRoutes } from './reviews.ts';
import { runRoutes } from './runs.ts';
import { teamRoutes } from './teams.ts';
import { workflowRoutes } from './workflows.ts';

/** Every route. Those of a repository answer 404 for any repository but the world's own. */
export function allRoutes(
  world: GitHubWorld,
  parts: {
    rateLimit: RateLimit;
    graphLimit: RateLimit;
    logLink: (job: Job) => string;
    artifactLink: (artifact: Artifact) => string;
  },
): Route[] {
  const routes = [
    ...aboutRoutes(world, parts),
    ...appRoutes(world),
    ...referenceRoutes(world),
    ...commitRoutes(world),
    ...pullRoutes(world),
    ...branchRuleRoutes(world),
    ...workflowRoutes(world),
    ...runRoutes(world, parts.logLink),
    ...artifactRoutes(world, parts.artifactLink),
    ...deploymentRoutes(world),
    ...environmentRoutes(world),
    ...reviewRoutes(world),
    ...teamRoutes(world),
    ...hookRoutes(world),
  ];
  const own = world.site.fullName.toLowerCase();
  return routes.map((route) => {
    if (!route.path.startsWith('/repos/')) return route;
    return {
      ...route,
      handle(request) {
        if (`${request.param('owner')}/${request.param('repo')}`.toLowerCase() !== own) throw notFound();
        return route.handle(request);
      },
    };
  });
}
