import { writeFile } from 'node:fs/promises';
import { jsonSchemaText } from '../config/catalog/json-schema.ts';
import type { Verb } from './verb.ts';

export const schema: Verb = {
  name: 'schema',
  hint: '[FILE]',
  summary: 'Print the JSON Schema of quarterdeck.yml for editors, or write it to a file',
  async run(words, output) {
    const [file, ...rest] = words;
    if (rest.length > 0 || file?.startsWith('-')) {
      output.complain(
        'schema takes at most one file name, as in: npm run quarterdeck -- schema quarterdeck.schema.json',
      );
      return 2;
    }
    if (file === undefined) output.out(jsonSchemaText().trimEnd());
    else {
      await writeFile(file, jsonSchemaText());
      output.out(`Wrote ${file}.`);
    }
    return 0;
  },
};
