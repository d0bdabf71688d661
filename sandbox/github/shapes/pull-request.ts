import type { components } from '@octokit/openapi-types';
import type { PullRequest, Review } from '../pull-requests.ts';
import { api, iso, isoOrNull, nodeId, type Site, web } from '../site.ts';
import { fullRepository } from './repository.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

/** A pull request as lists of them show it. */
export function pullRequestSimple(
  site: Site,
  pull: PullRequest,
  tipOf: (branch: string) => string,
): Schemas['pull-request-simple'] {
  const self = api(site, `/pulls/${pull.number}`);
  const issue = api(site, `/issues/${pull.number}`);
  const page = web(site, `/pull/${pull.number}`);
  const end = (branch: string, sha: string) => ({
    label: `${site.owner}:${branch}`,
    ref: branch,
    sha,
    user: simpleUser(site, site.owner),
    repo: { ...fullRepository(site), has_downloads: true, license: null, temp_clone_token: '' },
  });
  const addresses = {
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: api(site, '/pulls/comments{/number}'),
    comments_url: `${issue}/comments`,
    statuses_url: api(site, `/statuses/${pull.head}`),
  };
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    ...addresses,
    number: pull.number,
    state: pull.closedAt === null ? 'open' : 'closed',
    locked: false,
    title: pull.title,
    user: simpleUser(site, pull.author),
    body: null,
    labels: [],
    milestone: null,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.closedAt ?? pull.createdAt),
    closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.merged?.at ?? null),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: end(pull.headBranch, pull.head),
    base: end(pull.base, tipOf(pull.base)),
    _links: {
      self: { href: self },
      html: { href: page },
      issue: { href: issue },
      comments: { href: addresses.comments_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      commits: { href: addresses.commits_url },
      statuses: { href: addresses.statuses_url },
    },
    author_association: 'MEMBER',
    auto_merge: null,
    draft: false,
  };
}

export function reviewShape(site: Site, pull: PullRequest, review: Review): Schemas['pull-request-review'] {
  const page = `${web(site, `/pull/${pull.number}`)}#pullrequestreview-${review.id}`;
  const self = api(site, `/pulls/${pull.number}`);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: simpleUser(site, review.reviewer),
    body: '',
    state: review.state,
    html_url: page,
    pull_request_url: self,
    author_association: 'MEMBER',
    _links: { html: { href: page }, pull_request: { href: self } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.sha,
  };
}

/** `permission` in GitHub's older words: admin, write, read or none. */
export function collaboratorPermission(
  site: Site,
  login: string,
  permission: 'write' | 'read',
): Schemas['repository-collaborator-permission'] {
  return { permission, role_name: permission, user: { ...simpleUser(site, login), role_name: permission } };
}
