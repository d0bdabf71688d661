import { sayInstant } from '../model/instant-words.ts';
import type { PersonRef } from '../model/person.ts';
import type { Instant } from '../model/time.ts';

/**
 * Characters that are invisible or turn the direction of writing: control and format characters (zero-width ones, bidirectional
 * marks, tags), fillers and variation selectors. They could hide or forge what a line says.
 */
const unseen = /[\p{Cc}\p{Cf}\u115f\u1160\u17b4\u17b5\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

/** Most texts are of these alone, and then there is nothing to look for; the second are without what Slack would read. */
const printable = /^[\x20-\x7e]*$/;
const harmless = /^[A-Za-z0-9 .,/#()'"=+-]*$/;

/** One line of plain text without unseen characters, at most `max` characters with a … where it was cut. */
export function clean(text: string, max: number): string {
  // What is cut away anyway is not looked at, however long it is.
  const bounded = text.slice(0, max * 2 + 200);
  const line = printable.test(bounded)
    ? bounded.replace(/ {2,}/g, ' ')
    : bounded
        .toWellFormed()
        .replace(/[\s\u0085\u2028\u2029]+/g, ' ')
        .replace(unseen, '');
  return cut(line.trim(), max);
}

/** Cuts at `max` UTF-16 units, never within a character of two units. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = max - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}

/** As plain text for a place whose handling of `<…>` is not documented: no mention and no link can be read out of it. */
export function inert(text: string, max: number): string {
  return clean(text, max).replaceAll('<', '‹').replaceAll('>', '›');
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Text from outside for mrkdwn: nothing in it is read as a mention, a link, an emoji or formatting. The characters that Slack
 * formats with are shown as their nearest look-alikes; an underscore within a word needs none, as Slack leaves it alone there.
 */
export function esc(text: string, max = 300): string {
  const line = clean(text, max);
  if (harmless.test(line)) return line;
  return entities(line)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(/:([a-z+][\w+-]*):/giu, '꞉$1꞉');
}

/** Text from outside as code in mrkdwn: refs, SHAs, job and step names. */
export function code(text: string, max = 120): string {
  const inner = entities(clean(text, max)).replaceAll('`', 'ˋ');
  return inner === '' ? '' : `\`${inner}\``;
}

/** A link in mrkdwn; only its label when the address is not one of the web. */
export function link(url: string, label: string, max = 150): string {
  const address = webAddress(url);
  const text = esc(label, max);
  return address ? `<${entities(address)}|${text.replaceAll('|', '¦')}>` : text;
}

/** The address if it is http(s) and short enough for Slack, normalised; null for anything else. */
export function webAddress(url: string): string | null {
  if (url.length > 2_900 || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return href.length <= 2_900 ? href.replaceAll('|', '%7C') : null;
}

/** A channel that people can open: by id as a link, by name in words. */
export function channelWords(channel: string): string {
  return /^[CG][A-Z0-9]{7,}$/.test(channel) ? `<#${channel}>` : `#${esc(channel.replace(/^#/, ''), 80)}`;
}

/** An instant as the reader's Slack shows it, in their own time zone; in UTC where it cannot. */
export function date(at: Instant, format = '{date_short_pretty} at {time}'): string {
  const spoken = utc(at);
  return spoken === '' ? 'at an unknown time' : `<!date^${Math.floor(at / 1_000)}^${format}|${spoken}>`;
}

/** `2026-11-21 14:03 UTC`; empty for what is not an instant. */
export function utc(at: Instant): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? '' : `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The same, and beside it by the clock of the zone where it matters. Null: no zone matters. */
export function dateThere(at: Instant, timezone: string | null): string {
  if (timezone === null) return date(at);
  try {
    return `${date(at)} your time (${esc(sayInstant(at, timezone))})`;
  } catch {
    // Of a zone that this release does not know.
    return date(at);
  }
}

/** `1 commit`, `12 commits`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Whoever has no Slack id, or does not want to be mentioned, is named. */
export function mentioned({ slackId, name }: PersonRef): string {
  return slackId !== null && /^[UW][A-Z0-9]{2,}$/.test(slackId) ? `<@${slackId}>` : esc(name, 80);
}
