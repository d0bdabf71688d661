import { z } from 'zod';
import type { PointsAt, RefProblem, ResolvedRef } from '../../model/commit.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask, askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';
import { nearNames } from './near-names.ts';
import { readRef } from './ref-form.ts';
import { suggestRefs } from './suggest.ts';

const gitRef = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

/** The commit that a branch or tag points at; null when there is none of that name. Annotated tags are followed. */
export async function pointsAt(
  github: GitHub,
  repository: Repository,
  kind: 'branch' | 'tag',
  name: string,
): Promise<string | null> {
  const { owner, name: repo } = repository;
  const ref = `${kind === 'branch' ? 'heads' : 'tags'}/${name}`;
  const request = github.patient.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref });
  let object = (await askMaybe(request, gitRef, `${kind} ${name} of ${fullName(repository)}`))?.object;
  for (let depth = 0; object?.type === 'tag' && depth < 5; depth++) {
    const tag = github.patient.request('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', {
      owner,
      repo,
      tag_sha: object.sha,
    });
    object = (await ask(tag, gitRef, `tag ${name}`)).object;
  }
  return object?.type === 'commit' ? object.sha : null;
}

/** As `pointsAt`, with its twin; a repository that cannot be seen is a `Fault`: "the tag is gone" would mislead. */
export async function lookAtRef(
  github: GitHub,
  repository: Repository,
  kind: 'branch' | 'tag',
  name: string,
): Promise<PointsAt> {
  const [now, twin] = await Promise.all([
    pointsAt(github, repository, kind, name),
    pointsAt(github, repository, kind === 'tag' ? 'branch' : 'tag', name),
  ]);
  if (now === null && twin === null) {
    const { owner, name: repo } = repository;
    const request = github.patient.request('GET /repos/{owner}/{repo}', { owner, repo });
    await ask(request, z.object({ full_name: z.string() }), `repository ${fullName(repository)}`);
  }
  return { now, twin: twin !== null };
}

const commit = z.object({
  sha: z.string(),
  html_url: z.string(),
  author: z.object({ login: z.string().optional() }).nullish(),
  commit: z.object({
    message: z.string(),
    tree: z.object({ sha: z.string() }),
    author: z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish(),
    committer: z.object({ date: z.string().nullish() }).nullish(),
  }),
});
type CommitDocument = z.output<typeof commit>;

async function commitOf(github: GitHub, repository: Repository, sha: string): Promise<CommitDocument | null> {
  // One file a page: the answer would otherwise carry the patches of up to 300.
  const request = github.patient.request('GET /repos/{owner}/{repo}/commits/{ref}', {
    owner: repository.owner,
    repo: repository.name,
    ref: sha,
    per_page: 1,
  });
  try {
    return await askMaybe(request, commit, `commit ${sha} of ${fullName(repository)}`);
  } catch (error) {
    // "No commit found for SHA", also when a short one fits several.
    if (error instanceof Error && 'kind' in error && error.kind === 'rejected') return null;
    throw error;
  }
}

function resolved(found: CommitDocument, kind: ResolvedRef['kind'], name: string): ResolvedRef {
  const { author, committer, message, tree } = found.commit;
  return {
    kind,
    name,
    sha: found.sha,
    tree: tree.sha,
    title: message.split('\n')[0] ?? '',
    author: { name: author?.name ?? found.author?.login ?? 'unknown', login: found.author?.login ?? null },
    committedAt: Date.parse(committer?.date ?? author?.date ?? '') || 0,
    url: found.html_url,
  };
}

/**
 * `refs/heads/x` and `refs/tags/x` settle what is ambiguous. Seven and more hexadecimal characters may be a SHA, but a
 * branch or tag of that very name is not overlooked.
 */
export async function resolveRef(
  github: GitHub,
  repository: Repository,
  typed: string,
): Promise<ResolvedRef | RefProblem> {
  const form = readRef(typed);
  if (!form) return { problem: 'ref-malformed', ref: typed, candidates: [] };
  const { name, only, sha } = form;
  const [branch, tag, byCommit] = await Promise.all([
    only === 'tag' ? null : pointsAt(github, repository, 'branch', name),
    only === 'branch' ? null : pointsAt(github, repository, 'tag', name),
    sha ? commitOf(github, repository, name) : null,
  ]);
  // GitHub also finds a commit by a branch's name: only one whose SHA begins so was meant as a SHA.
  const bySha = byCommit?.sha.startsWith(name.toLowerCase()) ? byCommit : null;
  const meanings = [
    ...(branch ? [`refs/heads/${name}`] : []),
    ...(tag ? [`refs/tags/${name}`] : []),
    ...(bySha ? [bySha.sha] : []),
  ];
  if (meanings.length > 1) return { problem: 'ref-ambiguous', ref: typed, candidates: meanings };
  if (bySha) return resolved(bySha, 'sha', bySha.sha);
  const at = branch ?? tag;
  const found = at ? await commitOf(github, repository, at) : null;
  if (found) return resolved(found, branch ? 'branch' : 'tag', name);
  const names = (await suggestRefs(github, repository, '')).map((each) => each.name);
  return { problem: 'ref-not-found', ref: typed, candidates: nearNames(name, names, 3) };
}
