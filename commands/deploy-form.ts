import type { Call, FormHandler } from '../src/command.ts';
import type { Environment, Target } from '../src/model/catalog.ts';
import { findTarget } from '../src/model/catalog.ts';
import type { Form, FormValues } from '../src/model/form.ts';
import { askedBy, reasonField, requestedBy } from './asking.ts';
import { chosen, inputFields, inputsOf, suggestRefs, whereErrors, whereFields } from './deploy-fields.ts';
import { say } from './say.ts';

/** `/deploy` without arguments: a form with the workflow's own inputs as typed fields. */
export const deployForm = {
  open(call: Call): Promise<Form> {
    const { target, environment } = chosen(call, {});
    return build(call, {}, target, environment, {});
  },

  handler: {
    refresh(call, context, values) {
      const { target, environment } = chosen(call, values);
      return build(call, context, target, environment, values);
    },

    suggest: (call, context, _field, query) => suggestRefs(call, context, query),

    async check(call, _context, values) {
      const errors = await whereErrors(call, values);
      return Object.keys(errors).length > 0 ? errors : null;
    },

    async submit(call, _context, values) {
      const target = values.target ? findTarget(call.catalog, values.target) : null;
      if (!target || !values.environment)
        return say('error', 'The catalog changed while the form was open', ['Open it again with /deploy.']);
      await call.start.deploy({
        ...requestedBy(call, 'form'),
        environment: values.environment,
        target: target.name,
        ref: values.ref || null,
        reason: values.reason || null,
        inputs: inputsOf(values),
        at: null,
        glass: false,
        dryRun: false,
      });
      return { kind: 'started' };
    },
  } satisfies FormHandler,
};

async function build(
  call: Call,
  context: Record<string, unknown>,
  target: Target | null,
  environment: Environment | null,
  values: FormValues,
): Promise<Form> {
  const asked = await inputFields(call, target, environment, values);
  return {
    name: 'deploy',
    command: '/deploy',
    title: 'Deploy',
    submit: 'Deploy',
    intro: asked.intro,
    fields: [
      ...whereFields(call, target, environment, values),
      {
        kind: 'text',
        name: 'reason',
        label: 'Reason',
        hint: null,
        optional: true,
        refreshes: false,
        multiline: false,
        maxLength: 500,
        initial: values.reason ?? null,
      },
      ...asked.fields,
    ],
    context: { ...context, pipeline: target?.pipeline.name ?? null },
  };
}

/** Reject asks why before it counts. */
export const rejectForm = {
  build(deploymentId: string, round: number, what: string): Form {
    return {
      name: 'reject',
      command: '/deploy',
      title: 'Reject deployment',
      submit: 'Reject',
      intro: [`${what} will not go out. Everybody in the thread reads your reason.`],
      fields: [reasonField('Reason')],
      context: { deploymentId, round },
    };
  },

  handler: {
    async check(_call, _context, values) {
      return values.reason?.trim() ? null : { reason: 'Say why, in a few words.' };
    },
    async submit(call, context, values) {
      const counted = await call.start.vote({
        ...askedBy(call, String(context.deploymentId)),
        round: Number(context.round),
        choice: 'reject',
        reason: values.reason?.trim() ?? null,
      });
      return counted
        ? { kind: 'started' }
        : say('warning', 'This approval is over', [
            'It was decided, withdrawn or expired before you rejected it. The message in the channel says how.',
          ]);
    },
  } satisfies FormHandler,
};
