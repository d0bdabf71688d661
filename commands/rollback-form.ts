import type { Call, FormHandler, Reply } from '../src/command.ts';
import type { Environment, Target } from '../src/model/catalog.ts';
import { findEnvironment, findTarget, targetNames } from '../src/model/catalog.ts';
import type { Form, FormValues } from '../src/model/form.ts';
import { requestedBy } from './asking.ts';
import { chosen, environmentField, targetField } from './deploy-fields.ts';
import { say } from './say.ts';

/** `/rollback` without arguments: what goes back where, and to which of the versions that were verified there. */
export const rollbackForm = {
  async open(call: Call): Promise<Reply> {
    const targets = targetNames(call.catalog).filter((name) => backable(findTarget(call.catalog, name)).length > 0);
    if (targets.length === 0) {
      return say('error', 'Nothing says how anything is rolled back', [
        'Whoever keeps quarterdeck.yml writes it under rollback of an environment.',
        'An earlier version goes out as ever, with /deploy and its ref.',
      ]);
    }
    return { kind: 'form', form: await build(call, {}) };
  },

  handler: {
    refresh: (call, _context, values) => build(call, values),

    async check(call, _context, values) {
      const { target, environment } = picked(call, values);
      if (!target) return { target: 'This is not in the catalog any more. Close the form and open it again.' };
      if (!environment) return { environment: `${target.name} is not rolled back there. Choose another one.` };
      return null;
    },

    async submit(call, _context, values) {
      const { target, environment } = picked(call, values);
      if (!target || !environment)
        return say('error', 'The catalog changed while the form was open', ['Open it again with /rollback.']);
      const { id, origin } = requestedBy(call, 'form');
      await call.start.rollback({
        id,
        by: call.person,
        why: values.reason?.trim() || null,
        environment: environment.name,
        target: target.name,
        of: null,
        to: null,
        version: values.version || null,
        origin,
        dryRun: values.dryRun === 'true',
      });
      return { kind: 'started' };
    },
  } satisfies FormHandler,
};

/** The environments of a target that say how they are rolled back. */
function backable(target: Target | null): Environment[] {
  return target?.pipeline.environments.filter(({ rollback }) => rollback) ?? [];
}

function picked(call: Call, values: FormValues): { target: Target | null; environment: Environment | null } {
  const target = values.target ? findTarget(call.catalog, values.target) : null;
  const environment = target && values.environment ? findEnvironment(target.pipeline, values.environment) : null;
  return { target, environment: environment?.rollback ? environment : null };
}

async function build(call: Call, values: FormValues): Promise<Form> {
  const { target: first } = chosen(call, values);
  const names = targetNames(call.catalog).filter((name) => backable(findTarget(call.catalog, name)).length > 0);
  const target = first && names.includes(first.name) ? first : findTarget(call.catalog, names[0] ?? '');
  const environments = backable(target);
  const environment = environments.find(({ name }) => name === values.environment) ?? environments.at(-1) ?? null;
  const versions = target && environment ? await call.ask.versions(environment.name, target.name).catch(() => []) : [];
  const plain = { hint: null, optional: false, refreshes: false };
  return {
    name: 'rollback',
    command: '/rollback',
    title: 'Roll back',
    submit: 'Roll back',
    intro: [
      'It goes at once: no window, check or approval is waited for, and a rollout on its way there is cancelled.',
    ],
    fields: [
      targetField(
        names.map((name) => ({ value: name, label: name })),
        target,
      ),
      environmentField(
        environments.map(({ name }) => name),
        environment,
      ),
      ...(versions.length > 0
        ? [
            {
              ...plain,
              kind: 'choice' as const,
              name: 'version',
              label: 'Version',
              optional: true,
              hint: 'Left empty: the last one that was verified there.',
              options: versions,
              initial: null,
            },
          ]
        : []),
      {
        ...plain,
        kind: 'text',
        name: 'reason',
        label: 'What is wrong?',
        hint: 'The lock, the thread and the authors are told.',
        optional: true,
        multiline: false,
        maxLength: 500,
        initial: values.reason ?? null,
      },
      {
        ...plain,
        kind: 'boolean',
        name: 'dryRun',
        label: 'Only show what it would do',
        optional: true,
        initial: false,
      },
    ],
    context: {},
  };
}
