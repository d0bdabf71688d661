import type { FormHandler } from '../src/command.ts';
import type { Approval } from '../src/model/approval.ts';
import { unticked } from '../src/model/approval.ts';
import { shortSha } from '../src/model/commit.ts';
import type { Deployment } from '../src/model/deployment.ts';
import type { Form } from '../src/model/form.ts';
import { askedBy } from './asking.ts';
import { say } from './say.ts';

/** Approve, where a checklist is configured: the vote counts with every item ticked. */
export function checklistForm(deployment: Deployment, { round, rule }: Approval): Form {
  const { id, target, ref, environment, sha } = deployment;
  const items = rule.checklist ?? [];
  return {
    name: 'checklist',
    command: '/deploy',
    title: 'Approve deployment',
    submit: 'Approve',
    intro: [
      `${target} ${ref.name} to ${environment}. Your approval counts for exactly ${shortSha(sha)}, and with every item ticked.`,
      'The message, its thread and the audit log name you with what you ticked.',
    ],
    fields: [
      {
        kind: 'ticks',
        name: 'items',
        label: 'Checklist',
        hint: null,
        optional: false,
        refreshes: false,
        options: items.map((item, index) => ({ value: String(index), label: item })),
      },
    ],
    context: { deploymentId: id, round, items },
  };
}

export const checklistHandler: FormHandler = {
  async check(_call, context, values) {
    const { items, ticked } = read(context, values.items);
    const open = unticked(items, ticked);
    return open.length > 0 ? { items: `Not ticked: ${open.join('; ')}` } : null;
  },
  async submit(call, context, values) {
    const counted = await call.start.vote({
      ...askedBy(call, String(context.deploymentId)),
      round: Number(context.round),
      choice: 'approve',
      reason: null,
      ticked: read(context, values.items).ticked,
    });
    return counted
      ? { kind: 'started' }
      : say('warning', 'This approval is over', [
          'It was decided, withdrawn or expired before you approved it. The message in the channel says how.',
        ]);
  },
};

/** What was asked is kept with the form; a browser only says which of it, by number. */
function read(context: Record<string, unknown>, value: string | null | undefined) {
  const items = Array.isArray(context.items) ? context.items.map(String) : [];
  const ticked = (value ?? '').split(',').flatMap((index) => (/^\d+$/.test(index) ? (items[Number(index)] ?? []) : []));
  return { items, ticked };
}
