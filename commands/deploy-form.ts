import type { Call, FormHandler } from '../src/command.ts';
import type { Catalog, Environment, Target } from '../src/model/catalog.ts';
import { defaultTarget, environmentNames, findEnvironment, findTarget } from '../src/model/catalog.ts';
import type { Field, Form, FormValues } from '../src/model/form.ts';
import { askedBy, reasonField, requestedBy } from './asking.ts';
import { describeDefaultRef, inputField, inputPrefix, inputProblem, ourInputs } from './deploy-inputs.ts';
import { targetNames } from './deploy-words.ts';
import { say } from './say.ts';

/** `/deploy` without arguments: a form with the workflow's own inputs as typed fields. */
export const deployForm = {
  open(call: Call): Promise<Form> {
    const target = defaultTarget(call.catalog, call.channel) ?? firstTarget(call.catalog);
    const environment = target?.pipeline.environments[0];
    return build(call, {}, target, environment ?? null, {});
  },

  handler: {
    refresh(call, context, values) {
      const target = values.target ? findTarget(call.catalog, values.target) : null;
      const environment = target && values.environment ? findEnvironment(target.pipeline, values.environment) : null;
      return build(call, context, target, environment ?? target?.pipeline.environments[0] ?? null, values);
    },

    async suggest(call, context, _field, query) {
      const pipeline = typeof context.pipeline === 'string' ? context.pipeline : call.catalog.pipelines[0]?.name;
      return pipeline ? call.ask.refs(pipeline, query) : [];
    },

    async check(call, _context, values) {
      const errors: Record<string, string> = {};
      const target = values.target ? findTarget(call.catalog, values.target) : null;
      if (!target) return { target: 'This service is no longer in the catalog. Close the form and open it again.' };
      const environment = values.environment ? findEnvironment(target.pipeline, values.environment) : null;
      if (!environment) {
        const known = target.pipeline.environments.map(({ name }) => name).join(', ');
        return { environment: `${target.name} has no such environment. It has ${known}.` };
      }
      const file = await call.ask.workflowFile(target.pipeline.name, environment.name).catch(() => null);
      for (const input of ourInputs(file, environment)) {
        const problem = inputProblem(input, values[`${inputPrefix}${input.name}`] ?? null);
        if (problem) errors[`${inputPrefix}${input.name}`] = problem;
      }
      return Object.keys(errors).length > 0 ? errors : null;
    },

    async submit(call, _context, values) {
      const target = values.target ? findTarget(call.catalog, values.target) : null;
      if (!target || !values.environment)
        return say('error', 'The catalog changed while the form was open', ['Open it again with /deploy.']);
      const inputs: Record<string, string> = {};
      for (const [name, value] of Object.entries(values)) {
        if (name.startsWith(inputPrefix) && value !== null) inputs[name.slice(inputPrefix.length)] = value;
      }
      await call.start.deploy({
        ...requestedBy(call, 'form'),
        environment: values.environment,
        target: target.name,
        ref: values.ref || null,
        reason: values.reason || null,
        inputs,
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
  const plain = { hint: null, optional: false, refreshes: false };
  const fields: Field[] = [
    {
      ...plain,
      kind: 'choice',
      name: 'target',
      label: 'Service or group',
      refreshes: true,
      options: targetNames(call.catalog).map((name) => ({ value: name, label: describeTarget(call.catalog, name) })),
      initial: target?.name ?? null,
    },
    {
      ...plain,
      kind: 'choice',
      name: 'environment',
      label: 'Environment',
      refreshes: true,
      options: (target ? target.pipeline.environments.map(({ name }) => name) : environmentNames(call.catalog)).map(
        (name) => ({
          value: name,
          label: name,
        }),
      ),
      initial: environment?.name ?? null,
    },
    {
      ...plain,
      kind: 'search',
      name: 'ref',
      label: 'Ref',
      optional: true,
      hint: environment ? `A branch or tag. Left empty: ${describeDefaultRef(environment.defaultRef)}.` : null,
      initial: values.ref ? { value: values.ref, label: values.ref } : null,
    },
    {
      ...plain,
      kind: 'text',
      name: 'reason',
      label: 'Reason',
      optional: true,
      multiline: false,
      maxLength: 500,
      initial: values.reason ?? null,
    },
  ];
  const intro: string[] = [];
  if (target && environment) {
    const file = await call.ask.workflowFile(target.pipeline.name, environment.name).catch(() => null);
    if (!file)
      intro.push(
        `The inputs of ${environment.workflow} could not be read from GitHub just now; its defaults will be used.`,
      );
    const environments = target.pipeline.environments.map(({ name }) => name);
    for (const input of ourInputs(file, environment)) fields.push(inputField(input, values, environments));
  }
  return {
    name: 'deploy',
    command: '/deploy',
    title: 'Deploy',
    submit: 'Deploy',
    intro,
    fields,
    context: { ...context, pipeline: target?.pipeline.name ?? null },
  };
}

function describeTarget(catalog: Catalog, name: string): string {
  const target = findTarget(catalog, name);
  return target && target.services.length > 1 ? `${name} (${target.services.join(', ')})` : name;
}

function firstTarget(catalog: Catalog): Target | null {
  const pipeline = catalog.pipelines[0];
  return pipeline ? findTarget(catalog, pipeline.default) : null;
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
