import type { PushOutcome, PushRequest } from '../contract.ts';
import type { Run } from './actions/run.ts';
import { asksToSkip } from './actions/triggers.ts';
import { ancestors, type Commit } from './git/history.ts';
import { isRefName } from './git/ref-name.ts';
import { iso } from './site.ts';
import type { GitHubWorld } from './world-of-github.ts';

/**
 * Creates, moves or (with `sha: null`) deletes a reference, tells of it, and starts the workflows that it triggers.
 * `sha` is a commit's or a tag object's. Returns the runs that were started.
 */
export function moveReference(world: GitHubWorld, change: { ref: string; sha: string | null; sender: string }): Run[] {
  const { history, webhooks, payloads } = world;
  const { ref, sender, sha: after } = change;
  const tag = ref.startsWith('refs/tags/');
  const before = history.objectOf(ref)?.sha ?? null;
  const old = history.reference(ref)?.sha ?? null;
  const target = after === null ? null : (history.tagObjects.get(after)?.target ?? after);
  const head = target === null ? undefined : history.commits.get(target);
  const commits = target === null || tag ? [] : newCommits(world, old, target);
  const forced = old !== null && target !== null && (tag || !ancestors(history.commits, target).has(old));
  const baseRef = before === null && target !== null && commits.length === 0 ? branchAt(world, target) : null;
  if (after === null) history.deleteReference(ref);
  else history.setReference(ref, after);
  if (target !== null && !tag) world.pullRequests.pushed(ref.slice('refs/heads/'.length), target);
  if (before === null) webhooks.send('create', null, () => payloads.create(ref, sender));
  if (after === null) webhooks.send('delete', null, () => payloads.delete(ref, sender));
  webhooks.send('push', null, () =>
    payloads.push({ ref, before, after, head, baseRef, forced, commits: commits.toReversed(), sender }),
  );
  world.changed('repositories');
  if (after === null || target === null || asksToSkip(head?.message ?? '')) return [];
  const payload = {
    ref,
    before,
    after,
    forced,
    head_commit: { id: target, message: head?.message ?? '', timestamp: iso(head?.date ?? world.timeline.now()) },
  };
  const files = tag ? null : commits.flatMap((commit) => commit.files.map(({ filename }) => filename));
  return world.engine.push({ ref, sha: target, actor: sender, payload }, files);
}

/** What a push of a branch brings, newest first: commits that it, or for a new branch every other, did not have. */
function newCommits({ history }: GitHubWorld, before: string | null, after: string): Commit[] {
  const tips = before === null ? [...history.branches.values()] : [before];
  const known = new Set(tips.flatMap((tip) => [...ancestors(history.commits, tip)]));
  return history.log(after).filter((commit) => !known.has(commit.sha));
}

function branchAt({ history, site }: GitHubWorld, sha: string): string | null {
  const names = [...history.branches].filter(([, tip]) => tip === sha).map(([name]) => name);
  const name = names.includes(site.defaultBranch) ? site.defaultBranch : names[0];
  return name === undefined ? null : `refs/heads/${name}`;
}

/** What a developer pushes: a commit on a branch, which is made where there is none, or a tag. */
export function pushAs(world: GitHubWorld, handle: string, asked: PushRequest): PushOutcome {
  const { site, timeline } = world;
  if (asked.repository.toLowerCase() !== site.fullName.toLowerCase())
    return refuse('unknown_repository', `This world has no repository ${asked.repository}, only ${site.fullName}.`);
  const name = asked.tag ?? asked.branch ?? site.defaultBranch;
  if (!isRefName(name)) return refuse('invalid_name', `"${name}" cannot be the name of a branch or a tag.`);
  const sender = site.users.find(handle).login;
  const outcome = asked.tag === undefined ? pushCommit(world, sender, asked) : pushTag(world, sender, asked.tag, asked);
  timeline.settle();
  return outcome;
}

function pushCommit(world: GitHubWorld, sender: string, asked: PushRequest): PushOutcome {
  const { history, site } = world;
  const branch = asked.branch ?? site.defaultBranch;
  const parent = history.branches.get(branch) ?? history.branches.get(site.defaultBranch);
  const parents = parent === undefined ? [] : [parent];
  const { sha } = addCommit(world, {
    message: asked.message,
    author: sender,
    parents,
    files: asked.files,
    signature: asked.signature,
  });
  const ref = `refs/heads/${branch}`;
  return done(ref, sha, moveReference(world, { ref, sha, sender }));
}

/** With a message the tag is annotated, as with git. */
function pushTag(world: GitHubWorld, tagger: string, tag: string, asked: PushRequest): PushOutcome {
  const { history, site, timeline } = world;
  const where = asked.commit ?? `refs/heads/${asked.branch ?? site.defaultBranch}`;
  const target = history.resolve(where)?.commit.sha;
  if (target === undefined) return refuse('unknown_commit', `${site.fullName} has no ${asked.commit ?? asked.branch}.`);
  if (history.tags.has(tag) && asked.force !== true)
    return refuse('tag_exists', `${site.fullName} has the tag ${tag} already; "force" moves it.`);
  const { message } = asked;
  const sha = message === '' ? target : history.annotate({ tag, message, tagger, date: timeline.now(), target }).sha;
  const ref = `refs/tags/${tag}`;
  return done(ref, target, moveReference(world, { ref, sha, sender: tagger }));
}

function done(ref: string, sha: string, runs: Run[]): PushOutcome {
  return { ref, sha, runs: runs.map(({ id }) => id) };
}

function refuse(refused: string, message: string): PushOutcome {
  return { refused, message };
}

/** A commit that nobody has seen yet, with a tree of its own. */
export function addCommit(
  world: GitHubWorld,
  input: {
    message: string;
    author: string;
    parents: string[];
    files?: string[] | undefined;
    signature?: string | undefined;
  },
): Commit {
  const { history, parts, timeline } = world;
  const seed = `${world.site.fullName}:${input.parents.join('+')}:${input.message}:${timeline.now()}`;
  return history.add({
    ...input,
    signature: input.signature ?? 'unsigned',
    seed,
    tree: parts.ids.sha(`tree:${seed}`),
    date: timeline.now(),
  });
}
