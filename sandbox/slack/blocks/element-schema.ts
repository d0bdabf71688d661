import { z } from 'zod';
import {
  actionId,
  anyOption,
  chars,
  confirm,
  optionGroups,
  optionList,
  plainOption,
  plainText,
  richText,
  url,
} from './composition-schema.ts';

const acted = { action_id: actionId };
const asked = { ...acted, confirm: confirm.optional() };
const focused = { focus_on_load: z.boolean().optional() };
const placed = { placeholder: plainText(150).optional() };
const chosen = { ...asked, ...focused, ...placed };
const dispatched = {
  ...acted,
  ...focused,
  ...placed,
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional() })
    .optional(),
};
const style = z.enum(['primary', 'danger']).optional();
const accessible = { accessibility_label: chars(75).optional() };
const many = { max_selected_items: z.number().int().min(1).optional() };
const ids = z.array(z.string()).optional();
const filter = z
  .strictObject({
    include: z.array(z.enum(['im', 'mpim', 'private', 'public'])).optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();
const conversations = {
  filter,
  default_to_current_conversation: z.boolean().optional(),
};
const answering = { response_url_enabled: z.boolean().optional() };
const staticOptions = { options: optionList.optional(), option_groups: optionGroups.optional() };
const external = { min_query_length: z.number().int().min(0).optional() };
const element = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

export const button = element('button', {
  ...asked,
  ...accessible,
  text: plainText(75),
  value: chars(2000, 0).optional(),
  url: url.optional(),
  style,
});

const datepicker = element('datepicker', { ...chosen, initial_date: z.iso.date().optional() });
const datetimepicker = element('datetimepicker', { ...asked, ...focused, initial_date_time: z.number().optional() });
const timepicker = element('timepicker', {
  ...chosen,
  initial_time: z.string().optional(),
  timezone: z.string().optional(),
});
const checkboxes = element('checkboxes', {
  ...asked,
  ...focused,
  options: z.array(anyOption).min(1).max(10),
  initial_options: z.array(anyOption).min(1).optional(),
});
const radioButtons = element('radio_buttons', {
  ...asked,
  ...focused,
  options: z.array(anyOption).min(1).max(10),
  initial_option: anyOption.optional(),
});
const overflow = element('overflow', { ...asked, options: z.array(plainOption).min(1).max(5) });
const workflowButton = element('workflow_button', {
  ...asked,
  ...accessible,
  text: plainText(75),
  style,
  workflow: z.looseObject({}),
});

const selects = [
  element('static_select', { ...chosen, ...staticOptions, initial_option: plainOption.optional() }),
  element('external_select', { ...chosen, ...external, initial_option: plainOption.optional() }),
  element('users_select', { ...chosen, initial_user: z.string().optional() }),
  element('conversations_select', {
    ...chosen,
    ...conversations,
    ...answering,
    initial_conversation: z.string().optional(),
  }),
  element('channels_select', { ...chosen, ...answering, initial_channel: z.string().optional() }),
  element('multi_static_select', {
    ...chosen,
    ...many,
    ...staticOptions,
    initial_options: z.array(plainOption).optional(),
  }),
  element('multi_external_select', {
    ...chosen,
    ...many,
    ...external,
    initial_options: z.array(plainOption).optional(),
  }),
  element('multi_users_select', { ...chosen, ...many, initial_users: ids }),
  element('multi_conversations_select', { ...chosen, ...many, ...conversations, initial_conversations: ids }),
  element('multi_channels_select', { ...chosen, ...many, initial_channels: ids }),
] as const;

const richTextInput = element('rich_text_input', {
  ...dispatched,
  initial_value: richText.optional(),
  min_lines: z.number().optional(),
  max_lines: z.number().optional(),
});

const texts = [
  element('plain_text_input', {
    ...dispatched,
    initial_value: chars(3000, 0).optional(),
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3000).optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
  }),
  element('number_input', {
    ...dispatched,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  element('email_text_input', { ...dispatched, initial_value: z.string().optional() }),
  element('url_text_input', { ...dispatched, initial_value: z.string().optional() }),
  richTextInput,
] as const;

const pickers = [checkboxes, radioButtons, datepicker, timepicker] as const;

export const actionsElement = z.discriminatedUnion('type', [
  button,
  overflow,
  workflowButton,
  datetimepicker,
  richTextInput,
  ...pickers,
  ...selects,
]);
export const sectionControls = [button, overflow, workflowButton, ...pickers, ...selects] as const;
export const inputElement = z.discriminatedUnion('type', [
  ...texts,
  ...pickers,
  ...selects,
  datetimepicker,
  element('file_input', {
    ...acted,
    filetypes: z.array(z.string()).optional(),
    max_files: z.number().int().min(1).max(10).optional(),
  }),
]);

const feedback = z.strictObject({ text: plainText(75), value: chars(2000), ...accessible });
export const contextAction = z.discriminatedUnion('type', [
  element('feedback_buttons', { ...acted, positive_button: feedback, negative_button: feedback }),
  element('icon_button', {
    ...asked,
    ...accessible,
    icon: z.literal('trash'),
    text: plainText(75),
    value: chars(2000).optional(),
    visible_to_user_ids: ids,
  }),
]);
