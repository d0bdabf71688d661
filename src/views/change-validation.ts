import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { resultLines } from './change-request.ts';
import { esc, link, mentioned } from './text.ts';

/**
 * In the thread: whoever asked for the change is asked whether it is right. Mentioning them is what notifies them. In the channel, where they
 * want no reminders: those who may answer as well.
 */
export function changeValidationView(notice: Extract<Notice, { kind: 'change-validation' }>): Message {
  const { change, deployment, reminder, others, mention = true } = notice;
  const { plan, requester } = change;
  const who = mention && !others ? mentioned(requester) : esc(requester.name, 80);
  const asked = reminder ? 'Still to be validated' : 'To be validated';
  return {
    text: `${asked}: ${esc(plan.title, 150)}`,
    blocks: present(
      section([
        ...(others
          ? othersLines(notice, others)
          : [
              `:mag: *${asked}:* ${who}, is the change as it should be? Confirm it above, or say there what is not right.`,
            ]),
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

function othersLines(
  { change: { plan, requester } }: Extract<Notice, { kind: 'change-validation' }>,
  { mention, roles, url }: NonNullable<Extract<Notice, { kind: 'change-validation' }>['others']>,
): string[] {
  const people = mention.slice(0, 20).map(mentioned);
  return [
    `:mag: *Still to be validated:* ${link(url ?? '', plan.title)}, which ${esc(requester.name, 80)} asked for. Is it as it should be? Confirm it in its message, or say there what is not right.`,
    `*Who can:* ${[esc(requester.name, 80), ...people, esc(roles.join(', '), 200)].filter((one) => one !== '').join(', ')}`,
  ];
}
