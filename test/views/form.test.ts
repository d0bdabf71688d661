import { describe, expect, test } from 'vitest';
import { checkModal } from '../../sandbox/slack/blocks/check-view.ts';
import type { Field, Form } from '../../src/model/form.ts';
import { fieldOf, formView, options, readMark, readValues } from '../../src/views/form.ts';

const base = { hint: 'A hint', optional: false, refreshes: false };
const fields: Field[] = [
  {
    ...base,
    kind: 'choice',
    name: 'target',
    label: 'Service',
    refreshes: true,
    options: [{ value: 'api', label: 'api' }],
    initial: 'api',
  },
  { ...base, kind: 'search', name: 'ref', label: 'Ref', initial: { value: 'develop', label: 'develop' } },
  { ...base, kind: 'text', name: 'reason', label: 'Reason', multiline: true, maxLength: 500, initial: null },
  { ...base, kind: 'number', name: 'input.replicas', label: 'replicas', initial: '3' },
  { ...base, kind: 'boolean', name: 'input.force', label: 'force', initial: true },
  { ...base, kind: 'ticks', name: 'items', label: 'Checklist', options: [{ value: '0', label: 'CI passes' }] },
];
const form: Form = {
  name: 'deploy',
  command: '/deploy',
  title: 'Deploy',
  submit: 'Deploy',
  intro: ['Read this.'],
  fields,
  context: {},
};

function hostileForm(text: string, many: number): Form {
  const list = Array.from({ length: many }, (_, index) => index);
  return {
    ...form,
    title: text,
    submit: text,
    intro: list.map(() => text),
    fields: list.flatMap((index) =>
      fields.map((field): Field => {
        const named = { name: `${text}${index}${field.name}`, label: text, hint: text };
        if (field.kind === 'choice')
          return {
            ...field,
            ...named,
            options: list.map((n) => ({ value: `${text}${n}`, label: text })),
            initial: text,
          };
        if (field.kind === 'ticks') {
          return { ...field, ...named, options: list.map((n) => ({ value: String(n), label: text })) };
        }
        if (field.kind === 'search') return { ...field, ...named, initial: { value: text, label: text } };
        return field.kind === 'text' || field.kind === 'number'
          ? { ...field, ...named, initial: text }
          : { ...field, ...named };
      }),
    ),
  };
}

describe('a form', () => {
  test('is a modal that Slack takes, with a typed element for each kind of field', () => {
    const view = formView(form, { contextId: 'ctx-1', revision: 0 });
    checkModal(view);
    const kinds = view.blocks.flatMap((block) =>
      block.type === 'input' && 'element' in block ? [block.element.type] : [],
    );
    expect(kinds).toEqual([
      'static_select',
      'external_select',
      'plain_text_input',
      'number_input',
      'checkboxes',
      'checkboxes',
    ]);
    expect(view.blocks[1]).toMatchObject({ dispatch_action: true });
    expect(view.private_metadata).toBe('ctx-1');
  });

  test.each([
    ['<!channel>*_`', 2],
    ['x'.repeat(5_000), 40],
    ['', 30],
    ['\u202e\n', 3],
  ])('stays within the limits: %#', (text, many) => {
    checkModal(formView(hostileForm(text, many), { contextId: 'c', revision: 7 }));
  });

  test('is recognised when it comes back, and only it', () => {
    const view = formView(form, { contextId: 'ctx-1', revision: 0 });
    expect(readMark({ callback_id: view.callback_id ?? '', private_metadata: 'ctx-1' })).toEqual({
      command: '/deploy',
      form: 'deploy',
      contextId: 'ctx-1',
    });
    expect(readMark({ callback_id: 'somebody-elses', private_metadata: '' })).toBeNull();
  });

  test('gives its fields new ids when it is made anew, under the same names', () => {
    const ids = (revision: number) =>
      formView(form, { contextId: 'c', revision }).blocks.flatMap((block) =>
        block.type === 'input' ? [String(block.block_id)] : [],
      );
    expect(ids(1)).not.toEqual(ids(2));
    expect(ids(1).map((id) => fieldOf(id)?.field)).toEqual(ids(2).map((id) => fieldOf(id)?.field));
  });
});

test('a submitted state becomes values: text, choices, ticks and what was left empty', () => {
  expect(
    readValues({
      'field:0:target': { field: { type: 'static_select', selected_option: { value: 'api' } } },
      'field:0:ref': { field: { type: 'external_select', selected_option: null } },
      'field:0:reason': { field: { type: 'plain_text_input', value: '' } },
      'field:0:input.replicas': { field: { type: 'number_input', value: '4' } },
      'field:0:input.force': { field: { type: 'checkboxes', selected_options: [] } },
      'field:3:input.dry': { field: { type: 'checkboxes', selected_options: [{ value: 'true' }] } },
      'field:0:items': { field: { type: 'checkboxes', selected_options: [{ value: '0' }, { value: '7' }] } },
      other: { x: { type: 'plain_text_input', value: 'not ours' } },
    }),
  ).toEqual({
    target: 'api',
    ref: null,
    reason: null,
    'input.replicas': '4',
    'input.force': 'false',
    'input.dry': 'true',
    items: '0,7',
  });
});

test('choices that Slack could not carry are left out, and no more than a hundred are offered', () => {
  const many = Array.from({ length: 150 }, (_, index) => ({ value: `v${index}`, label: '' }));
  expect(options(many)).toHaveLength(100);
  expect(
    options([
      { value: 'x'.repeat(151), label: 'too long' },
      { value: 'ok', label: 'l'.repeat(90) },
    ]),
  ).toMatchObject([{ value: 'ok' }]);
});
