/** What was typed, ready to be read; or why it is not read at all, in a sentence for the person. */
export type Typed = { text: string } | { refused: string };

/** Longer texts are not read. A message of Slack's has at most 4,000 characters. */
export const longestText = 4_000;

/** Joiners, as in some emoji, and places where a line may break: they come with what is pasted, and change no meaning. */
const harmless = /[\u200b-\u200d\u2060\ufeff\u00ad]/gu;

/**
 * Makes typed text what was meant: Slack's tokens and entities become what the person saw, curly quotes and the dash that
 * Slack makes of `--` become what they typed, and every kind of space is one. Text with characters that cannot be seen and
 * change the meaning of others is refused.
 */
export function readTyped(raw: string, length = raw.length): Typed {
  if (length > longestText) {
    return {
      refused: `That was ${length.toLocaleString('en-US')} characters long; at most ${longestText.toLocaleString('en-US')} are read.`,
    };
  }
  const text = entities(tokens(raw.toWellFormed()))
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replace(harmless, '')
    .replace(/[\u201c-\u201f\u00ab\u00bb]/gu, '"')
    .replace(/[\u2018-\u201b]/gu, "'")
    .replace(/(^|\s)[\u2013-\u2015]/gu, '$1--')
    .trim();
  const refused = sayUnseen(text);
  return refused === null ? { text } : { refused };
}

/** What is wrong with the text of a field of a form, in which lines may end; null when nothing is. */
export function unseenInField(text: string): string | null {
  return sayUnseen(text.replace(/[\r\n\t]/g, ' ').replace(harmless, ''));
}

function sayUnseen(text: string): string | null {
  const unseen = /[\p{Cc}\p{Cf}]/u.exec(text);
  if (!unseen) return null;
  const name = `U+${(unseen[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `Your text contains a character that cannot be seen (${name}). Type it again instead of pasting it.`;
}

/** The Slack ids of the people who are mentioned, in order: their names, which `readTyped` leaves, are theirs to choose. */
export function mentionedIn(raw: string): string[] {
  return [...raw.matchAll(/<@([UW][A-Z0-9]{2,})(?:\|[^<>]*)?>/g)].flatMap(([, id]) => id ?? []);
}

/** `<@U1|dev>`, `<#C1|general>`, `<!here>`, `<!subteam^S1|@sre>`, `<https://x|x>` as the person saw them. */
function tokens(text: string): string {
  return text.replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_whole, sign: string, what: string, label?: string) => {
    switch (sign) {
      case '@':
        return `@${label || what}`;
      case '#':
        return `#${label || what}`;
      case '!':
        return label || `@${what.replace(/\^.*$/, '')}`;
      default:
        return label || what;
    }
  });
}

function entities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
