import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, header, section } from './blocks.ts';
import { code, count, esc } from './text.ts';

/** In the operations channel: a changed catalog was not taken, and why. */
export function catalogRejectedView(notice: Extract<Notice, { kind: 'catalog-rejected' }>): Message {
  const { file, problems, keptHash } = notice;
  return {
    text: `${esc(file, 200)} was not taken: ${count(problems.length, 'problem')}. The version before stays in force.`,
    blocks: [
      header('The catalog was not taken'),
      section([
        `:warning: ${code(file, 200)} has ${count(problems.length, 'problem')}; the version before stays in force.`,
        ...problems.map((problem) => `• ${esc(problem, 400)}`),
      ]),
      context([
        `In force: ${code(keptHash.slice(0, 12))}. Check a file before it is merged: npm run quarterdeck -- check FILE`,
      ]),
    ],
  };
}
