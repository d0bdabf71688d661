import type { components } from '@octokit/openapi-types';
import { iso, nodeId, type Site } from '../site.ts';
import type { User } from '../users.ts';

/** A user as they appear inside other answers. */
export function simpleUser(site: Site, login: string): components['schemas']['simple-user'] {
  return shape(site, site.users.find(login));
}

function shape(site: Site, user: User): components['schemas']['simple-user'] {
  const url = `${site.origin()}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type === 'Organization' ? 'O' : user.type === 'Bot' ? 'BOT' : 'U', user.id),
    avatar_url: `${site.origin()}/avatars/u/${user.id}`,
    gravatar_id: '',
    url,
    html_url: `${site.origin()}/${encodeURIComponent(user.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** A user as their own page in the API shows them. */
export function fullUser(site: Site, login: string): components['schemas']['public-user'] {
  const user = site.users.find(login);
  return {
    ...shape(site, user),
    user_view_type: 'public',
    name: user.name,
    email: user.email,
    company: site.owner,
    blog: '',
    location: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(site.createdAt),
    updated_at: iso(site.createdAt),
  };
}

/** The organization as webhooks carry it. */
export function organization(site: Site): Record<string, unknown> {
  const user = site.users.find(site.owner);
  const url = `${site.origin()}/orgs/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId('O', user.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${site.origin()}/avatars/u/${user.id}`,
    description: null,
  };
}
