import type {
  ActionsBlock,
  Button as BlockButton,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import type { Button } from '../model/button.ts';
import { clean, cut, webAddress } from './text.ts';

/** What goes to Slack. `text` is always there: notifications, screen readers and old clients read it. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/**
 * `plain`: without blocks that Slack may refuse. `permalink`: of the message that a notice points to, if it is known. `picture`: Slack's id of
 * the file with its picture; absent or null where it has none or it cannot be shown.
 */
export interface ViewContext {
  plain: boolean;
  permalink: string | null;
  picture?: string | null;
}

const sectionLimit = 2_900;
const fieldLimit = 1_900;

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: clean(text, max) || '–', emoji: false };
}

/** `verbatim` keeps Slack from making mentions and channel links out of plain words. */
export function mrkdwn(text: string, max: number): MrkdwnElement {
  return { type: 'mrkdwn', text: cutMrkdwn(text, max) || '–', verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, 150) };
}

export const divider: DividerBlock = { type: 'divider' };

/** One section of lines, each already safe mrkdwn. Lines that do not fit are counted, not cut in half. */
export function section(lines: readonly string[]): SectionBlock {
  return { type: 'section', text: mrkdwn(fitLines(lines, sectionLimit), sectionLimit) };
}

/** Short facts in two columns: pairs of a label and a safe mrkdwn value; at most ten. */
export function fields(pairs: readonly (readonly [label: string, value: string])[]): SectionBlock {
  return {
    type: 'section',
    fields: pairs.slice(0, 10).map(([label, value]) => mrkdwn(`*${label}*\n${value}`, fieldLimit)),
  };
}

export function context(lines: readonly string[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(fitLines(lines, 1_900), 1_900)] };
}

/** A picture that is at Slack; `alt` says the same in words. */
export function image(file: string, alt: string): ImageBlock {
  return { type: 'image', slack_file: { id: file }, alt_text: clean(alt, 1_990) || 'A picture' };
}

/** Buttons as the notice gives them, and links; null when there are none. Slack sees opaque ids only. */
export function actions(
  buttons: readonly Button[],
  links: readonly { label: string; url: string | null }[] = [],
): ActionsBlock | null {
  const elements: BlockButton[] = buttons.slice(0, 20).map((button) => ({
    type: 'button',
    action_id: cut(`qd:${button.id}`, 255),
    // Tells the door which presses open a form; what the press does is looked up by the id alone.
    value: button.kind,
    text: plainText(button.label, 75),
    ...(button.style === 'plain' ? {} : { style: button.style }),
    ...(button.confirm
      ? {
          confirm: {
            title: plainText(button.confirm.title, 100),
            text: plainText(button.confirm.text, 300),
            confirm: plainText(button.confirm.yes, 30),
            deny: plainText('Not now', 30),
            ...(button.style === 'plain' ? {} : { style: button.style }),
          },
        }
      : {}),
  }));
  for (const [index, { label, url }] of links.slice(0, 5).entries()) {
    const address = url === null ? null : webAddress(url);
    if (address)
      elements.push({ type: 'button', action_id: `link:${index}`, text: plainText(label, 75), url: address });
  }
  return elements.length > 0 ? { type: 'actions', elements } : null;
}

/** The blocks that are there. */
export function present(...blocks: (KnownBlock | null | false | undefined)[]): KnownBlock[] {
  return blocks.filter((block): block is KnownBlock => Boolean(block));
}

function fitLines(lines: readonly string[], limit: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const [index, line] of lines.entries()) {
    const whole = cutMrkdwn(line, limit - 40);
    if (length + whole.length + 1 > limit - 30) {
      kept.push(`… and ${lines.length - index} more`);
      break;
    }
    kept.push(whole);
    length += whole.length + 1;
  }
  return kept.join('\n');
}

/** Cuts mrkdwn without leaving half an entity, half a link or half a code span. */
export function cutMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = cut(text, max).slice(0, -1);
  const open = kept.lastIndexOf('<');
  if (open > kept.lastIndexOf('>')) kept = kept.slice(0, open);
  const entity = kept.lastIndexOf('&');
  if (entity > kept.lastIndexOf(';')) kept = kept.slice(0, entity);
  if ((kept.split('`').length - 1) % 2 === 1) kept = kept.slice(0, kept.lastIndexOf('`'));
  return `${kept}…`;
}
