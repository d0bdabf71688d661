import { type BlockObject, stringOf } from '../blocks/block-object.ts';
import { elementsOf, walkBlocks } from '../blocks/walk.ts';

/** What a control holds, as in `state.values`: `{type, value}`, `{type, selected_option}` and so on. */
export type ControlValue = { type: string } & Record<string, unknown>;

/** The key under which a control of each type holds its value, the key of its initial value, and what empty is. */
const holders: Readonly<Record<string, { key: string; initial: string; many: boolean }>> = {
  plain_text_input: { key: 'value', initial: 'initial_value', many: false },
  number_input: { key: 'value', initial: 'initial_value', many: false },
  email_text_input: { key: 'value', initial: 'initial_value', many: false },
  url_text_input: { key: 'value', initial: 'initial_value', many: false },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value', many: false },
  static_select: { key: 'selected_option', initial: 'initial_option', many: false },
  external_select: { key: 'selected_option', initial: 'initial_option', many: false },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', many: false },
  users_select: { key: 'selected_user', initial: 'initial_user', many: false },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation', many: false },
  channels_select: { key: 'selected_channel', initial: 'initial_channel', many: false },
  datepicker: { key: 'selected_date', initial: 'initial_date', many: false },
  timepicker: { key: 'selected_time', initial: 'initial_time', many: false },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time', many: false },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
};

/** The value of a control that holds `content`; undefined for a control that holds nothing, such as a button. */
export function held(type: string, content: unknown): ControlValue | undefined {
  const holder = holders[type];
  return holder && { type, [holder.key]: content ?? (holder.many ? [] : null) };
}

export function isEmpty(value: ControlValue): boolean {
  const key = holders[value.type]?.key ?? 'value';
  const content = value[key];
  return (
    content === null || content === undefined || content === '' || (Array.isArray(content) && content.length === 0)
  );
}

/** What one person has chosen in one form or message, kept by block_id and action_id through updates, as Slack keeps it. */
export class FormState {
  readonly #chosen = new Map<string, ControlValue>();

  set(block: BlockObject, element: BlockObject, value: ControlValue): void {
    this.#chosen.set(this.#key(block, element), value);
  }

  /** What a control holds now: what was chosen, else what it began with. */
  get(block: BlockObject, element: BlockObject): ControlValue | undefined {
    const chosen = this.#chosen.get(this.#key(block, element));
    if (chosen?.type === element.type) return chosen;
    return held(element.type, element[holders[element.type]?.initial ?? '']);
  }

  /** `state.values` of these blocks. */
  values(blocks: readonly BlockObject[]): Record<string, Record<string, ControlValue>> {
    const values: Record<string, Record<string, ControlValue>> = {};
    for (const block of walkBlocks(blocks)) {
      for (const element of elementsOf(block)) {
        const value = this.get(block, element);
        if (value === undefined) continue;
        const blockId = stringOf(block.block_id) ?? '';
        values[blockId] = { ...values[blockId], [stringOf(element.action_id) ?? '']: value };
      }
    }
    return values;
  }

  #key(block: BlockObject, element: BlockObject): string {
    return JSON.stringify([block.block_id, element.action_id]);
  }
}
