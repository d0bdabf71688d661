import type { Call, Command, FormHandler, Reply } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { findEnvironment } from '../src/model/catalog.ts';
import type { Form } from '../src/model/form.ts';
import { mayReviewGlass } from '../src/policy/permissions.ts';
import { askedBy, reasonField, requestedBy } from './asking.ts';
import { say } from './say.ts';

/** A deploy in an emergency: who is refused says why it must go out, and a second person decides. */
export const glassButtons: NonNullable<Command['buttons']> = {
  'break-glass': { opensForm: true, press: async (_call, action) => ({ kind: 'form', form: glassForm(action) }) },
  'glass-reviewed': { opensForm: false, press: reviewed },
};

function glassForm(action: ButtonAction): Form {
  if (action.kind !== 'break-glass') throw new Error(`a button of the kind ${action.kind} breaks no glass`);
  const { environment, target, ref, inputs } = action;
  return {
    name: 'break-glass',
    command: '/deploy',
    title: 'Break the glass',
    submit: 'Ask for it',
    intro: [
      `${target} ${ref ?? ''} goes to ${environment} past the gates that block it, once a second person has approved.`,
      'The operations channel and the audit log have your name and your reason, and somebody else must review it by tomorrow.',
    ],
    fields: [reasonField('What is the emergency?')],
    context: { environment, target, ref, inputs },
  };
}

export const glassHandler: FormHandler = {
  async check(_call, _context, values) {
    return (values.reason?.trim() ?? '').length >= 10
      ? null
      : { reason: 'Say what the emergency is, in a sentence: it is what the second person decides by.' };
  },
  async submit(call, context, values): Promise<Reply> {
    const { environment, target, ref, inputs } = context as Extract<ButtonAction, { kind: 'break-glass' }>;
    await call.start.deploy({
      ...requestedBy(call, 'form'),
      environment,
      target,
      ref,
      reason: values.reason?.trim() ?? null,
      inputs,
      at: null,
      glass: true,
      dryRun: false,
    });
    return { kind: 'started' };
  },
};

async function reviewed(call: Call, action: ButtonAction): Promise<Reply> {
  const deployment = 'deploymentId' in action ? await call.ask.deployment(action.deploymentId) : null;
  const pipeline = call.catalog.pipelines.find(({ name }) => name === deployment?.pipeline);
  const environment = deployment && pipeline ? findEnvironment(pipeline, deployment.environment) : null;
  if (!deployment || !environment) return say('warning', 'This deployment is no longer known', []);
  const may = mayReviewGlass(await call.ask.membership(call.person.slackId), deployment, environment);
  if (!may.allowed) return say('error', 'You may not review this', [may.why, `Who can: ${may.who.join(', ')}.`]);
  const sent = await call.start.reviewGlass(askedBy(call, deployment.id));
  return sent ? { kind: 'started' } : say('info', 'It has been reviewed already', ['The message says by whom.']);
}
