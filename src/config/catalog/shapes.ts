import { z } from 'zod';

const mapping = 'a mapping (lines of key: value)';

export function object<Shape extends z.ZodRawShape>(shape: Shape, description: string) {
  return z
    .strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? mapping : undefined) })
    .meta({ description });
}

export function listOf<Item extends z.ZodType>(item: Item, description: string) {
  return z.array(item, { error: 'a list' }).max(500, { error: 'at most 500 entries' }).meta({ description });
}

export function someOf<Item extends z.ZodType>(item: Item, description: string) {
  return listOf(item, description).min(1, { error: 'a list with at least one entry' });
}

export function byName<Value extends z.ZodType>(key: z.ZodString, value: Value, description: string) {
  return z
    .record(key, value, { error: (issue) => (issue.code === 'invalid_type' ? mapping : undefined) })
    .meta({ description });
}

export function flag(description: string) {
  return z.boolean({ error: 'true or false' }).meta({ description });
}

export function wholeNumber(least: number, most: number) {
  const error = `a whole number, ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}
