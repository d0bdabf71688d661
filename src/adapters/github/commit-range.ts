import { z } from 'zod';
import type { CommitRange, RangeCommit } from '../../model/commit-range.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';
import { readCoAuthors } from './co-authors.ts';
import { authorOf, gitActor } from './git-actor.ts';
import { askRepository } from './graph.ts';
import { historyQuery } from './queries.ts';

const commit = z.object({
  sha: z.string(),
  node_id: z.string(),
  author: z.object({ login: z.string().optional() }).nullish(),
  parents: z.array(z.object({ sha: z.string() })),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().nullish() }).nullish(),
    verification: z.object({ verified: z.boolean(), reason: z.string() }).nullish(),
  }),
});
const comparison = z.object({ total_commits: z.number(), commits: z.array(commit) });

const past = z.object({
  object: z
    .object({
      history: z
        .object({
          nodes: z.array(
            z.object({
              id: z.string(),
              oid: z.string(),
              message: z.string(),
              author: gitActor.nullable(),
              parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }),
              signature: z.object({ isValid: z.boolean(), state: z.string() }).nullable(),
            }),
          ),
        })
        .optional(),
    })
    .nullable(),
});
type PastCommit = NonNullable<NonNullable<z.output<typeof past>['object']>['history']>['nodes'][number];

/** With all of its message, and the id by which more can be asked about it. */
type Found = RangeCommit & { nodeId: string };

const perPage = 100;
const mostPages = 3;
/** As many as GitHub itself shows of a comparison. */
const most = 250;

/** The commits of `head` that at least one of `since` lacks: one request, unless several of them lie far apart or co-authors are sought. */
export async function readCommitRange(
  github: GitHub,
  repository: Repository,
  since: readonly string[],
  head: string,
  coAuthors: boolean,
): Promise<CommitRange> {
  const { commits, total } = await readRange(github, repository, since, head);
  const others = coAuthors ? await readCoAuthors(github, repository, commits) : null;
  const kept = commits.map(({ nodeId: _, ...each }): RangeCommit => {
    const found = others?.get(each.sha);
    return { ...each, message: each.message.slice(0, 10_000), ...(found ? { coAuthors: found } : {}) };
  });
  return { since: [...since], commits: kept, total };
}

async function readRange(
  github: GitHub,
  repository: Repository,
  since: readonly string[],
  head: string,
): Promise<{ commits: Found[]; total: number }> {
  if (since.length === 0) return { commits: [await readOne(github, repository, head)], total: 1 };
  const history = since.length > 1 ? await readHistory(github, repository, head) : [];
  const read = async (base: string) => {
    const found = newSince(history, base, head)?.map(pastCommit);
    return found ? { commits: found, total: found.length } : readComparison(github, repository, base, head);
  };
  const parts = await Promise.all(since.map(read));
  // What any service gets for the first time is new. The longest range mostly holds the others, in its order.
  parts.sort((a, b) => b.commits.length - a.commits.length);
  const commits = new Map(parts.flatMap((part) => part.commits).map((each) => [each.sha, each]));
  const unread = Math.max(...parts.map((part) => part.total - part.commits.length));
  return { commits: [...commits.values()], total: commits.size + unread };
}

async function readHistory(github: GitHub, repository: Repository, head: string): Promise<PastCommit[]> {
  const what = `the commits before ${head.slice(0, 7)} in ${fullName(repository)}`;
  const { object } = await askRepository(github, repository, historyQuery, { sha: head }, past, what);
  return object?.history?.nodes ?? [];
}

/**
 * What `head` has and `base` does not, oldest first; null when the given commits do not settle it. What is left away is certain to be
 * in `base`.
 */
function newSince(history: readonly PastCommit[], base: string, head: string): PastCommit[] | null {
  const known = new Map(history.map((each) => [each.oid, each]));
  if (!known.has(base)) return null;
  const reached = (from: string, but: ReadonlySet<string>): Set<string> => {
    const found = new Set<string>();
    const open = [from];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next) || but.has(next)) continue;
      found.add(next);
      open.push(...(known.get(next)?.parents.nodes ?? []).map(({ oid }) => oid));
    }
    return found;
  };
  const fresh = reached(head, reached(base, new Set()));
  // One of which nothing is known might lead anywhere.
  return [...fresh].every((each) => known.has(each)) ? history.filter(({ oid }) => fresh.has(oid)).reverse() : null;
}

async function readOne(github: GitHub, repository: Repository, sha: string): Promise<Found> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{ref}', {
    owner: repository.owner,
    repo: repository.name,
    ref: sha,
  });
  return rangeCommit(await ask(request, commit, `commit ${sha.slice(0, 7)} in ${fullName(repository)}`));
}

async function readComparison(github: GitHub, repository: Repository, base: string, head: string) {
  const found: Found[] = [];
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

function rangeCommit({ sha, author, parents, ...rest }: z.output<typeof commit>): Found {
  const { message, ...about } = rest.commit;
  return {
    nodeId: rest.node_id,
    sha,
    title: titleOf(message),
    message,
    author: { name: about.author?.name ?? author?.login ?? 'unknown', login: author?.login ?? null },
    merge: parents.length > 1,
    signature: {
      verified: about.verification?.verified ?? false,
      reason: about.verification?.reason ?? 'unknown',
    },
  };
}

function pastCommit({ id, oid, message, author, parents, signature }: PastCommit): Found {
  return {
    nodeId: id,
    sha: oid,
    title: titleOf(message),
    message,
    author: authorOf(author),
    merge: parents.nodes.length > 1,
    signature: { verified: signature?.isValid ?? false, reason: signature?.state.toLowerCase() ?? 'unsigned' },
  };
}

function titleOf(message: string): string {
  return message.split('\n')[0] ?? '';
}
