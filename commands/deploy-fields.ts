import type { Call } from '../src/command.ts';
import type { Catalog, Environment, Target } from '../src/model/catalog.ts';
import { defaultTarget, environmentNames, findEnvironment, findTarget, targetNames } from '../src/model/catalog.ts';
import type { Choice, Field, FormValues } from '../src/model/form.ts';
import { describeDefaultRef, inputField, inputPrefix, inputProblem, ourInputs } from './deploy-inputs.ts';

/** What is chosen in a form that asks what is to be deployed where, or what is offered first. */
export function chosen(call: Call, values: FormValues): { target: Target | null; environment: Environment | null } {
  const target = values.target
    ? findTarget(call.catalog, values.target)
    : (defaultTarget(call.catalog, call.channel) ?? firstTarget(call.catalog));
  const environment = target && values.environment ? findEnvironment(target.pipeline, values.environment) : null;
  return { target, environment: environment ?? target?.pipeline.environments[0] ?? null };
}

/** The fields for service, environment and ref. */
export function whereFields(
  call: Call,
  target: Target | null,
  environment: Environment | null,
  values: FormValues,
): Field[] {
  const environments = target ? target.pipeline.environments.map(({ name }) => name) : environmentNames(call.catalog);
  const targets = targetNames(call.catalog).map((name) => ({ value: name, label: describeTarget(call.catalog, name) }));
  return [
    targetField(targets, target),
    environmentField(environments, environment),
    {
      kind: 'search',
      name: 'ref',
      label: 'Ref',
      optional: true,
      refreshes: false,
      hint: environment ? `A branch, a tag or a SHA. Left empty: ${describeDefaultRef(environment.defaultRef)}.` : null,
      initial: values.ref ? { value: values.ref, label: values.ref } : null,
    },
  ];
}

/** What goes somewhere; the rest of the form depends on it. */
export function targetField(options: Choice[], target: Target | null): Field {
  const initial = target?.name ?? null;
  return { kind: 'choice', name: 'target', label: 'Service or group', ...decisive, options, initial };
}

/** Where it goes; the rest of the form depends on it. */
export function environmentField(names: readonly string[], environment: Environment | null): Field {
  const options = names.map((name) => ({ value: name, label: name }));
  const initial = environment?.name ?? null;
  return { kind: 'choice', name: 'environment', label: 'Environment', ...decisive, options, initial };
}

const decisive = { hint: null, optional: false, refreshes: true };

/** Refs of the pipeline that the form is about. Commits are not searched: one is offered as it is typed. */
export async function suggestRefs(call: Call, context: Record<string, unknown>, query: string): Promise<Choice[]> {
  const pipeline = typeof context.pipeline === 'string' ? context.pipeline : call.catalog.pipelines[0]?.name;
  const [, sha] = /^\s*([0-9a-f]{7,40})\s*$/i.exec(query) ?? [];
  const typed = sha ? [{ value: sha, label: sha }] : [];
  return [...typed, ...(pipeline ? await call.ask.refs(pipeline, query) : [])];
}

/** The workflow's own inputs as typed fields; `intro` says so when they cannot be read. */
export async function inputFields(
  call: Call,
  target: Target | null,
  environment: Environment | null,
  values: FormValues,
): Promise<{ fields: Field[]; intro: string[] }> {
  if (!target || !environment) return { fields: [], intro: [] };
  const file = await call.ask.workflowFile(target.pipeline.name, environment.name).catch(() => null);
  const environments = target.pipeline.environments.map(({ name }) => name);
  const unread = `The inputs of ${environment.workflow} could not be read from GitHub just now; its defaults will be used.`;
  return {
    fields: ourInputs(file, environment).map((input) => inputField(input, values, environments)),
    intro: file ? [] : [unread],
  };
}

/** Inputs that the workflow demands and that no command can give; none when they cannot be read just now. */
export async function onlyByForm(call: Call, target: Target, environment: Environment): Promise<string[]> {
  const file = await call.ask.workflowFile(target.pipeline.name, environment.name).catch(() => null);
  return ourInputs(file, environment)
    .filter(({ type, required, default: value }) => required && type !== 'boolean' && (value === null || value === ''))
    .map(({ name }) => name);
}

/** What is wrong with the fields of this file, by their names. */
export async function whereErrors(call: Call, values: FormValues): Promise<Record<string, string>> {
  const target = values.target ? findTarget(call.catalog, values.target) : null;
  if (!target) return { target: 'This service is no longer in the catalog. Close the form and open it again.' };
  const environment = values.environment ? findEnvironment(target.pipeline, values.environment) : null;
  if (!environment) {
    const known = target.pipeline.environments.map(({ name }) => name).join(', ');
    return { environment: `${target.name} has no such environment. It has ${known}.` };
  }
  const errors: Record<string, string> = {};
  const file = await call.ask.workflowFile(target.pipeline.name, environment.name).catch(() => null);
  for (const input of ourInputs(file, environment)) {
    const problem = inputProblem(input, values[`${inputPrefix}${input.name}`] ?? null);
    if (problem) errors[`${inputPrefix}${input.name}`] = problem;
  }
  return errors;
}

/** The workflow inputs among the values. */
export function inputsOf(values: FormValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(inputPrefix) && value !== null ? [[name.slice(inputPrefix.length), value]] : [],
    ),
  );
}

function describeTarget(catalog: Catalog, name: string): string {
  const target = findTarget(catalog, name);
  return target && target.services.length > 1 ? `${name} (${target.services.join(', ')})` : name;
}

function firstTarget(catalog: Catalog): Target | null {
  const pipeline = catalog.pipelines[0];
  return pipeline ? findTarget(catalog, pipeline.default) : null;
}
