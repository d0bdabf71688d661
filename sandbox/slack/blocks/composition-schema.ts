import { z } from 'zod';

/** Text of 1 to `max` characters. */
export const chars = (max: number, min = 1) => z.string().min(min).max(max);

export const plainText = (max: number, min = 1) =>
  z.strictObject({ type: z.literal('plain_text'), text: chars(max, min), emoji: z.boolean().optional() });

export const markdownText = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: chars(max), verbatim: z.boolean().optional() });

export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), markdownText(max)]);

export const blockId = chars(255).optional();
export const actionId = chars(255).optional();
export const url = chars(3000);

export const confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const optionBody = {
  value: chars(150),
  description: anyText(75).optional(),
  url: url.optional(),
};
export const plainOption = z.strictObject({ text: plainText(75), ...optionBody });
export const anyOption = z.strictObject({ text: anyText(75), ...optionBody });

export const optionList = z.array(plainOption).min(1).max(100);
export const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options: z.array(plainOption).max(100) }))
  .min(1)
  .max(100);

const imageSource = {
  image_url: url.optional(),
  slack_file: z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: z.string() })]).optional(),
};
export const imageBody = { ...imageSource, alt_text: chars(2000) };
export const imageElement = z.strictObject({ type: z.literal('image'), ...imageBody });

/** Slack's rich text is a small language; its shape is checked, its leaves are only known to be objects of a type. */
const richTextLeaf = z.looseObject({ type: chars(40) });
const richTextSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richTextLeaf) });
const border = z.number().optional();
export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: blockId,
  elements: z.array(
    z.discriminatedUnion('type', [
      richTextSection,
      z.strictObject({
        type: z.literal('rich_text_list'),
        elements: z.array(richTextSection),
        style: z.enum(['bullet', 'ordered']),
        indent: z.number().optional(),
        offset: z.number().optional(),
        border,
      }),
      z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(richTextLeaf), border }),
      z.strictObject({
        type: z.literal('rich_text_preformatted'),
        elements: z.array(richTextLeaf),
        border,
        language: z.string().optional(),
      }),
    ]),
  ),
});
