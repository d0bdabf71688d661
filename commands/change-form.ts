import type { Call, FormHandler } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import type { Environment } from '../src/model/catalog.ts';
import { findTarget } from '../src/model/catalog.ts';
import type { ChangePlan } from '../src/model/change-plan.ts';
import { impacts, risks } from '../src/model/change-plan.ts';
import type { Field, Form, FormValues } from '../src/model/form.ts';
import { requestedBy } from './asking.ts';
import { chosen, inputFields, inputsOf, suggestRefs, whereErrors, whereFields } from './deploy-fields.ts';
import { inputPrefix } from './deploy-inputs.ts';
import { say } from './say.ts';

/** The form of a change request: what is to be deployed where and when, and what the formal process asks about it. */
export const changeForm = {
  open: (call: Call): Promise<Form> => build(call, {}, {}),

  /** Filled in with what was refused, or with what was asked for before. */
  again(call: Call, asked: Extract<ButtonAction, { kind: 'request-change' }>): Promise<Form> {
    const { environment, target, ref, inputs, at, plan } = asked;
    const chosenInputs = Object.entries(inputs).map(([name, value]) => [`${inputPrefix}${name}`, value]);
    return build(call, {}, { environment, target, ref, at, ...plan, ...Object.fromEntries(chosenInputs) });
  },

  handler: {
    refresh: (call, context, values) => build(call, context, values),

    suggest: (call, context, _field, query) => suggestRefs(call, context, query),

    async check(call, _context, values) {
      const errors = await whereErrors(call, values);
      for (const name of ['title', 'rollback', 'validation']) {
        if (!values[name]?.trim()) errors[name] = 'This is needed: it is what the change is approved by.';
      }
      if (!planOf(values)) errors.impact = 'Choose an impact and a risk.';
      const { environment, target, at } = values;
      if (environment && target && !('environment' in errors) && !('target' in errors)) {
        const problem = await call.ask.changes.timeProblem(environment, target, at ?? '');
        if (problem) errors.at = `${problem.wrong} ${problem.right}`;
      }
      return Object.keys(errors).length > 0 ? errors : null;
    },

    async submit(call, _context, values) {
      const target = values.target ? findTarget(call.catalog, values.target) : null;
      const plan = planOf(values);
      if (!target || !values.environment || !plan) {
        return say('error', 'The catalog changed while the form was open', ['Open it again with /change.']);
      }
      await call.start.deploy({
        ...requestedBy(call, 'form'),
        environment: values.environment,
        target: target.name,
        ref: values.ref || null,
        reason: plan.title,
        inputs: inputsOf(values),
        at: values.at ?? null,
        change: plan,
        glass: false,
        dryRun: false,
      });
      return { kind: 'started' };
    },
  } satisfies FormHandler,
};

function planOf(values: FormValues): ChangePlan | null {
  const impact = impacts.find((one) => one === values.impact);
  const risk = risks.find((one) => one === values.risk);
  const text = (name: string) => values[name]?.trim() ?? '';
  if (!impact || !risk) return null;
  const description = text('description') || null;
  const [title, rollback, validation] = [text('title'), text('rollback'), text('validation')];
  return { title, description, impact, risk, rollback, validation };
}

async function build(call: Call, context: Record<string, unknown>, values: FormValues): Promise<Form> {
  const { target, environment } = chosen(call, values);
  const asked = await inputFields(call, target, environment, values);
  return {
    name: 'change',
    command: '/change',
    title: 'Change request',
    submit: 'Request',
    intro: [...(environment ? [whatFollows(environment)] : []), ...asked.intro],
    fields: [
      text('title', 'Title', values, { maxLength: 100 }),
      ...whereFields(call, target, environment, values),
      text('at', 'When', values, {
        hint: `Such as tue 10:00, tomorrow 14:30, 2026-03-02 10:00 or in 2h; by the clock of ${environment?.gates.window?.timezone ?? 'UTC'}.`,
        maxLength: 60,
      }),
      text('description', 'What changes, and why', values, { optional: true, multiline: true }),
      choice('impact', 'Impact', 'Who would notice the change itself.', impacts, values),
      choice('risk', 'Risk', 'How likely it goes wrong, and how badly.', risks, values),
      text('rollback', 'Rollback plan', values, { multiline: true }),
      text('validation', 'How it will be validated', values, { multiline: true }),
      ...asked.fields,
    ],
    context: { ...context, pipeline: target?.pipeline.name ?? null },
  };
}

function whatFollows({ name, approvals }: Environment): string {
  const first = approvals
    ? `A change of ${name} needs ${approvals.required === 1 ? '1 approval' : `${approvals.required} approvals`} by ${approvals.roles.join(' or ')}, before its time.`
    : `A change of ${name} needs no approval.`;
  return `${first} At its time every gate is asked again and it is deployed; then you are asked whether it is right.`;
}

function text(
  name: string,
  label: string,
  values: FormValues,
  { hint = null, optional = false, multiline = false, maxLength = 600 }: Partial<Extract<Field, { kind: 'text' }>> = {},
): Field {
  const initial = values[name] ?? null;
  return { kind: 'text', name, label, hint, optional, refreshes: false, multiline, maxLength, initial };
}

function choice(name: string, label: string, hint: string, options: readonly string[], values: FormValues): Field {
  return {
    kind: 'choice',
    name,
    label,
    hint,
    optional: false,
    refreshes: false,
    options: options.map((value) => ({ value, label: value })),
    initial: values[name] ?? null,
  };
}
