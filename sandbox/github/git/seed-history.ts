import type { Instant, SeedCommit, WorldIds, WorldSeed } from '../../contract.ts';
import { parseDuration } from '../../duration.ts';
import type { History } from './history.ts';

/**
 * Writes the seed's commits, branches and tags. The commits of a branch are listed oldest first, and a key that occurs in
 * two branches is one commit. A commit whose `tree` names another commit is a merge of that commit. Tags
 * are annotated.
 * Returns the hash of every key.
 * @throws Error for a tag or a merge that names an unknown key.
 */
export function seedHistory(
  history: History,
  seed: WorldSeed,
  options: { ids: WorldIds; start: Instant; login: (name: string) => string },
): Map<string, string> {
  const { ids, start, login } = options;
  const hashes = new Map<string, string>();
  const wanted = new Map<string, SeedCommit & { before: string | undefined }>();
  for (const { commits } of Object.values(seed.branches)) {
    let before: string | undefined;
    for (const commit of commits) {
      if (!wanted.has(commit.key)) wanted.set(commit.key, { ...commit, before });
      before = commit.key;
    }
  }

  function write(key: string): string {
    const known = hashes.get(key);
    if (known !== undefined) return known;
    const commit = wanted.get(key);
    if (commit === undefined) throw new Error(`the world names the commit "${key}", which no branch has`);
    const merged =
      commit.tree !== undefined && commit.tree !== key && wanted.has(commit.tree) ? commit.tree : undefined;
    const parents = [commit.before, merged].filter((parent) => parent !== undefined).map(write);
    const { sha } = history.add({
      seed: `${seed.repository}:${key}`,
      tree: ids.sha(`tree:${seed.repository}:${commit.tree ?? key}`),
      message: commit.message,
      author: login(commit.author),
      date: start - parseDuration(commit.ago),
      parents: [...new Set(parents)],
      signature: commit.signature ?? 'valid',
      files: commit.files,
    });
    hashes.set(key, sha);
    return sha;
  }

  for (const [branch, { commits }] of Object.entries(seed.branches)) {
    for (const commit of commits) write(commit.key);
    const tip = commits.at(-1);
    if (tip !== undefined) history.setReference(`refs/heads/${branch}`, write(tip.key));
  }
  for (const [tag, { commit }] of Object.entries(seed.tags)) {
    const target = write(commit);
    const { author, date } = history.commits.get(target) ?? { author: '', date: start };
    const object = history.annotate({ tag, message: `Release ${tag}`, tagger: author, date, target });
    history.setReference(`refs/tags/${tag}`, object.sha);
  }
  return hashes;
}
