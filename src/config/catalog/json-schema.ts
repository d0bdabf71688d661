import { z } from 'zod';
import { catalogFile } from './schema.ts';

/** The text of quarterdeck.schema.json: what editors complete and check quarterdeck.yml by. */
export function jsonSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(catalogFile, { io: 'input', target: 'draft-07' });
  return `${JSON.stringify({ $schema, title: 'quarterdeck.yml', ...rest }, null, 2)}\n`;
}
