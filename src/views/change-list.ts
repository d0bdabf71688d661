import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, present, section } from './blocks.ts';
import { count, esc, link } from './text.ts';

const most = 20;

/** In the thread: the commits that go out, newest first, with their authors. */
export function changeListView(notice: Extract<Notice, { kind: 'change-list' }>): Message {
  const { deployment, commits, total } = notice;
  const shown = commits.slice(-most).reverse();
  const how = deployment.rollback ? 'taken back' : 'in this deployment';
  const title = `*${count(total, 'commit')} ${how}*${deployment.from ? '' : ' (nothing known to run there)'}`;
  const lines = shown.map(
    ({ sha, title: subject, author, url }) =>
      `• ${link(url, shortSha(sha))} ${esc(subject, 90)} _by_ ${esc(author.login ?? author.name, 40)}`,
  );
  const rest = total - shown.length;
  const all = deployment.compare ? link(deployment.compare.url, 'the whole comparison') : 'GitHub';
  const others = [
    ...(rest > 0 ? [`… and ${rest} more: see ${all}`] : []),
    ...(lines.length > 0 ? backwards(deployment, ' as well') : []),
  ];
  return {
    text: `${count(total, 'commit')} ${how}`,
    blocks: present(
      section([title, ...(lines.length > 0 ? lines.slice(0, most / 2) : nothingNew(deployment))]),
      lines.length > most / 2 && section(lines.slice(most / 2)),
      others.length > 0 && context(others),
    ),
  };
}

function nothingNew(deployment: Deployment): string[] {
  const { compare } = deployment;
  if (!compare) return [];
  return compare.behindBy > 0 ? backwards(deployment, '') : ['No commits: it is the same code.'];
}

/** An older version, or another branch, lacks commits that run now; a rollback to such a one brings back what was missing. */
function backwards({ compare, rollback }: Deployment, how: string): string[] {
  if (!compare || compare.behindBy === 0) return [];
  const whole = link(compare.url, 'the whole comparison');
  if (rollback)
    return [
      `${count(compare.behindBy, 'commit')} that it lacked come${compare.behindBy === 1 ? 's' : ''} back: see ${whole}`,
    ];
  return [`It goes ${count(compare.behindBy, 'commit')} back${how}: see ${whole}`];
}
