import { existing, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/route.ts';
import { mayWrite } from '../reviewers.ts';
import { collaboratorPermission, pullRequestSimple, reviewShape } from '../shapes/pull-request.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** Pull requests, what reviewers said of them, and what those may do in the repository. */
export function pullRoutes(world: GitHubWorld): Route[] {
  const { site, history, pullRequests, parts } = world;
  const tipOf = (branch: string) => history.branches.get(branch) ?? '';
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
      needs: 'pull_requests:read',
      handle(request) {
        const name = request.param('commit_sha');
        const commit = history.resolve(name)?.commit;
        if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
        return paged(request, pullRequests.with(commit.sha), (pull) => pullRequestSimple(site, pull, tipOf));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      needs: 'pull_requests:read',
      handle(request) {
        const pull = existing(pullRequests.get(request.id('pull_number')));
        return paged(request, pull.reviews, (review) => reviewShape(site, pull, review));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
      needs: 'metadata:read',
      handle(request) {
        const login = request.param('username').toLowerCase();
        const person = parts.people.find(({ githubLogin }) => githubLogin.toLowerCase() === login);
        if (person === undefined || person.kind === 'stranger')
          throw new Refusal(404, `${request.param('username')} is not a user`);
        const permission = mayWrite(parts.people, login) ? 'write' : 'read';
        return ok(collaboratorPermission(site, person.githubLogin, permission));
      },
    },
  ];
}
