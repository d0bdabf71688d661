import type { Artifact } from '../artifacts.ts';
import { existing, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { artifactShape } from '../shapes/artifact.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** What runs have uploaded. `link` makes an address that holds for a minute and needs no token. */
export function artifactRoutes({ site, artifacts }: GitHubWorld, link: (artifact: Artifact) => string): Route[] {
  const find = (request: ApiRequest) => existing(artifacts.get(request.id('artifact_id')));
  const listed = (request: ApiRequest, all: Artifact[]) => {
    const name = request.query('name');
    const named = all.filter((each) => name === undefined || each.name === name);
    return paged(request, named, (each) => artifactShape(site, each), 'artifacts');
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/artifacts',
      needs: 'actions:read',
      handle: (request) => listed(request, artifacts.all()),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
      needs: 'actions:read',
      handle: (request) =>
        listed(
          request,
          artifacts.all().filter(({ run }) => run.id === request.id('run_id')),
        ),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}',
      needs: 'actions:read',
      handle: (request) => ok(artifactShape(site, find(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      needs: 'actions:read',
      handle(request) {
        if (request.param('archive_format') !== 'zip') throw new Refusal(404, 'Not Found');
        return { status: 302, headers: { location: link(find(request)) } };
      },
    },
  ];
}
