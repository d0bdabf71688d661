import { shortSha } from '../model/commit.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, present, section } from './blocks.ts';
import { count, esc, link } from './text.ts';

const most = 20;

/** In the thread: the commits that go out, newest first, with their authors. */
export function changeListView(notice: Extract<Notice, { kind: 'change-list' }>): Message {
  const { deployment, commits, total } = notice;
  const shown = commits.slice(-most).reverse();
  const title = `*${count(total, 'commit')} in this deployment*${deployment.from ? '' : ' (nothing known to run there)'}`;
  const lines = shown.map(
    ({ sha, title: subject, author, url }) =>
      `• ${link(url, shortSha(sha))} ${esc(subject, 90)} _by_ ${esc(author.login ?? author.name, 40)}`,
  );
  const rest = total - shown.length;
  const all = deployment.compare ? link(deployment.compare.url, 'the whole comparison') : 'GitHub';
  return {
    text: `${count(total, 'commit')} in this deployment`,
    blocks: present(
      section([title, ...(lines.length > 0 ? lines.slice(0, most / 2) : ['No commits: it is the same code.'])]),
      lines.length > most / 2 && section(lines.slice(most / 2)),
      rest > 0 && context([`… and ${rest} more: see ${all}`]),
    ),
  };
}
