import type { PullRequest, Review } from '../pull-requests.ts';
import { mayWrite } from '../reviewers.ts';
import { iso, web } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { type Asked, connection } from './connection.ts';

/** A pull request with what was said of it. */
export function pullRequestNode(world: GitHubWorld, pull: PullRequest): object {
  const { site } = world;
  const commit = (oid: string) => ({ __typename: 'Commit', oid });
  const actor = (name: string) => {
    const { type, login } = site.users.find(name);
    // GraphQL leaves the ending of a bot's login away.
    return { __typename: type, login: login.replace(/\[bot\]$/, '') };
  };
  const reviewNode = (review: Review) => ({
    author: actor(review.reviewer),
    state: review.state,
    submittedAt: iso(review.submittedAt),
    authorCanPushToRepository: mayWrite(world.parts.people, review.reviewer),
    commit: commit(review.sha),
  });
  return {
    number: pull.number,
    title: pull.title,
    url: web(site, `/pull/${pull.number}`),
    state: pull.merged ? 'MERGED' : pull.closedAt === null ? 'OPEN' : 'CLOSED',
    author: actor(pull.author),
    baseRefName: pull.base,
    headRefOid: pull.head,
    mergeCommit: pull.merged && commit(pull.merged.sha),
    // Nobody is asked for a review in this world.
    reviewRequests: (asked: Asked) => connection([], asked, (each) => each),
    reviews: (asked: Asked) => connection(pull.reviews, asked, reviewNode),
  };
}
