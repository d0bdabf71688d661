import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { PullRequest, Review, ReviewState } from '../../model/pull-request.ts';
import { isContentOf } from '../../model/pull-request.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { GitHub } from './client.ts';
import { askRepository } from './graph.ts';
import { loginOf } from './login-of.ts';
import { pullRequestsQuery, reviewsQuery } from './queries.ts';

const account = z.object({ __typename: z.string(), login: z.string() }).nullable();
const reviewPage = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(
    z.object({
      author: account,
      state: z.string(),
      submittedAt: z.string().nullable(),
      authorCanPushToRepository: z.boolean(),
      commit: z.object({ oid: z.string() }).nullable(),
    }),
  ),
});
type ReviewPage = z.output<typeof reviewPage>;
const pull = z.object({
  number: z.number(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  baseRefName: z.string(),
  headRefOid: z.string(),
  author: account,
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  reviewRequests: z
    .object({ nodes: z.array(z.object({ requestedReviewer: z.object({ login: z.string().optional() }).nullable() })) })
    .nullable(),
  reviews: reviewPage,
});
const repositoryOf = z.object({
  object: z
    .object({ __typename: z.string(), associatedPullRequests: z.object({ nodes: z.array(pull) }).nullish() })
    .nullable(),
});
const more = z.object({ pullRequest: z.object({ reviews: reviewPage }) });

const mostPages = 10;
const prStates = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const states: Record<string, ReviewState> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
  COMMENTED: 'commented',
};

/** Needs the permission "Pull requests: read". One query, unless a pull request has more than a hundred reviews. */
export async function listPullRequests(github: GitHub, repository: Repository, sha: string): Promise<PullRequest[]> {
  const what = `pull requests of ${sha.slice(0, 7)} in ${fullName(repository)}`;
  const { object } = await askRepository(github, repository, pullRequestsQuery, { sha }, repositoryOf, what);
  if (object?.__typename !== 'Commit')
    throw new Fault('not-found', `GitHub knows no ${what}: there is no such commit.`);
  const found = (object.associatedPullRequests?.nodes ?? []).map(async (each): Promise<PullRequest> => {
    const state = prStates[each.state];
    const told: Omit<PullRequest, 'reviews'> = {
      number: each.number,
      title: each.title,
      url: each.url,
      author: each.author && loginOf(each.author),
      base: each.baseRefName,
      state,
      head: each.headRefOid,
      // A team that was asked has no login.
      requested: (each.reviewRequests?.nodes ?? []).flatMap(({ requestedReviewer }) => requestedReviewer?.login ?? []),
      mergedAs: state === 'merged' ? (each.mergeCommit?.oid ?? null) : null,
    };
    const matters = state !== 'closed' && isContentOf(sha, told);
    return { ...told, reviews: matters ? await allReviews(github, repository, each.number, each.reviews) : [] };
  });
  return (await Promise.all(found)).sort((a, b) => a.number - b.number);
}

async function allReviews(
  github: GitHub,
  repository: Repository,
  number: number,
  first: ReviewPage,
): Promise<Review[]> {
  const found = [...first.nodes];
  let page = first;
  for (let count = 1; page.pageInfo.hasNextPage && count < mostPages; count++) {
    const variables = { number, after: page.pageInfo.endCursor };
    const what = `reviews of pull request #${number} in ${fullName(repository)}`;
    page = (await askRepository(github, repository, reviewsQuery, variables, more, what)).pullRequest.reviews;
    found.push(...page.nodes);
  }
  const at = ({ submittedAt }: (typeof found)[number]) => Date.parse(submittedAt ?? '') || 0;
  // A review that is still being written has no state of these.
  return found
    .sort((a, b) => at(a) - at(b))
    .flatMap(({ author, state, commit, authorCanPushToRepository }): Review[] => {
      const known = states[state];
      if (!known) return [];
      const counts = authorCanPushToRepository && author !== null && author.__typename !== 'Bot';
      return [{ reviewer: author && loginOf(author), state: known, sha: commit?.oid ?? null, counts }];
    });
}
