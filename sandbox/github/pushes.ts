import { ancestors, type Commit } from './git/history.ts';
import { iso } from './site.ts';
import type { GitHubWorld } from './world-of-github.ts';

/** Creates, moves or (with `sha: null`) deletes a reference, tells of it, and starts the workflows that it triggers. */
export function moveReference(world: GitHubWorld, change: { ref: string; sha: string | null; sender: string }): void {
  const { history, webhooks, payloads } = world;
  const { ref, sender } = change;
  const before = history.reference(ref)?.sha ?? null;
  const object = change.sha;
  const sha = object === null ? null : (history.tagObjects.get(object)?.target ?? object);
  const commits = sha === null ? [] : newCommits(world, ref, before, sha);
  if (object === null) history.deleteReference(ref);
  else history.setReference(ref, object);
  if (before === null) webhooks.send('create', null, () => payloads.create(ref, sender));
  if (sha === null) webhooks.send('delete', null, () => payloads.delete(ref, sender));
  webhooks.send('push', null, () => payloads.push({ ref, before, after: sha, commits, sender }));
  world.changed('repositories');
  if (sha === null) return;
  const head = history.commits.get(sha);
  const payload = {
    ref,
    after: sha,
    head_commit: { id: sha, message: head?.message ?? '', timestamp: iso(head?.date ?? world.timeline.now()) },
  };
  world.engine.push({ ref, sha, actor: sender, payload });
}

/** What a push of a branch brings, oldest first; a tag brings nothing. */
function newCommits(world: GitHubWorld, ref: string, before: string | null, after: string): Commit[] {
  if (ref.startsWith('refs/tags/') || before === null) return [];
  const known = ancestors(world.history.commits, before);
  return world.history
    .log(after)
    .filter((commit) => !known.has(commit.sha))
    .reverse();
}

/** A developer's commit on a branch, and a tag at its tip or at the default branch's. A new branch starts there too. */
export function pushAs(
  world: GitHubWorld,
  handle: string,
  input: { branch?: string; tag?: string; message: string },
): { sha: string } {
  const { history, site, timeline } = world;
  const sender = site.users.find(handle).login;
  let tip = history.branches.get(site.defaultBranch);
  if (input.branch !== undefined || input.tag === undefined) {
    const branch = input.branch ?? site.defaultBranch;
    const parent = history.branches.get(branch) ?? tip;
    const commit = addCommit(world, {
      message: input.message,
      author: sender,
      parents: parent === undefined ? [] : [parent],
    });
    moveReference(world, { ref: `refs/heads/${branch}`, sha: commit.sha, sender });
    tip = commit.sha;
  }
  if (tip === undefined) throw new Error(`${site.fullName} has no branch ${site.defaultBranch}`);
  if (input.tag !== undefined) moveReference(world, { ref: `refs/tags/${input.tag}`, sha: tip, sender });
  timeline.settle();
  return { sha: tip };
}

/** A commit that nobody has seen yet, with a tree of its own. */
export function addCommit(world: GitHubWorld, input: { message: string; author: string; parents: string[] }): Commit {
  const { history, parts, timeline } = world;
  const seed = `${world.site.fullName}:${input.parents.join('+')}:${input.message}:${timeline.now()}`;
  return history.add({ ...input, seed, tree: parts.ids.sha(`tree:${seed}`), date: timeline.now() });
}
