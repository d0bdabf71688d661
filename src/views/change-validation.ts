import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { resultLines } from './change-request.ts';
import { esc } from './text.ts';

/** In the thread: whoever asked for the change is asked whether it is right. Mentioning them is what notifies them. */
export function changeValidationView(notice: Extract<Notice, { kind: 'change-validation' }>): Message {
  const { change, deployment, reminder, mention = true } = notice;
  const { plan, requester } = change;
  const known = mention && /^[UW][A-Z0-9]{2,}$/.test(requester.slackId);
  const who = known ? `<@${requester.slackId}>` : esc(requester.name, 80);
  const asked = reminder ? 'Still to be validated' : 'To be validated';
  return {
    text: `${asked}: ${esc(plan.title, 150)}`,
    blocks: present(
      section([
        `:mag: *${asked}:* ${who}, is the change as it should be? Confirm it above, or say there what is not right.`,
        `*How it is validated*  ${esc(plan.validation, 600)}`,
      ]),
      section(resultLines(deployment)),
      actions(
        [],
        [
          { label: 'View run', url: deployment.run?.url ?? null },
          { label: 'Open environment', url: deployment.url },
        ],
      ),
    ),
  };
}
