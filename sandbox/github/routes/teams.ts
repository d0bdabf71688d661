import { existing, notFound, ok } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { simpleUser } from '../shapes/user.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** The organization's teams and who is in them. */
export function teamRoutes(world: GitHubWorld): Route[] {
  const { site, teams } = world;
  const members = (request: ApiRequest) => {
    if (request.param('org').toLowerCase() !== site.owner.toLowerCase()) throw notFound();
    return existing(teams.get(request.param('team_slug')));
  };
  return [
    {
      method: 'GET',
      path: '/orgs/{org}/teams/{team_slug}/members',
      needs: 'members:read',
      handle: (request) => paged(request, members(request), (login) => simpleUser(site, login)),
    },
    {
      method: 'GET',
      path: '/orgs/{org}/teams/{team_slug}/memberships/{username}',
      needs: 'members:read',
      handle(request) {
        const wanted = request.param('username').toLowerCase();
        existing(members(request).find((login) => login.toLowerCase() === wanted));
        const { pathname } = request.url;
        return ok({ url: `${site.origin()}${pathname}`, role: 'member', state: 'active' });
      },
    },
  ];
}
