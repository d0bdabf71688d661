import type { components } from '@octokit/openapi-types';
import type { Site } from '../site.ts';

/** What `GET /` lists. Only some of these addresses lead anywhere in this world. */
export function rootShape(site: Site): components['schemas']['root'] {
  const to = (rest: string) => `${site.origin()}${rest}`;
  return {
    current_user_url: to('/user'),
    current_user_authorizations_html_url: to('/settings/connections/applications{/client_id}'),
    authorizations_url: to('/authorizations'),
    code_search_url: to('/search/code?q={query}{&page,per_page,sort,order}'),
    commit_search_url: to('/search/commits?q={query}{&page,per_page,sort,order}'),
    emails_url: to('/user/emails'),
    emojis_url: to('/emojis'),
    events_url: to('/events'),
    feeds_url: to('/feeds'),
    followers_url: to('/user/followers'),
    following_url: to('/user/following{/target}'),
    gists_url: to('/gists{/gist_id}'),
    issue_search_url: to('/search/issues?q={query}{&page,per_page,sort,order}'),
    issues_url: to('/issues'),
    keys_url: to('/user/keys'),
    label_search_url: to('/search/labels?q={query}&repository_id={repository_id}{&page,per_page}'),
    notifications_url: to('/notifications'),
    organization_url: to('/orgs/{org}'),
    organization_repositories_url: to('/orgs/{org}/repos{?type,page,per_page,sort}'),
    organization_teams_url: to('/orgs/{org}/teams'),
    public_gists_url: to('/gists/public'),
    rate_limit_url: to('/rate_limit'),
    repository_url: to('/repos/{owner}/{repo}'),
    repository_search_url: to('/search/repositories?q={query}{&page,per_page,sort,order}'),
    current_user_repositories_url: to('/user/repos{?type,page,per_page,sort}'),
    starred_url: to('/user/starred{/owner}{/repo}'),
    starred_gists_url: to('/gists/starred'),
    user_url: to('/users/{user}'),
    user_organizations_url: to('/user/orgs'),
    user_repositories_url: to('/users/{user}/repos{?type,page,per_page,sort}'),
    user_search_url: to('/search/users?q={query}{&page,per_page,sort,order}'),
  };
}
