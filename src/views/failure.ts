import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { code, cut, esc } from './text.ts';

const logLimit = 2_800;

/** In the thread: the step that failed and the end of its log. */
export function failureView(notice: Extract<Notice, { kind: 'failure' }>): Message {
  const { job, step, url, log } = notice;
  const where = step === null ? code(job) : `${code(job)} at ${code(step)}`;
  const excerpt = tail(log, logLimit);
  return {
    text: `${esc(job, 120)} failed${step === null ? '' : ` at "${esc(step, 120)}"`}`,
    blocks: present(
      section([`:x: *Failed:* ${where}`]),
      excerpt !== '' && {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: excerpt }] }],
      },
      excerpt === '' && section(['There is no log of it.']),
      actions([], [{ label: 'Open the job', url }]),
    ),
  };
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
