import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { code, count, date, esc, link } from './text.ts';

/** `develop` and its short SHA; a SHA that was typed is shown once. */
export function refAndSha(ref: string, sha: string): string {
  const short = shortSha(sha);
  return sha.startsWith(ref) ? code(short) : `${code(ref, 90)} ${code(short)}`;
}

/** What changes: from → to with a compare link, and the commit with its author and age. */
export function changeLines(deployment: Deployment): string[] {
  const { from, compare, commit } = deployment;
  const to = refAndSha(deployment.ref.name, deployment.sha);
  const change = from ? `${refAndSha(from.ref, from.sha)}  →  ${to}` : `${to} (nothing known to run there)`;
  return [
    `*Change*  ${change}${compareWords(compare)}`,
    `*Commit*  ${link(commit.url, commit.title, 150)} by ${esc(commit.author.name, 80)}, ${date(commit.at)}`,
  ];
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
