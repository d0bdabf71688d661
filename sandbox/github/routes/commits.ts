import { compare } from '../git/compare.ts';
import { existing, notFound, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { commitShape, diffEntry, fullCommit } from '../shapes/commit.ts';
import { checkRunShape } from '../shapes/deployment.ts';
import { fullRepository, minimalRepository } from '../shapes/repository.ts';
import { api, web } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';

/** The repository, its commits, and what is known of them. */
export function commitRoutes(world: GitHubWorld): Route[] {
  const { site, history, checks } = world;
  const find = (name: string) => {
    const found = history.resolve(name);
    if (found === undefined) throw new Refusal(422, `No commit found for SHA: ${name}`);
    return found.commit;
  };
  const checksOf = (request: ApiRequest) => {
    const filter = request.query('filter') === 'all' ? 'all' : 'latest';
    const name = request.query('check_name');
    const status = request.query('status');
    return checks
      .of(find(request.param('ref')).sha, filter)
      .filter((check) => name === undefined || check.name === name)
      .filter((check) => status === undefined || check.status === status);
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}',
      needs: 'metadata:read',
      handle: () => ok(fullRepository(site)),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits',
      needs: 'contents:read',
      handle(request) {
        const from = request.query('sha') ?? site.defaultBranch;
        const author = request.query('author');
        const since = Date.parse(request.query('since') ?? '1970-01-01');
        const until = Date.parse(request.query('until') ?? '9999-01-01');
        const tip = existing(history.resolve(from)).commit;
        const fitting = history
          .log(tip.sha)
          .filter((commit) => commit.date >= since && commit.date <= until)
          .filter((commit) => author === undefined || commit.author === author);
        return paged(request, fitting, (commit) => commitShape(site, commit));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{ref}',
      needs: 'contents:read',
      handle: (request) => ok(fullCommit(site, find(request.param('ref')))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/compare/{basehead}',
      needs: 'contents:read',
      handle(request) {
        const [baseName = '', headName = ''] = request.param('basehead').split('...');
        const base = history.resolve(baseName)?.commit;
        const head = history.resolve(headName)?.commit;
        if (base === undefined || head === undefined) throw notFound();
        const result = compare(history, base, head);
        if (result === undefined) throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
        const page = web(site, `/compare/${baseName}...${headName}`);
        const commits = paged(request, result.ahead, (commit) => commitShape(site, commit));
        const body = {
          url: api(site, `/compare/${baseName}...${headName}`),
          html_url: page,
          permalink_url: web(site, `/compare/${base.sha.slice(0, 12)}...${head.sha.slice(0, 12)}`),
          diff_url: `${page}.diff`,
          patch_url: `${page}.patch`,
          base_commit: commitShape(site, base),
          merge_base_commit: commitShape(site, result.mergeBase),
          status: result.status,
          ahead_by: result.ahead.length,
          behind_by: result.behind,
          total_commits: result.ahead.length,
          commits:
            request.query('per_page') === undefined
              ? result.ahead.map((each) => commitShape(site, each))
              : commits.body,
          files: result.files.map((file) => diffEntry(site, head.sha, file)),
        };
        return ok(body, commits.headers);
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
      needs: 'checks:read',
      handle: (request) => paged(request, checksOf(request), (check) => checkRunShape(site, check), 'check_runs'),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/check-runs/{check_run_id}',
      needs: 'checks:read',
      handle: (request) => ok(checkRunShape(site, existing(checks.get(request.id('check_run_id'))))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/commits/{ref}/status',
      needs: 'statuses:read',
      handle(request) {
        const { sha } = find(request.param('ref'));
        return ok({
          state: 'pending',
          statuses: [],
          sha,
          total_count: 0,
          repository: minimalRepository(site),
          commit_url: api(site, `/commits/${sha}`),
          url: api(site, `/commits/${sha}/status`),
        });
      },
    },
  ];
}
