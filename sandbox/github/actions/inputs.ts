import type { Workflow, WorkflowInput } from './workflow-file.ts';

export type InputValue = string | boolean | number;
export type Inputs = Record<string, InputValue>;

/** The inputs of a dispatch, with defaults, or GitHub's sentence about what is wrong with them. */
export function readInputs(workflow: Workflow, given: Record<string, unknown>): { inputs: Inputs } | { error: string } {
  const dispatch = workflow.definition.on.workflow_dispatch;
  if (dispatch === undefined) return { error: "Workflow does not have 'workflow_dispatch' trigger" };
  const declared = dispatch?.inputs ?? {};
  const unexpected = Object.keys(given).filter((name) => !(name in declared));
  if (unexpected.length > 0) return { error: `Unexpected inputs provided: ${JSON.stringify(unexpected)}` };
  const inputs: Inputs = {};
  for (const [name, input] of Object.entries(declared)) {
    const result = readInput(name, input, given[name] ?? '');
    if (typeof result === 'object') return result;
    inputs[name] = result;
  }
  return { inputs };
}

function readInput(name: string, input: WorkflowInput, given: unknown): InputValue | { error: string } {
  const chosen = given === '' ? (input.default ?? fallback(input)) : given;
  if (typeof chosen !== 'string' && typeof chosen !== 'boolean' && typeof chosen !== 'number')
    return { error: `Provided value for input '${name}' is not a string` };
  if (chosen === '' && input.required) return { error: `Required input '${name}' not provided` };
  if (input.type === 'choice' && !(input.options ?? []).includes(String(chosen)))
    return { error: `Provided value '${chosen}' for input '${name}' not in the list of allowed values` };
  if (input.type === 'boolean') {
    if (!['true', 'false'].includes(String(chosen))) return { error: `Input '${name}' must be a boolean` };
    return String(chosen) === 'true';
  }
  if (input.type === 'number') {
    if (!Number.isFinite(Number(chosen))) return { error: `Input '${name}' must be a number` };
    return Number(chosen);
  }
  return String(chosen);
}

/** A choice that is not made is its first option; an unticked box is false. */
function fallback(input: WorkflowInput): InputValue {
  if (input.required) return '';
  if (input.type === 'boolean') return false;
  if (input.type === 'number') return 0;
  return input.type === 'choice' ? (input.options?.[0] ?? '') : '';
}
