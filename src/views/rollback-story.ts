import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { subject } from './state-words.ts';
import { date, esc } from './text.ts';

/** More than this nobody reads in one message. */
const most = 40;

/** In the thread of a rollback: the time line of the incident, the earliest first. */
export function rollbackStoryView(notice: Extract<Notice, { kind: 'rollback-story' }>): Message {
  const { deployment, happened, buttons } = notice;
  const what = `${esc(subject(deployment), 100)} in ${esc(deployment.environment, 60)}`;
  const lines = happened
    .slice(-most)
    .map(({ at, words }) => `• ${date(at, '{date_short_pretty}, {time_secs}')}  ${esc(words, 500)}`);
  const left = happened.length - lines.length;
  return {
    text: `The time line of ${what}: ${happened.map(({ words }) => esc(words, 300)).join(' ')}`,
    blocks: present(
      section([
        `:scroll: *Time line* of ${what}`,
        ...(left > 0 ? [`… ${left} earlier ones are in the audit log`] : []),
        ...lines,
      ]),
      actions(buttons),
    ),
  };
}
