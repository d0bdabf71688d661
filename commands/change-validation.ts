import type { Call, Command, FormHandler, Reply } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { findEnvironment } from '../src/model/catalog.ts';
import { mayValidateChange } from '../src/policy/permissions.ts';
import { askedBy, reasonField } from './asking.ts';
import { say } from './say.ts';

/** The end of a change: somebody says whether it is right. */
export const validationButtons: NonNullable<Command['buttons']> = {
  'confirm-change': { opensForm: false, press: (call, action) => answer(call, idOf(action), true, null) },
  'refute-change': { opensForm: true, press: refute },
};

/** It is not right, and why. */
export const refuteHandler: FormHandler = {
  check: async (_call, _context, values) => (values.reason?.trim() ? null : { reason: 'Say what is not right.' }),
  submit: (call, context, values) => answer(call, String(context.changeId), false, values.reason?.trim() ?? null),
};

async function refute(call: Call, action: ButtonAction): Promise<Reply> {
  const id = idOf(action);
  const refused = await mayNot(call, id);
  if (refused) return refused;
  const intro = [
    'The change is closed as failed; everybody who sees its message reads what you write. Nothing is rolled back by this.',
  ];
  return {
    kind: 'form',
    form: {
      name: 'refute-change',
      command: '/change',
      title: 'It is not right',
      submit: 'Close as failed',
      intro,
      fields: [reasonField('What is not right?')],
      context: { changeId: id },
    },
  };
}

async function answer(call: Call, id: string, right: boolean, reason: string | null): Promise<Reply> {
  const refused = await mayNot(call, id);
  if (refused) return refused;
  const { deploymentId: _, ...asked } = askedBy(call, '');
  return (await call.start.validateChange({ ...asked, changeId: id, right, reason })) ? { kind: 'started' } : over;
}

/** Why this person does not answer for the change; null when they do. */
async function mayNot(call: Call, id: string): Promise<Reply | null> {
  const found = await call.ask.changes.find(id);
  if (!found) return say('warning', 'This change request is no longer known', []);
  if (found.change.state !== 'validating') return over;
  const pipeline = call.catalog.pipelines.find(({ name }) => name === found.deployment.pipeline);
  const environment = pipeline ? findEnvironment(pipeline, found.deployment.environment) : null;
  const may = mayValidateChange(await call.ask.membership(call.person.slackId), found.change, environment);
  return may.allowed
    ? null
    : say('error', 'You may not answer for this change', [may.why, `Who can: ${may.who.join(', ')}.`]);
}

const over = say('info', 'That has been answered already', ['The message says by whom.']);

function idOf(action: ButtonAction): string {
  if (action.kind !== 'confirm-change' && action.kind !== 'refute-change') {
    throw new Error(`a button of the kind ${action.kind} validates no change`);
  }
  return action.changeId;
}
