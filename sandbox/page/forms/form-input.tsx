import { useId } from 'react';
import { PlainText, type TextObject } from '../blocks/mrkdwn.tsx';
import { Field, type FieldElement, type FieldValue } from '../controls/field.tsx';

export interface InputBlockJson {
  type: 'input';
  block_id?: string;
  label: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  element: FieldElement;
}

interface Props {
  block: InputBlockJson;
  value: FieldValue;
  error: string | undefined;
  onChange(value: FieldValue): void;
}

/** One input of a form, with its label, hint and error. */
export function FormInput({ block, value, error, onChange }: Props) {
  const id = useId();
  const isGroup = block.element.type === 'checkboxes' || block.element.type === 'radio_buttons';
  const label = (
    <>
      <PlainText text={block.label.text} />
      {block.optional && <span className="form-optional"> (optional)</span>}
    </>
  );
  const notes = [block.hint && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={`form-input ${error === undefined ? '' : 'has-error'}`}>
      {isGroup ? (
        <div className="form-label">{label}</div>
      ) : (
        <label className="form-label" htmlFor={id}>
          {label}
        </label>
      )}
      <Field
        id={id}
        element={block.element}
        label={block.label.text}
        value={value}
        onChange={onChange}
        invalid={error !== undefined}
        describedBy={notes === '' ? undefined : notes}
      />
      {error !== undefined && (
        <p className="form-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {block.hint && (
        <p className="form-hint" id={`${id}-hint`}>
          <PlainText text={block.hint.text} />
        </p>
      )}
    </div>
  );
}
