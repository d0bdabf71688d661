import type { Notice, Tone } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { esc } from './text.ts';

const sign: Record<Tone, string> = {
  info: ':information_source:',
  success: ':white_check_mark:',
  warning: ':warning:',
  error: ':x:',
};

/** A sentence or a few, for one person. */
export function textView(notice: Extract<Notice, { kind: 'text' }>): Message {
  const lines = notice.lines.filter((line) => line.trim() !== '').map((line) => esc(line, 600));
  return {
    text: [esc(notice.title, 200), ...lines].join(' '),
    blocks: present(
      section([`${sign[notice.tone]} *${esc(notice.title, 200)}*`, ...lines]),
      actions(notice.buttons ?? []),
    ),
  };
}
