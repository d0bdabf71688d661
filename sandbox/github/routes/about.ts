import { existing, ok } from '../http/answer.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import { rootShape } from '../shapes/root.ts';
import { fullUser } from '../shapes/user.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** The API itself, and who its users are. */
export function aboutRoutes(world: GitHubWorld, limits: { rateLimit: RateLimit; graphLimit: RateLimit }): Route[] {
  const { site } = world;
  return [
    {
      method: 'GET',
      path: '/',
      needs: 'public',
      handle: () => ok(rootShape(site)),
    },
    {
      method: 'GET',
      path: '/meta',
      needs: 'public',
      handle: () => ok({ verifiable_password_authentication: false, hooks: ['127.0.0.1/32'], api: ['127.0.0.1/32'] }),
    },
    {
      method: 'GET',
      path: '/rate_limit',
      needs: 'public',
      handle(request) {
        const token = request.header('authorization') ?? 'nobody';
        const rate = limits.rateLimit.overview(token);
        const search = { limit: 30, used: 0, remaining: 30, reset: rate.reset };
        return ok({ resources: { core: rate, search, graphql: limits.graphLimit.overview(token) }, rate });
      },
    },
    {
      method: 'GET',
      path: '/user',
      needs: 'user',
      handle: ({ actor }) => ok(fullUser(site, actor.login)),
    },
    {
      method: 'GET',
      path: '/users/{username}',
      needs: 'metadata:read',
      handle: (request) => ok(fullUser(site, existing(site.users.known(request.param('username'))).login)),
    },
  ];
}
