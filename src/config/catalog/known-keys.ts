import { z } from 'zod';

/** The keys that a mapping of the schema may have, at a path of the file; empty where names are free. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | undefined = schema;
  for (const segment of path) at = step(unwrap(at), segment);
  const end = unwrap(at);
  return end instanceof z.ZodObject ? Object.keys(end.shape) : [];
}

/** Every key path of the schema, as in `pipelines.*.environments.*.gates`; `*` is a free name or a place in a list. */
export function keyPaths(schema: z.core.$ZodType, prefix = ''): string[] {
  const at = unwrap(schema);
  if (at instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(at.shape).flatMap(([key, value]) => {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      return [path, ...keyPaths(value, path)];
    });
  }
  if (at instanceof z.ZodRecord) return keyPaths(at.valueType, `${prefix}.*`);
  if (at instanceof z.ZodArray) return keyPaths(at.element, `${prefix}.*`);
  return [];
}

function step(schema: z.core.$ZodType | undefined, segment: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(segment)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}
