import { ancestors, type ChangedFile, type Commit, type History } from './history.ts';

export interface Comparison {
  base: Commit;
  head: Commit;
  mergeBase: Commit;
  status: 'identical' | 'ahead' | 'behind' | 'diverged';
  /** Reachable from head but not from base, oldest first. */
  ahead: Commit[];
  behind: number;
  files: ChangedFile[];
}

/** What `base...head` shows; undefined when the two have no common history. */
export function compare(history: History, base: Commit, head: Commit): Comparison | undefined {
  const inBase = ancestors(history.commits, base.sha);
  const inHead = ancestors(history.commits, head.sha);
  const mergeBase = history.log(head.sha).find((commit) => inBase.has(commit.sha));
  if (mergeBase === undefined) return undefined;
  const ahead = history
    .log(head.sha)
    .filter((commit) => !inBase.has(commit.sha))
    .reverse();
  const behind = [...inBase].filter((sha) => !inHead.has(sha)).length;
  return {
    base,
    head,
    mergeBase,
    status: ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
    ahead,
    behind,
    files: sumFiles(ahead),
  };
}

function sumFiles(commits: Commit[]): ChangedFile[] {
  const files = new Map<string, ChangedFile>();
  for (const file of commits.flatMap((commit) => commit.files)) {
    const known = files.get(file.filename);
    files.set(file.filename, {
      ...file,
      additions: file.additions + (known?.additions ?? 0),
      deletions: file.deletions + (known?.deletions ?? 0),
    });
  }
  return [...files.values()].sort((a, b) => (a.filename < b.filename ? -1 : 1));
}
