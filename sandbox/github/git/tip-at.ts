import type { Instant } from '../../contract.ts';
import type { History } from './history.ts';

/** Where a branch pointed at that instant: what happened before the world began is played when all of its commits are there. */
export function tipAt(history: History, branch: string, instant: Instant): string {
  let commit = history.commits.get(history.branches.get(branch) ?? '');
  while (commit !== undefined && commit.date > instant) {
    const before = history.commits.get(commit.parents[0] ?? '');
    if (before === undefined) break;
    commit = before;
  }
  return commit?.sha ?? '';
}
