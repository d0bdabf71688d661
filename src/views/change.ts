import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { code, count, date, esc, link } from './text.ts';

/** `develop` and its short SHA; a SHA that was typed is shown once. */
export function refAndSha(ref: string, sha: string): string {
  const short = shortSha(sha);
  return sha.startsWith(ref) ? code(short) : `${code(ref, 90)} ${code(short)}`;
}

/** The ref alone, for short lines; a SHA as people write one. */
export function shortRef(ref: string, sha: string): string {
  return esc(sha.startsWith(ref) ? shortSha(sha) : ref, 100);
}

/** What changes: from → to with a compare link, and the commit with its author and age. */
export function changeLines(deployment: Deployment): string[] {
  const { from, compare, commit, origin } = deployment;
  const asked = origin.via === 'github' ? ' when it was started' : ' when it was asked for';
  const to = refAndSha(deployment.ref.name, deployment.sha);
  const change = from ? `${refAndSha(from.ref, from.sha)}  →  ${to}` : `${to} (nothing known to run there)`;
  return [
    `*Change*  ${change}${compareWords(compare)}`,
    `*Commit*  ${link(commit.url, commit.title, 150)} by ${esc(commit.author.name, 80)}, ${whenMade(commit.at, deployment.requestedAt, asked)}`,
  ];
}

/** When a commit was made, and how old it was at `then`. A message is read later too, so `words` may say when that was. */
export function whenMade(at: Instant, then: Instant, words = ''): string {
  // A committer's clock may be wrong, and one that GitHub does not know counts as 0.
  return at <= 0 || at > then ? date(at) : `${date(at)} (${sayDuration(then - at)} old${words})`;
}

function compareWords(compare: Deployment['compare']): string {
  if (!compare) return '';
  const words =
    compare.aheadBy === 0 && compare.behindBy === 0
      ? 'no difference'
      : [
          compare.aheadBy > 0 ? count(compare.aheadBy, 'commit') : '',
          compare.behindBy > 0 ? `${count(compare.behindBy, 'commit')} back` : '',
        ]
          .filter((part) => part !== '')
          .join(', ');
  return `  (${link(compare.url, words)})`;
}
