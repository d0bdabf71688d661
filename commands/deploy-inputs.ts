import type { DefaultRef, Environment } from '../src/model/catalog.ts';
import type { Field, FormValues } from '../src/model/form.ts';
import type { WorkflowFile, WorkflowInput } from '../src/model/workflow-file.ts';

/** Field names of workflow inputs in the form start so. */
export const inputPrefix = 'input.';

const setByUs = new Set(['deployment_id', 'sha']);

/** The workflow's inputs that a person may choose: not those that the catalog or the bot fixes. */
export function ourInputs(file: WorkflowFile | null, environment: Environment): WorkflowInput[] {
  if (!file) return [];
  return file.inputs.filter((input) => !setByUs.has(input.name) && !(input.name in environment.inputs));
}

/** The typed field of one workflow input, with what was chosen so far or the workflow's default. */
export function inputField(input: WorkflowInput, values: FormValues, environments: readonly string[]): Field {
  const name = `${inputPrefix}${input.name}`;
  const initial = values[name] ?? input.default;
  const base = { name, label: input.name, hint: input.description, optional: !input.required, refreshes: false };
  switch (input.type) {
    case 'boolean':
      return { ...base, kind: 'boolean', optional: true, initial: initial === 'true' };
    case 'number':
      return { ...base, kind: 'number', initial };
    case 'choice':
    case 'environment': {
      const options = (input.type === 'choice' ? input.options : [...environments]).map((value) => ({
        value,
        label: value,
      }));
      return {
        ...base,
        kind: 'choice',
        options,
        initial: options.some(({ value }) => value === initial) ? initial : null,
      };
    }
    default:
      return { ...base, kind: 'text', multiline: false, maxLength: 1000, initial };
  }
}

/** What is wrong with a value, as a sentence; null when it will do. */
export function inputProblem(input: WorkflowInput, value: string | null): string | null {
  if (value === null || value === '')
    return input.required && input.default === null ? 'This input is required by the workflow.' : null;
  if (input.type === 'number' && !Number.isFinite(Number(value))) return 'Give a number.';
  if (input.type === 'choice' && !input.options.includes(value)) return `Choose one of ${input.options.join(', ')}.`;
  return null;
}

export function describeDefaultRef(ref: DefaultRef): string {
  if ('branch' in ref) return `the branch ${ref.branch}`;
  if ('latestTag' in ref) return `the newest tag ${ref.latestTag}`;
  return `what ${ref.verifiedIn} has verified`;
}
