import type { Target } from '../model/catalog.ts';
import { nearest } from '../model/nearest.ts';
import type { WorkflowInput } from '../model/workflow-file.ts';
import { list } from './verdicts.ts';

/** GitHub's own limit for one dispatch. */
const mostInputs = 25;

/**
 * Fills the catalog's templates. `${service}` is what was asked for by name (a service or a group), `${services}` all its services
 * with commas, `${ref}` the branch, tag or SHA, `${sha}` the commit. A `${word}` that is none of these stays as it is: the
 * catalog's check refuses it.
 */
export function fillInputs(
  templates: Readonly<Record<string, string>>,
  values: { environment: string; target: Pick<Target, 'name' | 'services'>; ref: string; sha: string },
): Record<string, string> {
  const words = new Map([
    ['service', values.target.name],
    ['services', values.target.services.join(',')],
    ['environment', values.environment],
    ['sha', values.sha],
    ['ref', values.ref],
  ]);
  const fill = (text: string) => text.replace(/\$\{(\w+)\}/g, (whole, word: string) => words.get(word) ?? whole);
  return Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, fill(text)]));
}

/**
 * What is wrong with the inputs for a workflow, as sentences by input name; empty when GitHub will take them. Values are
 * strings, as GitHub wants them. `environments` are the names that an input of that type may have.
 */
export function checkInputs(
  declared: readonly WorkflowInput[],
  given: Readonly<Record<string, string>>,
  environments: readonly string[],
): Record<string, string> {
  const problems: Record<string, string> = {};
  const names = declared.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    problems[name] = `The workflow declares no input ${name}${meant ? `; it has ${meant}` : ''}.`;
  }
  for (const input of declared) {
    const problem = inputProblem(input, given[input.name] ?? null, environments);
    if (problem) problems[input.name] = problem;
  }
  const last = Object.keys(given)[mostInputs];
  if (last !== undefined) problems[last] ??= `GitHub takes at most ${mostInputs} inputs.`;
  return problems;
}

function inputProblem(input: WorkflowInput, value: string | null, environments: readonly string[]): string | null {
  if (value === null || value === '') {
    return input.required && input.default === null ? `The workflow requires ${input.name}.` : null;
  }
  switch (input.type) {
    case 'boolean':
      return ['true', 'false'].includes(value) ? null : `${input.name} is true or false, not "${value}".`;
    case 'number':
      return Number.isFinite(Number(value)) && value.trim() !== ''
        ? null
        : `${input.name} is a number, not "${value}".`;
    case 'choice':
      return input.options.includes(value) ? null : `${input.name} is ${list(input.options, 'or')}, not "${value}".`;
    case 'environment':
      return environments.includes(value) ? null : `${input.name} is ${list(environments, 'or')}, not "${value}".`;
    default:
      return value.length > 65_535 ? `${input.name} is too long.` : null;
  }
}
