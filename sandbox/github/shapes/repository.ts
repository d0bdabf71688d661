import type { components } from '@octokit/openapi-types';
import { api, iso, nodeId, type Site, web } from '../site.ts';
import { simpleUser } from './user.ts';

type Minimal = components['schemas']['minimal-repository'];

/** The repository as it appears inside other answers. */
export function minimalRepository(site: Site): Minimal {
  return {
    id: site.repositoryId,
    node_id: nodeId('R', site.repositoryId),
    name: site.name,
    full_name: site.fullName,
    private: true,
    owner: simpleUser(site, site.owner),
    html_url: web(site),
    description: null,
    fork: false,
    url: api(site),
    ...addresses(site),
    hooks_url: api(site, '/hooks'),
  };
}

function addresses(site: Site) {
  const to = (rest: string) => api(site, rest);
  return {
    archive_url: to('/{archive_format}{/ref}'),
    assignees_url: to('/assignees{/user}'),
    blobs_url: to('/git/blobs{/sha}'),
    branches_url: to('/branches{/branch}'),
    collaborators_url: to('/collaborators{/collaborator}'),
    comments_url: to('/comments{/number}'),
    commits_url: to('/commits{/sha}'),
    compare_url: to('/compare/{base}...{head}'),
    contents_url: to('/contents/{+path}'),
    contributors_url: to('/contributors'),
    deployments_url: to('/deployments'),
    downloads_url: to('/downloads'),
    events_url: to('/events'),
    forks_url: to('/forks'),
    git_commits_url: to('/git/commits{/sha}'),
    git_refs_url: to('/git/refs{/sha}'),
    git_tags_url: to('/git/tags{/sha}'),
    issue_comment_url: to('/issues/comments{/number}'),
    issue_events_url: to('/issues/events{/number}'),
    issues_url: to('/issues{/number}'),
    keys_url: to('/keys{/key_id}'),
    labels_url: to('/labels{/name}'),
    languages_url: to('/languages'),
    merges_url: to('/merges'),
    milestones_url: to('/milestones{/number}'),
    notifications_url: to('/notifications{?since,all,participating}'),
    pulls_url: to('/pulls{/number}'),
    releases_url: to('/releases{/id}'),
    stargazers_url: to('/stargazers'),
    statuses_url: to('/statuses/{sha}'),
    subscribers_url: to('/subscribers'),
    subscription_url: to('/subscription'),
    tags_url: to('/tags'),
    teams_url: to('/teams'),
    trees_url: to('/git/trees{/sha}'),
  };
}

/** The repository as `GET /repos/{owner}/{repo}` and webhooks show it. */
export function fullRepository(site: Site): components['schemas']['full-repository'] {
  const host = site.origin().replace(/^https?:\/\//, '');
  const { description, ...rest } = minimalRepository(site);
  return {
    ...rest,
    description,
    hooks_url: api(site, '/hooks'),
    created_at: iso(site.createdAt),
    updated_at: iso(site.pushedAt()),
    pushed_at: iso(site.pushedAt()),
    git_url: `git://${host}/${site.fullName}.git`,
    ssh_url: `git@${host}:${site.fullName}.git`,
    clone_url: `${web(site)}.git`,
    svn_url: web(site),
    mirror_url: null,
    homepage: null,
    size: 4096,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: 'private',
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: site.defaultBranch,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
    custom_properties: {},
    network_count: 0,
    subscribers_count: 3,
    organization: simpleUser(site, site.owner),
  };
}
