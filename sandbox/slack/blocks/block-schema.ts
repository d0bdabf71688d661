import { z } from 'zod';
import {
  anyText,
  blockId,
  chars,
  imageBody,
  imageElement,
  markdownText,
  plainText,
  richText,
  url,
} from './composition-schema.ts';
import { actionsElement, button, contextAction, inputElement, sectionControls } from './element-schema.ts';

const block = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), block_id: blockId, ...shape });

const actions = block('actions', { elements: z.array(actionsElement).min(1).max(25) });
const context = block('context', {
  elements: z
    .array(z.discriminatedUnion('type', [plainText(2000), markdownText(2000), imageElement]))
    .min(1)
    .max(10),
});
const divider = block('divider', {});
const header = block('header', { text: plainText(150), level: z.number().int().min(1).max(4).optional() });
const image = block('image', { ...imageBody, title: plainText(2000).optional() });
const input = block('input', {
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  element: inputElement,
  dispatch_action: z.boolean().optional(),
});
const section = block('section', {
  text: anyText(3000).optional(),
  fields: z.array(anyText(2000)).min(1).max(10).optional(),
  accessory: z.discriminatedUnion('type', [...sectionControls, imageElement]).optional(),
  expand: z.boolean().optional(),
}).refine((value) => value.text !== undefined || value.fields !== undefined, {
  message: 'missing required field: text',
});
const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
  richText,
]);
const table = block('table', {
  rows: z.array(z.array(cell).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() })
        .nullable(),
    )
    .max(20)
    .optional(),
});
const dataTable = block('data_table', {
  caption: chars(2000),
  rows: z.array(z.array(cell).min(1).max(20)).min(2).max(101),
  page_size: z.number().int().min(1).max(100).optional(),
  row_header_column_index: z.number().int().min(0).optional(),
});
const video = block('video', {
  video_url: url,
  thumbnail_url: url,
  alt_text: chars(2000),
  title: plainText(200),
  title_url: url.optional(),
  author_name: chars(50).optional(),
  provider_name: chars(50).optional(),
  provider_icon_url: url.optional(),
  description: plainText(200).optional(),
});
const taskCard = {
  task_id: chars(255),
  title: chars(2000),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url, text: chars(2000) })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']).optional(),
};
const card = block('card', {
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: markdownText(150).optional(),
  subtitle: markdownText(150).optional(),
  body: markdownText(200).optional(),
  actions: z.array(button).max(2).optional(),
}).refine((value) => Boolean(value.hero_image ?? value.title ?? value.body ?? value.actions), {
  message: 'must have at least one of hero_image, title, actions, body',
});
const file = block('file', { external_id: z.string(), source: z.literal('remote') });

/** Every block that an app may send, with the limits of each field. Where it may stand is surfaces.ts. */
export const knownBlock = z.discriminatedUnion('type', [
  actions,
  context,
  divider,
  header,
  image,
  input,
  section,
  richText,
  table,
  dataTable,
  video,
  card,
  file,
  block('markdown', { text: chars(12_000) }),
  block('context_actions', { elements: z.array(contextAction).min(1).max(5) }),
  block('alert', {
    text: anyText(2000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  block('carousel', { elements: z.array(card).min(1).max(10) }),
  block('task_card', taskCard),
  block('plan', {
    title: chars(2000),
    tasks: z
      .array(z.strictObject({ type: z.literal('task_card').optional(), block_id: blockId, ...taskCard }))
      .optional(),
  }),
  block('container', {
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          header,
          image,
          input,
          section,
          richText,
          table,
          video,
          file,
        ]),
      )
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  }).refine((value) => Boolean(value.title ?? value.rich_text_title), { message: 'missing required field: title' }),
]);
