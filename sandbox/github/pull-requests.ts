import type { Instant, SeedPullRequest, WorldSeed } from '../contract.ts';
import { parseDuration } from '../duration.ts';
import type { History } from './git/history.ts';

export interface Review {
  id: number;
  /** Login. */
  reviewer: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  sha: string;
  submittedAt: Instant;
}

export interface PullRequest {
  id: number;
  number: number;
  title: string;
  /** Login. */
  author: string;
  headBranch: string;
  base: string;
  /** The last commit of its branch. */
  head: string;
  /** Its own commits, of which `head` is the last. */
  commits: string[];
  createdAt: Instant;
  closedAt: Instant | null;
  merged: { sha: string; at: Instant } | null;
  reviews: Review[];
}

export interface PullRequests {
  readonly all: PullRequest[];
  get(number: number): PullRequest | undefined;
  /** Those that have the commit among their own, or were merged as it. */
  with(sha: string): PullRequest[];
  /** @throws Error when the branch brings nothing that the base does not have. */
  open(input: { headBranch: string; base: string; title: string; author: string }): PullRequest;
  /** What a reviewer says of the last commit. A new word of theirs leaves the earlier ones standing, as on GitHub. */
  review(pull: PullRequest, reviewer: string, state: Review['state']): Review;
  /** Closes it as merged by that commit. */
  merge(pull: PullRequest, sha: string): void;
  close(pull: PullRequest): void;
  /** An open pull request follows its branch. */
  pushed(branch: string, sha: string): void;
}

export function createPullRequests(parts: {
  history: History;
  nextId: () => number;
  now: () => Instant;
}): PullRequests {
  const { history, nextId, now } = parts;
  const all: PullRequest[] = [];
  const own = (head: string, base: string) => {
    const known = new Set(history.log(history.branches.get(base) ?? '').map(({ sha }) => sha));
    const fresh = history.log(head).filter(({ sha }) => !known.has(sha));
    return fresh.map(({ sha }) => sha).reverse();
  };
  return {
    all,
    get: (number) => all.find((pull) => pull.number === number),
    with: (sha) => all.filter(({ commits, merged }) => commits.includes(sha) || merged?.sha === sha),
    open({ headBranch, base, title, author }) {
      const head = history.branches.get(headBranch);
      const commits = head === undefined ? [] : own(head, base);
      if (head === undefined || commits.length === 0) throw new Error(`${headBranch} brings nothing new to ${base}`);
      const number = Math.max(400, ...all.map((pull) => pull.number)) + 1;
      const open = { createdAt: now(), closedAt: null, merged: null, reviews: [] };
      const pull: PullRequest = { id: nextId(), number, title, author, headBranch, base, head, commits, ...open };
      all.push(pull);
      return pull;
    },
    review(pull, reviewer, state) {
      const review = { id: nextId(), reviewer, state, sha: pull.head, submittedAt: now() };
      pull.reviews.push(review);
      return review;
    },
    merge(pull, sha) {
      pull.merged = { sha, at: now() };
      pull.closedAt = now();
    },
    close(pull) {
      pull.closedAt = now();
    },
    pushed(branch, sha) {
      for (const pull of all) {
        if (pull.headBranch !== branch || pull.closedAt !== null) continue;
        pull.head = sha;
        pull.commits = own(sha, pull.base);
      }
    },
  };
}

/** Pull requests that were there before the world began. @throws Error for one that names an unknown commit. */
export function seedPullRequests(
  pulls: PullRequests,
  seed: WorldSeed,
  given: { hashes: Map<string, string>; nextId: () => number; start: Instant; login: (name: string) => string },
): void {
  const { hashes, nextId, start, login } = given;
  const hash = (key: string) => {
    const found = hashes.get(key);
    if (found === undefined) throw new Error(`the world's pull requests name the commit "${key}", which no branch has`);
    return found;
  };
  for (const one of seed.pullRequests) {
    const at = start - parseDuration(one.ago);
    const head = hash(one.commits.at(-1) ?? '');
    pulls.all.push({
      id: nextId(),
      number: one.number,
      title: one.title,
      author: login(one.author),
      headBranch: one.branch,
      base: one.base,
      head,
      commits: one.commits.map(hash),
      createdAt: at,
      closedAt: one.merged === undefined ? null : at,
      merged: one.merged === undefined ? null : { sha: hash(one.merged), at },
      reviews: one.reviews.map((review) => ({
        id: nextId(),
        reviewer: login(review.by),
        state: reviewStates[review.says],
        sha: review.of === undefined ? head : hash(review.of),
        submittedAt: at,
      })),
    });
  }
}

const reviewStates: Record<SeedPullRequest['reviews'][number]['says'], Review['state']> = {
  approved: 'APPROVED',
  'changes requested': 'CHANGES_REQUESTED',
  commented: 'COMMENTED',
  dismissed: 'DISMISSED',
};
