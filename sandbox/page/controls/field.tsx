import { useId } from 'react';
import { useInteraction } from '../blocks/interaction.ts';
import { Text, type TextObject } from '../blocks/mrkdwn.tsx';
import { useSurroundings } from '../world/surroundings.ts';
import { type Choice, Combobox } from './combobox.tsx';

interface OptionObject {
  text: TextObject;
  value?: string;
  description?: TextObject;
}

/** Any element that holds a value. */
export interface FieldElement {
  type: string;
  action_id?: string;
  placeholder?: { text: string };
  options?: OptionObject[];
  option_groups?: { label: TextObject; options: OptionObject[] }[];
  initial_value?: string;
  initial_option?: OptionObject;
  initial_options?: OptionObject[];
  initial_date?: string;
  initial_time?: string;
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_conversation?: string;
  multiline?: boolean;
  max_length?: number;
  min_query_length?: number;
  is_decimal_allowed?: boolean;
  min_value?: string;
  max_value?: string;
  max_selected_items?: number;
}

/** As the control API takes it: a text, an option's label, an ISO date, a handle, or a list of them. */
export type FieldValue = string | string[] | null;

/** What the element shows at first. People are given by Slack id there, and by handle in the value. */
export function initialValue(element: FieldElement, handleOf: (slackId: string) => string = (id) => id): FieldValue {
  const { type } = element;
  if (type === 'checkboxes' || type.startsWith('multi_')) {
    if (element.initial_users) return element.initial_users.map(handleOf);
    return (element.initial_options ?? []).map((option) => option.text.text);
  }
  if (element.initial_option) return element.initial_option.text.text;
  if (element.initial_user) return handleOf(element.initial_user);
  return (
    element.initial_value ??
    element.initial_date ??
    element.initial_time ??
    element.initial_channel ??
    element.initial_conversation ??
    null
  );
}

export interface FieldProps {
  element: FieldElement;
  /** Spoken name; also the label that the options of an external select are asked by. */
  label: string;
  value: FieldValue;
  onChange(value: FieldValue): void;
  id?: string | undefined;
  invalid?: boolean | undefined;
  describedBy?: string | undefined;
}

const inputTypes: Record<string, string> = {
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
};

export function Field(props: FieldProps) {
  const { element } = props;
  if (element.type === 'checkboxes' || element.type === 'radio_buttons') return <Choices {...props} />;
  if (element.type.endsWith('_select')) return <Select {...props} />;
  return <Input {...props} />;
}

function Input({ element, label, value, onChange, id, invalid, describedBy }: FieldProps) {
  const shared = {
    id,
    'aria-label': id === undefined ? label : undefined,
    'aria-invalid': invalid,
    'aria-describedby': describedBy,
    placeholder: element.placeholder?.text,
    value: typeof value === 'string' ? value : '',
    maxLength: element.max_length,
    className: 'field-input',
    onChange: (event: { target: { value: string } }) => onChange(event.target.value === '' ? null : event.target.value),
  };
  if (element.type === 'plain_text_input' && element.multiline) return <textarea {...shared} rows={4} />;
  return (
    <input
      {...shared}
      type={inputTypes[element.type] ?? 'text'}
      step={element.is_decimal_allowed ? 'any' : undefined}
      min={element.min_value}
      max={element.max_value}
    />
  );
}

function Choices({ element, label, value, onChange, invalid, describedBy }: FieldProps) {
  const group = useId();
  const many = element.type === 'checkboxes';
  const chosen = Array.isArray(value) ? value : value === null ? [] : [value];
  const toggle = (text: string) => {
    if (!many) onChange(text);
    else onChange(chosen.includes(text) ? chosen.filter((other) => other !== text) : [...chosen, text]);
  };
  return (
    <fieldset className="choices" aria-label={label} aria-invalid={invalid} aria-describedby={describedBy}>
      {(element.options ?? []).map((option) => (
        <label key={option.text.text} className="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={group}
            checked={chosen.includes(option.text.text)}
            onChange={() => toggle(option.text.text)}
          />
          <span className="choice-text">
            <Text of={option.text} />
            {option.description && (
              <small>
                <Text of={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Select({ element, label, value, onChange, id, invalid, describedBy }: FieldProps) {
  const { people, channels } = useSurroundings();
  const { options } = useInteraction();
  const kind = element.type.replace(/^multi_/, '');
  const many = kind !== element.type;
  const own: Choice[] =
    kind === 'users_select'
      ? people.map(({ handle, name, title }) => ({ value: handle, text: name, note: title }))
      : kind === 'channels_select' || kind === 'conversations_select'
        ? channels.map(({ name }) => ({ value: name, text: `#${name}` }))
        : ownChoices(element);
  const asked = kind === 'external_select';
  const find = (query: string) =>
    asked ? null : own.filter(({ text, value: one }) => `${text} ${one}`.toLowerCase().includes(query.toLowerCase()));
  const load = async (query: string) => (await options(label, query)).map((text) => ({ value: text, text }));
  const chosen = Array.isArray(value) ? value : value === null ? [] : [value];
  return (
    <Combobox
      id={id}
      label={label}
      placeholder={element.placeholder?.text ?? (many ? 'Select options' : 'Select an option')}
      many={many}
      chosen={chosen}
      textOf={(one) => own.find((choice) => choice.value === one)?.text ?? one}
      find={find}
      load={load}
      shortest={asked ? (element.min_query_length ?? 3) : 0}
      invalid={invalid}
      describedBy={describedBy}
      onChange={(next) => onChange(many ? next : (next[0] ?? null))}
    />
  );
}

function ownChoices(element: FieldElement): Choice[] {
  const choice =
    (group?: string) =>
    (option: OptionObject): Choice => ({
      value: option.text.text,
      text: option.text.text,
      ...(option.description ? { note: option.description.text } : {}),
      ...(group === undefined ? {} : { group }),
    });
  return [
    ...(element.options ?? []).map(choice()),
    ...(element.option_groups ?? []).flatMap((group) => group.options.map(choice(group.label.text))),
  ];
}
