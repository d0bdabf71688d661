import type { BlockObject } from '../blocks/block-object.ts';
import { isRecord, textOf } from '../blocks/block-object.ts';
import { type ControlValue, held } from '../state/form-state.ts';
import type { Workspace } from '../state/workspace.ts';
import type { Offered } from './ask-options.ts';
import { optionsOf } from './controls.ts';
import { visibleLabel } from './visible-label.ts';

export type Choice = { value: ControlValue } | { error: string };

/** Gives the options that the bot offers for a query in an external select. */
export type AskOptions = (query: string) => Promise<Offered>;

/**
 * Turns what a person means (a text, an option's label, a list of labels, an ISO date, a handle) into what the control
 * holds, or says why Slack's client would not take it.
 */
export async function chooseValue(
  workspace: Workspace,
  element: BlockObject,
  given: unknown,
  ask: AskOptions,
): Promise<Choice> {
  const content = await contentOf(workspace, element, given, ask);
  if ('error' in content) return content;
  const value = held(element.type, content.content);
  return value === undefined ? { error: 'this control holds no value' } : { value };
}

type Content = { content: unknown } | { error: string };

async function contentOf(
  workspace: Workspace,
  element: BlockObject,
  given: unknown,
  ask: AskOptions,
): Promise<Content> {
  if (given === null || given === undefined) return { content: null };
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
      return pickOne(given, async () => ({ options: optionsOf(element) }));
    case 'external_select':
      return pickOne(given, ask);
    case 'checkboxes':
    case 'multi_static_select':
      return pickMany(given, (one) => pickOne(one, async () => ({ options: optionsOf(element) })));
    case 'multi_external_select':
      return pickMany(given, (one) => pickOne(one, ask));
    case 'users_select':
      return person(workspace, given);
    case 'multi_users_select':
      return pickMany(given, async (one) => person(workspace, one));
    case 'channels_select':
    case 'conversations_select':
      return conversation(workspace, given);
    case 'multi_channels_select':
    case 'multi_conversations_select':
      return pickMany(given, async (one) => conversation(workspace, one));
    case 'datepicker':
      return date(given);
    case 'timepicker':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(String(given)) ? { content: given } : { error: 'Enter a time as HH:MM.' };
    case 'datetimepicker':
      return dateTime(given);
    case 'rich_text_input':
      return { content: isRecord(given) ? given : richText(String(given)) };
    default:
      return typed(element, String(given));
  }
}

async function pickOne(given: unknown, ask: AskOptions): Promise<Content> {
  const answer = await ask(String(given));
  if ('problem' in answer) return { error: answer.problem };
  const offered = answer.options;
  const wanted = visibleLabel(String(given));
  const labelled = offered.filter((option) => visibleLabel(option.text) === wanted);
  const [option] = labelled.length > 0 ? labelled : offered.filter((candidate) => candidate.value === given);
  if (option !== undefined) return { content: option };
  const labels = offered.map((candidate) => textOf(candidate.text)).join(', ');
  return { error: `There is no option "${String(given)}"; there is: ${labels || 'nothing'}.` };
}

async function pickMany(given: unknown, pick: (one: unknown) => Promise<Content>): Promise<Content> {
  const content: unknown[] = [];
  for (const one of Array.isArray(given) ? given : [given]) {
    const picked = await pick(one);
    if ('error' in picked) return picked;
    content.push(picked.content);
  }
  return { content };
}

function person(workspace: Workspace, given: unknown): Content {
  const handle = String(given).replace(/^@/, '');
  const found = workspace.people.find((one) => one.handle === handle || one.slackId === handle);
  return found ? { content: found.slackId } : { error: `There is nobody called "${handle}".` };
}

function conversation(workspace: Workspace, given: unknown): Content {
  const channel = workspace.channels.find(String(given));
  return channel ? { content: channel.id } : person(workspace, given);
}

function date(given: unknown): Content {
  const day = String(given).slice(0, 10);
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? { error: 'Enter a date as YYYY-MM-DD.' } : { content: day };
}

function dateTime(given: unknown): Content {
  const instant = typeof given === 'number' ? given * 1000 : Date.parse(String(given));
  return Number.isNaN(instant) ? { error: 'Enter a date and time.' } : { content: Math.floor(instant / 1000) };
}

function richText(text: string): Record<string, unknown> {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] };
}

function typed(element: BlockObject, text: string): Content {
  if (text === '') return { content: null };
  const { min_length: least, max_length: most } = element;
  if (element.type === 'number_input') return number(element, text);
  if (element.type === 'email_text_input' && !/^[^@\s]+@[^@\s]+$/.test(text)) return { error: 'Enter a valid email.' };
  if (element.type === 'url_text_input' && !URL.canParse(text)) return { error: 'Enter a valid URL.' };
  if (typeof least === 'number' && text.length < least) return { error: `Enter at least ${least} characters.` };
  const longest = typeof most === 'number' ? most : 3000;
  return text.length > longest ? { error: `Enter at most ${longest} characters.` } : { content: text };
}

function number(element: BlockObject, text: string): Content {
  const value = Number(text);
  if (Number.isNaN(value)) return { error: 'Enter a number.' };
  if (element.is_decimal_allowed !== true && !Number.isInteger(value)) return { error: 'Enter a whole number.' };
  const { min_value: least, max_value: most } = element;
  if (typeof least === 'string' && value < Number(least)) return { error: `Enter ${least} or more.` };
  if (typeof most === 'string' && value > Number(most)) return { error: `Enter ${most} or less.` };
  return { content: text };
}
