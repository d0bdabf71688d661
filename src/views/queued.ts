import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { section } from './blocks.ts';
import { refAndSha } from './change.ts';
import { subject } from './state-words.ts';
import { code, esc } from './text.ts';

/** Only for the person who asked: its place in the lane. */
export function queuedView(notice: Extract<Notice, { kind: 'queued' }>): Message {
  const { deployment, place, behind } = notice;
  const what = `${esc(subject(deployment), 100)} to ${esc(deployment.environment, 60)}`;
  const held =
    behind.length > 0
      ? ` The lane is held by ${behind
          .slice(0, 5)
          .map((id) => code(id))
          .join(', ')}.`
      : '';
  return {
    text: `Waiting: ${what} is number ${place} in the lane`,
    blocks: [
      section([
        `:hourglass_flowing_sand: *Waiting for the lane:* ${what} ${refAndSha(deployment.ref.name, deployment.sha)}`,
        `It is number ${place}${place === 1 ? ' and goes next' : ''}; it starts by itself when its turn comes.${held}`,
      ]),
    ],
  };
}
