import type { HomeView, KnownBlock } from '@slack/types';
import type { Notice } from '../model/notice.ts';
import type { Membership } from '../model/person.ts';
import { context, divider, header, present, section } from './blocks.ts';
import { activeBlocks, boardBlocks } from './board.ts';
import { cut, date, esc } from './text.ts';

/** Home tabs may have a hundred blocks; what waits for somebody comes first. */
const homeLimit = 100;
const mostWaiting = 8;

/** The Home tab: what waits for this person, what is in flight, what runs where, and how to begin. */
export function homeView(home: {
  board: Extract<Notice, { kind: 'board' }>;
  membership: Membership;
  commands: readonly { name: string; opensForm: boolean; label: string }[];
}): HomeView {
  const { board, membership } = home;
  const waiting = board.active.filter(({ deployment }) => {
    const approval = deployment.state === 'awaiting-approval' ? deployment.approval : null;
    const voted = approval?.votes.some(({ person }) => person.slackId === membership.person.slackId) ?? false;
    const mine = deployment.requester.slackId === membership.person.slackId;
    return approval !== null && !voted && !mine && approval.rule.roles.some((role) => membership.roles.includes(role));
  });
  const others = { ...board, active: board.active.filter((entry) => !waiting.includes(entry)) };
  const blocks = present(
    header('Quarterdeck'),
    beginBlock(home.commands),
    section(['Type `/deploy <environment>` in any channel, or `/quarterdeck help` for everything.']),
    divider,
    ...(waiting.length > 0
      ? [
          section([`*Waits for you*  ${waiting.length} to approve or reject`]),
          ...waiting.slice(0, mostWaiting).flatMap((entry) => activeBlocks(entry, board.now)),
          divider,
        ]
      : []),
    ...boardBlocks(others),
    context([`As of ${date(board.now, '{time_secs}')}; open this tab again to refresh it.`]),
  );
  return { type: 'home', callback_id: 'qd-home', blocks: blocks.slice(0, homeLimit) };
}

/** Buttons for the commands that answer with a form. */
function beginBlock(commands: readonly { name: string; opensForm: boolean; label: string }[]): KnownBlock | null {
  const elements = commands
    .filter(({ opensForm }) => opensForm)
    .slice(0, 5)
    .map(({ name, label }, index) => ({
      type: 'button' as const,
      action_id: cut(`begin:${name}`, 255),
      text: { type: 'plain_text' as const, text: cut(label, 75), emoji: false },
      ...(index === 0 ? { style: 'primary' as const } : {}),
    }));
  return elements.length > 0 ? { type: 'actions', elements } : null;
}

/** A Home tab with one sentence, for those who cannot use the bot. */
export function homeNote(why: string): HomeView {
  return { type: 'home', callback_id: 'qd-home', blocks: [header('Quarterdeck'), section([esc(why, 500)])] };
}
