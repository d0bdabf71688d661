import { z } from 'zod';
import type { CommitRange, RangeCommit } from '../../model/commit-range.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const commit = z.object({
  sha: z.string(),
  author: z.object({ login: z.string().optional() }).nullish(),
  parents: z.array(z.object({ sha: z.string() })),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().nullish() }).nullish(),
    verification: z.object({ verified: z.boolean(), reason: z.string() }).nullish(),
  }),
});
const comparison = z.object({ total_commits: z.number(), commits: z.array(commit) });

const perPage = 100;
const mostPages = 3;
/** As many as GitHub itself shows of a comparison. */
const most = 250;

/** The commits of `head` that none of `since` has. */
export async function readCommitRange(
  github: GitHub,
  repository: Repository,
  since: readonly string[],
  head: string,
): Promise<CommitRange> {
  if (since.length === 0) return { since: [], commits: [await readOne(github, repository, head)], total: 1 };
  const parts = await Promise.all(since.map((base) => readComparison(github, repository, base, head)));
  // What any service gets for the first time is new. The longest range mostly holds the others, in its order.
  parts.sort((a, b) => b.commits.length - a.commits.length);
  const commits = new Map(parts.flatMap((part) => part.commits).map((each) => [each.sha, each]));
  const unread = Math.max(...parts.map((part) => part.total - part.commits.length));
  return { since: [...since], commits: [...commits.values()], total: commits.size + unread };
}

async function readOne(github: GitHub, repository: Repository, sha: string): Promise<RangeCommit> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{ref}', {
    owner: repository.owner,
    repo: repository.name,
    ref: sha,
  });
  return rangeCommit(await ask(request, commit, `commit ${sha.slice(0, 7)} in ${fullName(repository)}`));
}

async function readComparison(github: GitHub, repository: Repository, base: string, head: string) {
  const found: RangeCommit[] = [];
  let total = 0;
  for (let page = 1; page <= mostPages; page++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner: repository.owner,
      repo: repository.name,
      basehead: `${base}...${head}`,
      per_page: perPage,
      page,
    });
    const what = `the commits from ${base.slice(0, 7)} to ${head.slice(0, 7)} in ${fullName(repository)}`;
    const next = await ask(request, comparison, what);
    total = next.total_commits;
    found.push(...next.commits.map(rangeCommit));
    if (next.commits.length === 0 || found.length >= total) break;
  }
  return { commits: found.slice(0, most), total };
}

function rangeCommit({ sha, author, parents, commit: { message, ...about } }: z.output<typeof commit>): RangeCommit {
  return {
    sha,
    title: message.split('\n')[0] ?? '',
    message: message.slice(0, 10_000),
    author: { name: about.author?.name ?? author?.login ?? 'unknown', login: author?.login ?? null },
    merge: parents.length > 1,
    signature: {
      verified: about.verification?.verified ?? false,
      reason: about.verification?.reason ?? 'unknown',
    },
  };
}
