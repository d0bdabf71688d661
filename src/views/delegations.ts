import type { Delegation } from '../model/delegation.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, present, section } from './blocks.ts';
import { date, esc } from './text.ts';

const most = 20;

/** Only for the reader: who approves in whose place. */
export function delegationsView({ given, reader }: Extract<Notice, { kind: 'delegations' }>): Message {
  const lines = given.slice(0, most).map((one) => `• ${delegationWords(one, reader)}`);
  const rest = given.length - lines.length;
  const title = given.length > 0 ? 'Who approves in whose place' : 'Nobody approves in anybody’s place now';
  return {
    text: given.length === 1 ? lines.join(' ') : title,
    blocks: present(
      section([`*${title}*`, ...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])]),
      context([
        given.length > 0
          ? 'Nobody stands in for whoever asked for the deployment, and two people who stand in for each other count as one. `/quarterdeck delegate off` ends your own.'
          : '`/quarterdeck delegate @person for 3d` has somebody approve in your place.',
      ]),
    ),
  };
}

/** Safe mrkdwn. */
export function delegationWords({ from, to, role, roles, until }: Delegation, reader: string): string {
  const name = ({ slackId, name: called }: Delegation['from']) => (slackId === reader ? 'You' : `*${esc(called, 80)}*`);
  const as = role ?? roles.join(', ');
  const verb = to.slackId === reader ? 'approve' : 'approves';
  const whom = from.slackId === reader ? 'you' : name(from);
  return `${name(to)} ${verb} for ${whom}${as === '' ? '' : ` (${esc(as, 200)})`} until ${date(until)}`;
}
