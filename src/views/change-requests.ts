import type { ChangeRequest } from '../model/change-request.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, header, present, section } from './blocks.ts';
import { assessmentWords, changeStateWords } from './change-words.ts';
import { code, count, date, esc, link } from './text.ts';

/** Change requests: those that are open, by their time, and the last closed ones. */
export function changeRequestsView(notice: Extract<Notice, { kind: 'change-requests' }>): Message {
  const { environment, open, more, closed, urls } = notice;
  const where = environment === null ? '' : ` to ${esc(environment, 60)}`;
  const lines = (changes: readonly ChangeRequest[]) =>
    changes.flatMap((change) => changeLines(change, urls[change.id]));
  return {
    text: `${more ? 'More than ' : ''}${count(open.length, 'open change request')}${where}`,
    blocks: present(
      header(`Change requests${environment === null ? '' : ` to ${environment}`}`),
      section(
        open.length > 0
          ? ['*Open*', ...lines(open), ...(more ? ['… and more. Name an environment to see those to it alone.'] : [])]
          : [`No change request${where} is open. Ask for one with /change.`],
      ),
      closed.length > 0 && section(['*Closed last*', ...lines(closed)]),
      open.length + closed.length > 0 &&
        context([`${code(`/change show ${(open[0] ?? closed[0])?.id ?? ''}`)} tells all of one.`]),
    ),
  };
}

function changeLines(change: ChangeRequest, url: string | undefined): string[] {
  const { id, plan, state, target, environment, ref, requester, plannedFor, stateSince, closedAt } = change;
  const { sign, words } = changeStateWords[state];
  const title = url === undefined ? `*${esc(plan.title, 100)}*` : `*${link(url, plan.title, 100)}*`;
  const carriedOut = state === 'validating' ? `carried out ${date(stateSince)}` : `planned for ${date(plannedFor)}`;
  const when = closedAt === null ? carriedOut : `closed ${date(closedAt)}`;
  return [
    `${sign} ${title}: ${words.toLowerCase()}, ${when}`,
    `      ${esc(target, 60)} ${code(ref.name, 60)} → ${esc(environment, 60)} · ${assessmentWords(change)} · by ${esc(requester.name, 60)} · ${code(id)}`,
  ];
}
