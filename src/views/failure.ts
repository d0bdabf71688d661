import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { logBlocks } from './log.ts';
import { code, esc } from './text.ts';

const logLimit = 2_800;

/** In the thread: the step that failed and the end of its log. */
export function failureView(notice: Extract<Notice, { kind: 'failure' }>): Message {
  const { job, step, url, log } = notice;
  const where = step === null ? code(job) : `${code(job)} at ${code(step)}`;
  const excerpt = logBlocks(log, logLimit);
  return {
    text: `${esc(job, 120)} failed${step === null ? '' : ` at "${esc(step, 120)}"`}`,
    blocks: present(
      section([`:x: *Failed:* ${where}`]),
      ...excerpt,
      excerpt.length === 0 && section(['There is no log of it.']),
      actions([], [{ label: 'Open the job', url }]),
    ),
  };
}
