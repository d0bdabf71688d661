import type { RichTextBlock } from '@slack/types';
import { cut } from './text.ts';

/** The end of a log, of so many characters at most; nothing where there is none. */
export function logBlocks(log: readonly string[], limit: number): RichTextBlock[] {
  const text = tail(log, limit);
  if (text === '') return [];
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] }];
}

/** The last lines that fit. The text is preformatted, so nothing in it is interpreted; what cannot be seen is taken out. */
function tail(log: readonly string[], limit: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of log.toReversed()) {
    const shown = cut(visible(line), 300);
    if (length + shown.length + 1 > limit) break;
    kept.unshift(shown);
    length += shown.length + 1;
  }
  return kept.join('\n').trimEnd();
}

function visible(line: string): string {
  return line
    .slice(0, 2_000)
    .toWellFormed()
    .replace(/\p{Cc}\[[0-9;?]*[A-Za-z]/gu, '')
    .replaceAll('\t', '  ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '');
}
