import { type FormEvent, useId, useState } from 'react';
import { api, type Workflow } from '../world/api.ts';

interface Props {
  handle: string;
  workflows: Workflow[];
  /** Branches and tags. */
  refs: string[];
  report(work: Promise<unknown>, done?: string): void;
}

/** "Run workflow", as GitHub's page has it: a workflow, a branch or tag, and what the workflow asks for. */
export function RunWorkflow({ handle, workflows, refs, report }: Props) {
  const [file, setFile] = useState('');
  const [ref, setRef] = useState('');
  const [given, setGiven] = useState<Record<string, string>>({});
  const id = useId();
  const workflow = workflows.find((each) => each.file === file) ?? workflows[0];
  if (workflow === undefined) return null;
  const chosen = ref || (refs[0] ?? '');
  const filledIn = ({ name, default: usual, required, options }: Workflow['inputs'][number]) =>
    given[name] ?? (usual || (required ? (options[0] ?? '') : ''));
  const { inputs } = workflow;

  function submit(event: FormEvent) {
    event.preventDefault();
    const filled = inputs.map((input) => [input.name, filledIn(input)] as const).filter(([, value]) => value !== '');
    const asked = { workflow: workflow?.file ?? '', ref: chosen, inputs: Object.fromEntries(filled) };
    report(api.dispatch(handle, asked), `Started ${workflow?.name}.`);
  }

  return (
    <details>
      <summary>Run workflow…</summary>
      <form className="form" onSubmit={submit}>
        <Choice id={`${id}-workflow`} label="Workflow" value={workflow.file} onChange={setFile}>
          {workflows.map((each) => ({ value: each.file, label: `${each.name} (${each.file})` }))}
        </Choice>
        <Choice id={`${id}-ref`} label="Branch or tag" value={chosen} onChange={setRef}>
          {refs.map((name) => ({ value: name, label: name }))}
        </Choice>
        {inputs.map((input) => {
          const change = (value: string) => setGiven((before) => ({ ...before, [input.name]: value }));
          const field = `${id}-${input.name}`;
          if (input.options.length > 0) {
            return (
              <Choice key={input.name} id={field} label={input.description} value={filledIn(input)} onChange={change}>
                {input.options.map((option) => ({ value: option, label: option }))}
              </Choice>
            );
          }
          return (
            <div className="form-input" key={input.name}>
              <label className="form-label" htmlFor={field}>
                {input.description} {!input.required && <span className="form-optional">(optional)</span>}
              </label>
              <input
                id={field}
                className="field-input"
                required={input.required}
                value={filledIn(input)}
                onChange={(event) => change(event.target.value)}
              />
            </div>
          );
        })}
        <button type="submit" className="kit-button primary">
          Run workflow
        </button>
      </form>
    </details>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  onChange(value: string): void;
  children: { value: string; label: string }[];
}

function Choice({ id, label, value, onChange, children }: ChoiceProps) {
  return (
    <div className="form-input">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="field-input" value={value} onChange={(event) => onChange(event.target.value)}>
        {children.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
