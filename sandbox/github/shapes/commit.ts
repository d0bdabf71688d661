import type { components } from '@octokit/openapi-types';
import type { ChangedFile, Commit, TagObject } from '../git/history.ts';
import { api, iso, nodeId, type Site, web } from '../site.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

/** A commit as the list of commits and the comparison show it. */
export function commitShape(site: Site, commit: Commit): Schemas['commit'] {
  const { sha } = commit;
  const user = site.users.find(commit.author);
  const author = { name: user.name, email: user.email, date: iso(commit.date) };
  return {
    sha,
    node_id: nodeId('C', sha),
    commit: {
      author,
      committer: author,
      message: commit.message,
      tree: { sha: commit.tree, url: api(site, `/git/trees/${commit.tree}`) },
      url: api(site, `/git/commits/${sha}`),
      comment_count: 0,
      verification: verification(commit),
    },
    url: api(site, `/commits/${sha}`),
    html_url: web(site, `/commit/${sha}`),
    comments_url: api(site, `/commits/${sha}/comments`),
    author: simpleUser(site, user.login),
    committer: simpleUser(site, user.login),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: api(site, `/commits/${parent}`),
      html_url: web(site, `/commit/${parent}`),
    })),
  };
}

function verification({ signature: reason, date }: Commit) {
  const signature = reason === 'unsigned' ? null : '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----';
  const verified = reason === 'valid';
  return { verified, reason, signature, payload: signature && 'tree', verified_at: verified ? iso(date) : null };
}

/** A commit by itself, with what it changed. */
export function fullCommit(site: Site, commit: Commit): Schemas['commit'] {
  const additions = commit.files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = commit.files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    ...commitShape(site, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: commit.files.map((file) => diffEntry(site, commit.sha, file)),
  };
}

export function diffEntry(site: Site, sha: string, file: ChangedFile): Schemas['diff-entry'] {
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: web(site, `/blob/${sha}/${file.filename}`),
    raw_url: web(site, `/raw/${sha}/${file.filename}`),
    contents_url: api(site, `/contents/${file.filename}?ref=${sha}`),
  };
}

/** A commit as a run and a workflow's webhook carry it. */
export function simpleCommit(site: Site, commit: Commit): Schemas['simple-commit'] {
  const { name, email } = site.users.find(commit.author);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: iso(commit.date),
    author: { name, email },
    committer: { name, email },
  };
}

/** A commit as the `push` webhook carries it. */
export function pushedCommit(site: Site, commit: Commit): Record<string, unknown> {
  const { name, email, login } = site.users.find(commit.author);
  const by = (status: ChangedFile['status']) =>
    commit.files.filter((file) => file.status === status).map((file) => file.filename);
  return {
    ...simpleCommit(site, commit),
    distinct: true,
    url: web(site, `/commit/${commit.sha}`),
    author: { name, email, username: login },
    committer: { name, email, username: login },
    added: by('added'),
    removed: by('removed'),
    modified: by('modified'),
  };
}

export function gitReference(
  site: Site,
  ref: string,
  object: { type: 'commit' | 'tag'; sha: string },
): Schemas['git-ref'] {
  const folder = object.type === 'tag' ? 'tags' : 'commits';
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: api(site, `/git/${ref}`),
    object: { ...object, url: api(site, `/git/${folder}/${object.sha}`) },
  };
}

export function tagObjectShape(site: Site, object: TagObject): Schemas['git-tag'] {
  const { name, email } = site.users.find(object.tagger);
  return {
    node_id: nodeId('TA', object.sha),
    tag: object.tag,
    sha: object.sha,
    url: api(site, `/git/tags/${object.sha}`),
    message: object.message,
    tagger: { name, email, date: iso(object.date) },
    object: { type: 'commit', sha: object.target, url: api(site, `/git/commits/${object.target}`) },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}
