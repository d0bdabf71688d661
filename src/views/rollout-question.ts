import type { Notice } from '../model/notice.ts';
import { sayDuration } from '../model/time.ts';
import type { Message } from './blocks.ts';
import { context, present, section } from './blocks.ts';
import { refAndSha, shortRef } from './change.ts';
import { subject } from './state-words.ts';
import { esc } from './text.ts';

/** In the thread: what a person has to decide of a rollout. Mentioning those who may is what notifies them. */
export function rolloutQuestionView(notice: Extract<Notice, { kind: 'rollout-question' }>): Message {
  const { deployment, roles, mention, waitsFor } = notice;
  const open = waitsFor === undefined ? '' : `, for ${sayDuration(waitsFor)} now`;
  const { rollout, ref, sha, environment } = deployment;
  const what = `${esc(subject(deployment), 100)} ${refAndSha(ref.name, sha)} → ${esc(environment, 60)}`;
  const people = mention.filter((id) => /^[UW][A-Z0-9]{2,}$/.test(id)).map((id) => `<@${id}>`);
  const why = rollout?.question?.why ?? '';
  return {
    text: `A person has to decide${open}: ${esc(subject(deployment), 100)} ${shortRef(ref.name, sha)} to ${esc(environment, 60)}. ${esc(why, 300)}`,
    blocks: present(
      section([
        `${open === '' ? ':raised_hand:' : ':alarm_clock:'} *A person has to decide${open}:* ${what}, at ${rollout?.weight ?? 0} % of the traffic`,
        ...(why === '' ? [] : [esc(why, 700)]),
        ...(people.length > 0 ? [people.join(' ')] : []),
      ]),
      context([`The buttons are on the message above, for ${roles.map((role) => esc(role, 60)).join(', ')}.`]),
    ),
  };
}
