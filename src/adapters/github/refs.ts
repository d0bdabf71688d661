import { z } from 'zod';
import type { PointsAt, RefProblem, ResolvedRef } from '../../model/commit.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { ask, askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';
import { askRepository } from './graph.ts';
import { nearNames } from './near-names.ts';
import { refsQuery } from './queries.ts';
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

const commit = z.object({
  __typename: z.literal('Commit'),
  oid: z.string(),
  url: z.string(),
  message: z.string(),
  committedDate: z.string(),
  tree: z.object({ oid: z.string() }),
  author: z.object({ name: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }).nullish(),
});
type CommitDocument = z.output<typeof commit>;

const tagOf = <S extends z.ZodType>(target: S) => z.object({ __typename: z.literal('Tag'), target });
/** Trees and blobs, and tags of tags of tags: nothing that can be deployed. */
const other = z.object({ __typename: z.string() }).transform(() => null);
const behind = z
  .union([commit, tagOf(z.union([commit, tagOf(z.union([commit, other])), other])), other])
  .transform((found): CommitDocument | null => {
    let object: typeof found | CommitDocument = found;
    while (object?.__typename === 'Tag') object = object.target;
    return object;
  });
const ref = z.object({ prefix: z.string(), name: z.string(), target: behind.nullable() }).nullish();
const refs = z.object({ branch: ref, tag: ref, commit: z.union([commit, other]).nullish() });

interface Meanings {
  branch: CommitDocument | null;
  tag: CommitDocument | null;
  commit: CommitDocument | null;
}

/** What the name means as a branch, as a tag and as a SHA, as far as that is asked; all in one answer. */
async function readMeanings(
  github: GitHub,
  repository: Repository,
  name: string,
  as: { branch: boolean; tag: boolean; sha: boolean },
): Promise<Meanings> {
  const variables = {
    branch: `refs/heads/${name}`,
    tag: `refs/tags/${name}`,
    revision: name,
    asBranch: as.branch,
    asTag: as.tag,
    asRevision: as.sha,
  };
  const what = `ref ${name} of ${fullName(repository)}`;
  const found = await askRepository(github, repository, refsQuery, variables, refs, what);
  // GitHub looks for short names too when there is no ref of the full one.
  const exact = (folder: string, given: z.output<typeof ref>) =>
    given?.prefix === folder && given.name === name ? given.target : null;
  // It also finds a commit by a branch's name: only one whose SHA begins so was meant as a SHA.
  const bySha = found.commit?.oid.startsWith(name.toLowerCase()) ? found.commit : null;
  return { branch: exact('refs/heads/', found.branch), tag: exact('refs/tags/', found.tag), commit: bySha };
}

/** Where the ref points, with its twin; a repository that cannot be seen is a `Fault`: "the tag is gone" would mislead. */
export async function lookAtRef(
  github: GitHub,
  repository: Repository,
  kind: 'branch' | 'tag',
  name: string,
): Promise<PointsAt> {
  const found = await readMeanings(github, repository, name, { branch: true, tag: true, sha: false });
  return { now: found[kind]?.oid ?? null, twin: found[kind === 'tag' ? 'branch' : 'tag'] !== null };
}

function resolved(found: CommitDocument, kind: ResolvedRef['kind'], name: string): ResolvedRef {
  const { author, message, tree } = found;
  const login = author?.user?.login ?? null;
  return {
    kind,
    name,
    sha: found.oid,
    tree: tree.oid,
    title: message.split('\n')[0] ?? '',
    author: { name: author?.name ?? login ?? 'unknown', login },
    committedAt: Date.parse(found.committedDate) || 0,
    url: found.url,
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
  const as = { branch: only !== 'tag', tag: only !== 'branch', sha };
  const { branch, tag, commit: bySha } = await readMeanings(github, repository, name, as);
  const meanings = [
    ...(branch ? [`refs/heads/${name}`] : []),
    ...(tag ? [`refs/tags/${name}`] : []),
    ...(bySha ? [bySha.oid] : []),
  ];
  if (meanings.length > 1) return { problem: 'ref-ambiguous', ref: typed, candidates: meanings };
  if (bySha) return resolved(bySha, 'sha', bySha.oid);
  if (branch) return resolved(branch, 'branch', name);
  if (tag) return resolved(tag, 'tag', name);
  const names = (await suggestRefs(github, repository, '')).map((each) => each.name);
  return { problem: 'ref-not-found', ref: typed, candidates: nearNames(name, names, 3) };
}
