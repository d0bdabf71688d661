import { textOf } from '../blocks/block-object.ts';

const shortcode = /:[a-z+_-][a-z0-9_+'-]*:(:skin-tone-\d:)?/gi;
const pictograph =
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\p{Variation_Selector}|\u{200D}/gu;

/** What a person would call a control: the words of its text, without emoji, in one case and with single spaces. */
export function visibleLabel(text: unknown): string {
  return textOf(text).replace(shortcode, ' ').replace(pictograph, ' ').replace(/\s+/g, ' ').trim().toLowerCase();
}
