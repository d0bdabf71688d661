import type { PullRequestWish } from '../contract.ts';
import { addCommit, moveReference } from './pushes.ts';
import type { GitHubWorld } from './world-of-github.ts';

/**
 * Opens a pull request of the branch, or takes the one that is open; then its reviewers say what they have to, and it is merged
 * if that is wished. Reviewers who do not come into question are taken all the same: GitHub's own rules are not simulated.
 */
export function pullRequestAs(world: GitHubWorld, wish: PullRequestWish): { number: number; sha: string } {
  const { history, pullRequests, site, timeline } = world;
  const { branch, base = site.defaultBranch } = wish;
  const author = site.users.find(wish.by).login;
  const title = wish.title ?? history.resolve(branch)?.commit.message.split('\n')[0] ?? branch;
  const pull =
    pullRequests.all.find((each) => each.headBranch === branch && each.base === base && each.closedAt === null) ??
    pullRequests.open({ headBranch: branch, base, title, author });
  for (const name of wish.approvedBy ?? []) pullRequests.review(pull, site.users.find(name).login, 'APPROVED');
  for (const name of wish.changesRequestedBy ?? [])
    pullRequests.review(pull, site.users.find(name).login, 'CHANGES_REQUESTED');
  if (!wish.merge) {
    world.changed('repositories');
    return { number: pull.number, sha: pull.head };
  }
  const parents = [history.branches.get(base), pull.head].filter((sha) => sha !== undefined);
  const message = `Merge pull request #${pull.number} from ${site.owner}/${branch}\n\n${pull.title}`;
  // What GitHub merges it signs itself.
  const { sha } = addCommit(world, { message, author, parents, signature: 'valid' });
  pullRequests.merge(pull, sha);
  moveReference(world, { ref: `refs/heads/${base}`, sha, sender: author });
  timeline.settle();
  return { number: pull.number, sha };
}
