/** A form, in the domain's words; the Slack folders turn it into a modal. */
export interface Form {
  /** Which handler takes it: a key of its command's `forms`. */
  name: string;
  command: string;
  title: string;
  submit: string;
  /** Plain sentences above the fields. */
  intro: string[];
  fields: Field[];
  /** What the handler needs back; it is kept in our database, not in the modal. */
  context: Record<string, unknown>;
}

export interface Choice {
  value: string;
  label: string;
}

interface FieldBase {
  name: string;
  label: string;
  hint: string | null;
  optional: boolean;
  /** The form is made anew when this field changes. */
  refreshes: boolean;
}

export type Field =
  | (FieldBase & { kind: 'choice'; options: Choice[]; initial: string | null })
  /** Suggestions are asked for while typing. */
  | (FieldBase & { kind: 'search'; initial: Choice | null })
  | (FieldBase & { kind: 'text'; multiline: boolean; maxLength: number; initial: string | null })
  | (FieldBase & { kind: 'number'; initial: string | null })
  | (FieldBase & { kind: 'boolean'; initial: boolean })
  /** Several boxes to tick, at most ten. */
  | (FieldBase & { kind: 'ticks'; options: Choice[] });

/**
 * Values by field name: strings; 'true' or 'false' for booleans; of ticks the ticked values with commas between
 * them, 'false' for none; null when left empty.
 */
export type FormValues = Record<string, string | null>;
