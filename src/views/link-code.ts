import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, context, header, present, section } from './blocks.ts';
import { code, count, esc, webAddress } from './text.ts';

/** Only for the person: the code with which they show which GitHub account is theirs. */
export function linkCodeView({ userCode, url, minutes }: Extract<Notice, { kind: 'link-code' }>): Message {
  const address = webAddress(url);
  return {
    text: `Enter ${esc(userCode, 40)} on ${esc(address ?? 'GitHub', 300)} to link your GitHub account`,
    blocks: present(
      header('Link your GitHub account'),
      section([
        `1. Open ${esc(address ?? 'GitHub', 300)}, signed in to GitHub as yourself.`,
        `2. Enter ${code(userCode, 40)} and allow it. You are told here as soon as it is done.`,
      ]),
      actions([], [{ label: 'Open GitHub', url }]),
      section([
        ':warning: *This code is yours alone.* Whoever enters it is taken for you, so give it to nobody. ' +
          'And never enter a code that somebody has sent you: your account would be linked to them.',
      ]),
      context([`It is good for ${count(minutes, 'minute')} and works once.`]),
    ),
  };
}
