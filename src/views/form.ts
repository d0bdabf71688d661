import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Choice, Field, Form, FormValues } from '../model/form.ts';
import { context, plainText, section } from './blocks.ts';
import { cut, esc } from './text.ts';

/** What a modal says about itself: which form it is, and where what it needs back is kept. */
export interface FormMark {
  command: string;
  form: string;
  /** Id of its context in our store. */
  contextId: string;
}

const callbackPrefix = 'qd-form:';

/**
 * A form as Slack's modal. `revision` grows with every remake: fields get new ids then, so that Slack shows our values and not
 * what was in the old fields.
 */
export function formView(form: Form, mark: { contextId: string; revision: number }): ModalView {
  const blocks: KnownBlock[] =
    form.intro.length > 0 ? [section(form.intro.slice(0, 10).map((line) => esc(line, 400)))] : [];
  // A field is known again by its name, which a block id must hold.
  const fields = form.fields.filter(({ name }) => name.length > 0 && name.length <= 200).slice(0, 90);
  blocks.push(...fields.map((field) => input(field, mark.revision)));
  const left = form.fields.length - fields.length;
  if (left > 0) blocks.push(context([`${left} more fields do not fit into this form; their defaults are used.`]));
  return {
    type: 'modal',
    callback_id: cut(`${callbackPrefix}${form.command}:${form.name}`, 255),
    private_metadata: mark.contextId,
    title: plainText(form.title, 24),
    submit: plainText(form.submit, 24),
    close: plainText('Close', 24),
    blocks,
  };
}

/** A modal with words only: while a form is being made, or when it could not be. */
export function noteView(title: string, lines: readonly string[]): ModalView {
  return {
    type: 'modal',
    callback_id: 'qd-note',
    title: plainText(title, 24),
    close: plainText('Close', 24),
    blocks: [section(lines.map((line) => esc(line, 600)))],
  };
}

/** The mark of one of our modals; null for any other. */
export function readMark(view: { callback_id: string; private_metadata: string }): FormMark | null {
  const found = /^qd-form:(\/[a-z0-9_-]{1,40}):([a-z0-9_-]{1,80})$/.exec(view.callback_id);
  const [, command, form] = found ?? [];
  return command && form ? { command, form, contextId: view.private_metadata } : null;
}

/** The block id of a field, and back. */
export function blockOf(field: string, revision: number): string {
  return cut(`field:${revision}:${field}`, 255);
}

export function fieldOf(blockId: string): { field: string; revision: number } | null {
  const [, revision, field] = /^field:(\d{1,6}):(.+)$/s.exec(blockId) ?? [];
  return revision !== undefined && field !== undefined ? { field, revision: Number(revision) } : null;
}

/** One element of a submitted form, as far as we use them. */
export interface ElementState {
  type: string;
  value?: string | null | undefined;
  selected_option?: { value: string } | null | undefined;
  selected_options?: readonly { value: string }[] | undefined;
}

/** A submitted form's state as values by field name; errors and blocks of other makers are left out. */
export function readValues(state: Record<string, Record<string, ElementState>>): FormValues {
  const values: FormValues = {};
  for (const [blockId, elements] of Object.entries(state)) {
    const [element] = Object.values(elements);
    const found = fieldOf(blockId);
    if (found && element) values[found.field] = answerOf(element);
  }
  return values;
}

function answerOf(element: ElementState): string | null {
  switch (element.type) {
    case 'checkboxes':
      return (element.selected_options ?? []).map(({ value }) => value).join(',') || 'false';
    case 'static_select':
    case 'external_select':
      return element.selected_option?.value ?? null;
    default:
      return element.value === '' ? null : (element.value ?? null);
  }
}

/** Choices as Slack's options: at most a hundred, labels and values within its limits. Longer values cannot be offered. */
export function options(choices: readonly Choice[]): PlainTextOption[] {
  return choices
    .filter(({ value }) => value.length > 0 && value.length <= 150)
    .slice(0, 100)
    .map(({ value, label }) => ({ text: plainText(label || value, 75), value }));
}

function input(field: Field, revision: number): InputBlock {
  return {
    type: 'input',
    block_id: blockOf(field.name, revision),
    label: plainText(field.label, 150),
    optional: field.optional || field.kind === 'boolean',
    ...(field.hint ? { hint: plainText(field.hint, 300) } : {}),
    ...(field.refreshes ? { dispatch_action: true } : {}),
    element: element(field),
  };
}

function element(field: Field): InputBlock['element'] {
  const id = { action_id: 'field' };
  switch (field.kind) {
    case 'choice': {
      const offered = options(field.options);
      const chosen = offered.find(({ value }) => value === field.initial);
      // Slack refuses a select without options.
      const shown = offered.length > 0 ? offered : [{ text: plainText('Nothing to choose', 75), value: '-' }];
      return { type: 'static_select', ...id, options: shown, ...(chosen ? { initial_option: chosen } : {}) };
    }
    case 'search': {
      const [chosen] = field.initial ? options([field.initial]) : [];
      return {
        type: 'external_select',
        ...id,
        min_query_length: 0,
        placeholder: plainText('Type to search', 150),
        ...(chosen ? { initial_option: chosen } : {}),
      };
    }
    case 'text':
      return {
        type: 'plain_text_input',
        ...id,
        multiline: field.multiline,
        max_length: Math.min(Math.max(field.maxLength, 1), 3_000),
        ...(field.initial ? { initial_value: cut(field.initial, Math.min(field.maxLength, 3_000)) } : {}),
      };
    case 'number':
      return {
        type: 'number_input',
        ...id,
        is_decimal_allowed: true,
        ...(field.initial !== null && /^-?\d+(\.\d+)?$/.test(field.initial) ? { initial_value: field.initial } : {}),
      };
    case 'ticks':
      return { type: 'checkboxes', ...id, options: options(field.options).slice(0, 10) };
    case 'boolean': {
      const yes = { text: plainText('Yes', 75), value: 'true' };
      return { type: 'checkboxes', ...id, options: [yes], ...(field.initial ? { initial_options: [yes] } : {}) };
    }
  }
}
