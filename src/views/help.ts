import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, header, section } from './blocks.ts';
import { code, esc } from './text.ts';

/** What can be typed, with whole examples. */
export function helpView(notice: Extract<Notice, { kind: 'help' }>): Message {
  const names = notice.commands.map(({ name }) => name).join(', ');
  return {
    text: `Quarterdeck knows ${esc(names, 500)}`,
    blocks: [
      header('What Quarterdeck can do'),
      ...notice.commands
        .slice(0, 45)
        .map(({ name, summary, usage }) =>
          section([
            `*${esc(name, 40)}*  ${esc(summary, 200)}`,
            ...usage.slice(0, 10).map((line) => `• ${code(line, 200)}`),
          ]),
        ),
      context(['A message that says no always says why, who can, and when. The Home tab shows what is in flight.']),
    ],
  };
}
