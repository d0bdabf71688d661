import { z } from 'zod';
import type { PullRequest, Review, ReviewState } from '../../model/pull-request.ts';
import { isContentOf } from '../../model/pull-request.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask, askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';

const account = z.object({ login: z.string(), type: z.string().nullish() }).nullish();
const pulls = z.array(
  z.object({
    number: z.number(),
    title: z.string(),
    html_url: z.string(),
    state: z.string(),
    merged_at: z.string().nullish(),
    merge_commit_sha: z.string().nullish(),
    user: account,
    requested_reviewers: z.array(account).nullish(),
    head: z.object({ sha: z.string() }),
    base: z.object({ ref: z.string() }),
  }),
);
const reviews = z.array(z.object({ user: account, state: z.string(), commit_id: z.string().nullish() }));
const collaborator = z.object({ permission: z.string() });

const perPage = 100;
const mostPages = 10;
const states: Record<string, ReviewState> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
  COMMENTED: 'commented',
};

/** Needs the permission "Pull requests: read". */
export async function listPullRequests(github: GitHub, repository: Repository, sha: string): Promise<PullRequest[]> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
    owner: repository.owner,
    repo: repository.name,
    commit_sha: sha,
    per_page: perPage,
  });
  const found = await ask(request, pulls, `pull requests of ${sha.slice(0, 7)} in ${fullName(repository)}`);
  const read = found.map(async (each): Promise<PullRequest> => {
    const merged = typeof each.merged_at === 'string';
    const pull: Omit<PullRequest, 'reviews'> = {
      number: each.number,
      title: each.title,
      url: each.html_url,
      author: each.user?.login ?? null,
      base: each.base.ref,
      state: merged ? 'merged' : each.state === 'open' ? 'open' : 'closed',
      head: each.head.sha,
      // Of one that is not merged, this is a trial merge that no branch has.
      requested: (each.requested_reviewers ?? []).flatMap((reviewer) => reviewer?.login ?? []),
      mergedAs: merged ? (each.merge_commit_sha ?? null) : null,
    };
    const matters = pull.state !== 'closed' && isContentOf(sha, pull);
    return { ...pull, reviews: matters ? await listReviews(github, repository, pull.number) : [] };
  });
  return (await Promise.all(read)).sort((a, b) => a.number - b.number);
}

async function listReviews(github: GitHub, repository: Repository, number: number): Promise<Review[]> {
  const found: z.output<typeof reviews> = [];
  for (let page = 1; page <= mostPages; page++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      owner: repository.owner,
      repo: repository.name,
      pull_number: number,
      per_page: perPage,
      page,
    });
    const next = await ask(request, reviews, `reviews of pull request #${number} in ${fullName(repository)}`);
    found.push(...next);
    if (next.length < perPage) break;
  }
  const deciding = found.filter(({ state }) => state === 'APPROVED' || state === 'CHANGES_REQUESTED');
  const logins = [...new Set(deciding.flatMap(({ user }) => (user && user.type !== 'Bot' ? [user.login] : [])))];
  const rights = await Promise.all(logins.map((login) => mayWrite(github, repository, login)));
  const writers = new Set(logins.filter((_, index) => rights[index]));
  // Oldest first, as GitHub lists them. A review that is still being written has no state of these.
  return found.flatMap(({ user, state, commit_id }): Review[] => {
    const known = states[state];
    const reviewer = user?.login ?? null;
    if (!known) return [];
    return [{ reviewer, state: known, sha: commit_id ?? null, counts: reviewer !== null && writers.has(reviewer) }];
  });
}

async function mayWrite(github: GitHub, repository: Repository, username: string): Promise<boolean> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
    owner: repository.owner,
    repo: repository.name,
    username,
  });
  const found = await askMaybe(request, collaborator, `the rights of ${username} in ${fullName(repository)}`);
  return found?.permission === 'admin' || found?.permission === 'write';
}
