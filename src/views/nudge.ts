import type { Notice } from '../model/notice.ts';
import { sayLacking, stillLacking } from '../model/quorum.ts';
import type { Message } from './blocks.ts';
import { section } from './blocks.ts';
import { shortRef } from './change.ts';
import { subject } from './state-words.ts';
import { date, esc } from './text.ts';

/** In the thread of the question, and of its copies: whose answer is missing, and until when. Mentioning them is what notifies them. */
export function nudgeView({ deployment, mention }: Extract<Notice, { kind: 'nudge' }>): Message {
  const { approval, environment } = deployment;
  const what = `${esc(subject(deployment), 100)} ${shortRef(deployment.ref.name, deployment.sha)} to ${esc(environment, 60)}`;
  const missing = approval ? sayLacking(stillLacking(approval)) : null;
  const people = mention.filter((id) => /^[UW][A-Z0-9]{2,}$/.test(id)).map((id) => `<@${id}>`);
  return {
    text: `Still waiting for approval: ${what}`,
    blocks: [
      section([
        `:hourglass: *Still waiting for approval:* ${what} needs ${esc(missing ?? 'a decision', 200)}${approval ? `, until ${date(approval.expiresAt)}` : ''}.`,
        ...(people.length > 0 ? [people.join(' ')] : []),
      ]),
    ],
  };
}
