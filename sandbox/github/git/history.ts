import type { Instant, WorldIds } from '../../contract.ts';

export interface ChangedFile {
  filename: string;
  status: 'added' | 'modified' | 'removed';
  additions: number;
  deletions: number;
  sha: string;
}

export interface Commit {
  sha: string;
  tree: string;
  message: string;
  /** GitHub login. */
  author: string;
  date: Instant;
  parents: string[];
  /** GitHub's word for its signature: valid, unsigned, unknown_key … */
  signature: string;
  files: ChangedFile[];
}

/** What a name turned out to be. `ref` is fully qualified, and absent for a commit that was named by its hash. */
export interface Resolved {
  commit: Commit;
  ref?: string;
}

/** An annotated tag's own object, to which its reference points instead of the commit. */
export interface TagObject {
  sha: string;
  tag: string;
  message: string;
  /** GitHub login. */
  tagger: string;
  date: Instant;
  /** The commit. */
  target: string;
}

/** A repository's commits, branches and tags. Tags are kept by the commit that they mean, annotated or not. */
export interface History {
  readonly commits: Map<string, Commit>;
  readonly branches: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Objects of annotated tags, by hash. */
  readonly tagObjects: Map<string, TagObject>;
  annotate(tag: Omit<TagObject, 'sha'>): TagObject;
  /** Without `files` a plausible change is made up. */
  add(commit: Omit<Commit, 'sha' | 'files'> & { seed: string; files?: string[] | undefined }): Commit;
  /** A branch, a tag, a full reference, or a hash of at least four characters; a branch wins over a tag. */
  resolve(name: string): Resolved | undefined;
  /** `refs/heads/x` or `refs/tags/x` for a branch, a tag or a full reference, and where it points. */
  reference(name: string): { ref: string; sha: string } | undefined;
  /** `sha` is a commit's, or a tag object's. */
  setReference(ref: string, sha: string): void;
  /** Where a reference points in git: for an annotated tag that is its object. */
  objectOf(ref: string): { type: 'commit' | 'tag'; sha: string } | undefined;
  deleteReference(ref: string): boolean;
  /** The commit and everything before it, newest first. */
  log(sha: string): Commit[];
}

const paths = [
  'internal/orders',
  'internal/risk',
  'cmd/api',
  'pkg/marketdata',
  'deploy/helm',
  'docs',
  'internal/session',
];
const names = ['handler', 'store', 'limits', 'client', 'values', 'config', 'queue', 'metrics'];

export function createHistory(ids: WorldIds, defaultBranch: string): History {
  const commits = new Map<string, Commit>();
  const branches = new Map<string, string>();
  const tags = new Map<string, string>();
  const tagObjects = new Map<string, TagObject>();
  const annotated = new Map<string, string>();
  const order = new Map<string, number>();

  function reference(name: string) {
    const candidates = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
    for (const ref of candidates) {
      const sha = ref.startsWith('refs/heads/')
        ? branches.get(ref.slice('refs/heads/'.length))
        : tags.get(ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : '');
      if (sha !== undefined) return { ref, sha };
    }
    return undefined;
  }

  function byHash(prefix: string) {
    if (!/^[0-9a-f]{4,40}$/i.test(prefix)) return undefined;
    const wanted = prefix.toLowerCase();
    const found = [...commits.values()].filter((commit) => commit.sha.startsWith(wanted));
    return found.length === 1 ? found[0] : undefined;
  }

  return {
    commits,
    branches,
    tags,
    tagObjects,
    reference,
    annotate(tag) {
      const object = { ...tag, sha: ids.sha(`tag:${tag.tag}:${tag.target}:${tag.message}`) };
      tagObjects.set(object.sha, object);
      return object;
    },
    objectOf(ref) {
      const sha = reference(ref)?.sha;
      const object = annotated.get(ref);
      if (sha === undefined) return undefined;
      return object === undefined ? { type: 'commit', sha } : { type: 'tag', sha: object };
    },
    add({ seed, files, ...rest }) {
      const sha = ids.sha(`commit:${seed}`);
      const merge = rest.parents.length > 1;
      const commit: Commit = { ...rest, sha, files: merge ? [] : changedFiles(ids, sha, files) };
      if (!order.has(sha)) order.set(sha, order.size);
      commits.set(sha, commit);
      return commit;
    },
    resolve(name) {
      if (name === 'HEAD') return this.resolve(`refs/heads/${defaultBranch}`);
      const named = reference(name.startsWith('heads/') || name.startsWith('tags/') ? `refs/${name}` : name);
      if (named !== undefined) {
        const commit = commits.get(named.sha);
        return commit === undefined ? undefined : { commit, ref: named.ref };
      }
      const commit = byHash(name);
      return commit === undefined ? undefined : { commit };
    },
    setReference(ref, sha) {
      const object = tagObjects.get(sha);
      annotated.delete(ref);
      if (object !== undefined) annotated.set(ref, object.sha);
      const target = object?.target ?? sha;
      if (ref.startsWith('refs/heads/')) branches.set(ref.slice('refs/heads/'.length), target);
      else if (ref.startsWith('refs/tags/')) tags.set(ref.slice('refs/tags/'.length), target);
      else throw new Error(`${ref} is neither a branch nor a tag`);
    },
    deleteReference(ref) {
      annotated.delete(ref);
      if (ref.startsWith('refs/heads/')) return branches.delete(ref.slice('refs/heads/'.length));
      return tags.delete(ref.slice('refs/tags/'.length));
    },
    log(sha) {
      return [...ancestors(commits, sha)]
        .map((each) => commits.get(each))
        .filter((commit) => commit !== undefined)
        .sort((a, b) => b.date - a.date || (order.get(b.sha) ?? 0) - (order.get(a.sha) ?? 0));
    },
  };
}

/** The hashes reachable from `sha`, itself included. */
export function ancestors(commits: ReadonlyMap<string, Commit>, sha: string): Set<string> {
  const seen = new Set<string>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    const commit = commits.get(next);
    if (commit === undefined) continue;
    seen.add(next);
    open.push(...commit.parents);
  }
  return seen;
}

/** A change of these files, or of plausible ones; all else is derived from the hash alone. */
function changedFiles(ids: WorldIds, sha: string, given: string[] | undefined): ChangedFile[] {
  const digit = (at: number) => Number.parseInt(sha[at % 40] ?? '0', 16);
  return (given ?? plausibleFiles(digit)).map((filename, index) => ({
    filename,
    status: 'modified',
    additions: 1 + digit(index + 7) * 3,
    deletions: digit(index + 10) * 2,
    sha: ids.sha(`blob:${sha}:${filename}`),
  }));
}

function plausibleFiles(digit: (at: number) => number): string[] {
  return Array.from({ length: 1 + (digit(0) % 3) }, (_, index) => {
    const folder = paths[(digit(index + 1) + index) % paths.length] ?? 'docs';
    const name = names[(digit(index + 4) + index) % names.length] ?? 'config';
    const extension = folder.startsWith('deploy') ? 'yaml' : folder === 'docs' ? 'md' : 'go';
    return `${folder}/${name}.${extension}`;
  });
}
