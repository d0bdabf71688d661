import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { FormButtons } from '../dialogs/form-buttons.tsx';
import { api, type Scenario } from '../world/api.ts';

interface Props {
  scenario: Scenario;
  onClose(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** Asks for the parameters of a scenario; all may stay as they are. */
export function ScenarioDialog({ scenario, onClose, report }: Props) {
  const fields = Object.entries(scenario.parameters.properties ?? {});
  const [values, setValues] = useState<Record<string, string>>({});
  const form = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = fields.flatMap(([name, { type }]) => {
      const text = values[name]?.trim() ?? '';
      if (text === '') return [];
      return [[name, type === 'number' || type === 'integer' ? Number(text) : text] as const];
    });
    report(api.runScenario(scenario.name, Object.fromEntries(given)), `Scenario: ${scenario.title.toLowerCase()}.`);
    onClose();
  }

  return (
    <Dialog
      title={scenario.title}
      size="narrow"
      onClose={onClose}
      footer={<FormButtons form={form} label="Make it happen" onClose={onClose} />}
    >
      <form id={form} className="form" onSubmit={submit}>
        <p className="dialog-note">{scenario.description}</p>
        {fields.map(([name, field]) => (
          <div className="form-input" key={name}>
            <label className="form-label" htmlFor={`${form}-${name}`}>
              {name.replace(/^./, (letter) => letter.toUpperCase())}
            </label>
            <input
              id={`${form}-${name}`}
              className="field-input"
              type={field.type === 'number' || field.type === 'integer' ? 'number' : 'text'}
              step="any"
              list={`${form}-${name}-list`}
              placeholder={field.default === undefined ? '' : String(field.default)}
              value={values[name] ?? ''}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
            />
            <datalist id={`${form}-${name}-list`}>
              {scenario.suggestions[name]?.map((suggestion) => (
                <option key={suggestion} value={suggestion} />
              ))}
            </datalist>
            {field.description && <p className="form-hint">{field.description}</p>}
          </div>
        ))}
      </form>
    </Dialog>
  );
}
