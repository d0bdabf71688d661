import { z } from 'zod';
import { SlackRefusal } from './refusal.ts';

/** Arguments arrive as a form, where everything is text, or as JSON. These readers take both. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1');

export const count = z.coerce.number().int().min(0);

/** An object or array that a form carries as JSON text. Text that is no JSON is refused with `error`. */
export function json(error: string) {
  return z
    .unknown()
    .optional()
    .transform((value) => {
      if (typeof value !== 'string') return value;
      if (value === '') return undefined;
      try {
        const parsed: unknown = JSON.parse(value);
        return parsed;
      } catch {
        throw new SlackRefusal(error);
      }
    });
}

export const page = { cursor: z.string().optional(), limit: count.optional() };

/** One page of `items` and the cursor of the next; Slack's cursors are opaque, here they hold the offset. */
export function paged<T>(
  items: readonly T[],
  { cursor, limit = 100 }: { cursor?: string | undefined; limit?: number | undefined },
): { items: T[]; more: boolean; response_metadata: { next_cursor: string } } {
  const from = cursor ? Number(Buffer.from(cursor, 'base64url').toString().replace('offset:', '')) : 0;
  if (!Number.isInteger(from) || from < 0) throw new SlackRefusal('invalid_cursor');
  const size = limit === 0 ? 100 : Math.min(limit, 1000);
  const more = from + size < items.length;
  const next_cursor = more ? Buffer.from(`offset:${from + size}`).toString('base64url') : '';
  return { items: items.slice(from, from + size), more, response_metadata: { next_cursor } };
}
