import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchemaText } from '../../../src/config/catalog/json-schema.ts';
import { keyPaths, keysAt } from '../../../src/config/catalog/known-keys.ts';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { catalogFile } from '../../../src/config/catalog/schema.ts';

const root = path.join(import.meta.dirname, '../../..');

test('quarterdeck.schema.json is current (mend: npm run quarterdeck -- schema quarterdeck.schema.json)', async () => {
  expect(await readFile(path.join(root, 'quarterdeck.schema.json'), 'utf8')).toBe(jsonSchemaText());
});

test('every key is described in the schema', () => {
  const undescribed: string[] = [];
  const walk = (node: unknown, at: string) => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      for (const [key, value] of Object.entries(node.properties)) {
        if (typeof value !== 'object' || value === null || !('description' in value)) undescribed.push(`${at}.${key}`);
        walk(value, `${at}.${key}`);
      }
    }
    if ('additionalProperties' in node) walk(node.additionalProperties, `${at}.*`);
    if ('items' in node) walk(node.items, `${at}.*`);
  };
  walk(JSON.parse(jsonSchemaText()), '');
  expect(undescribed).toEqual([]);
});

test('docs/catalog.md and docs/delivery.md explain every key of the schema, and none that is not there', async () => {
  const pages = ['docs/catalog.md', 'docs/delivery.md'].map((page) => readFile(path.join(root, page), 'utf8'));
  const text = (await Promise.all(pages)).join('\n');
  const documented = text.split(/^#+ /m).flatMap((section) => {
    const prefix = /^`([a-z_.*]+)`$/m.exec(section.split('\n')[0] ?? '')?.[1];
    return [...section.matchAll(/^\| `([a-z_0-9]+)` \|/gm)].map(([, key]) => (prefix ? `${prefix}.${key}` : `${key}`));
  });
  expect(documented).toEqual([...new Set(documented)]);
  expect([...documented].sort()).toEqual(keyPaths(catalogFile).sort());
});

test('the keys at a path are found through names and lists', () => {
  expect(keysAt(catalogFile, [])).toContain('pipelines');
  expect(keysAt(catalogFile, ['pipelines', 'x', 'environments', 'y', 'gates'])).toContain('already_running');
  expect(keysAt(catalogFile, ['people', 0])).toEqual(['slack', 'email', 'github']);
  expect(keysAt(catalogFile, ['roles'])).toEqual([]);
  expect(keysAt(catalogFile, ['nowhere', 'at', 'all'])).toEqual([]);
});

test('the smallest catalog of docs/catalog.md is a good one', async () => {
  const text = await readFile(path.join(root, 'docs/catalog.md'), 'utf8');
  const example = /```yaml\n(version: 1\n.*?)```/s.exec(text)?.[1] ?? '';
  expect(loadCatalog(example, 'docs/catalog.md')).toMatchObject({
    ok: true,
    catalog: { pipelines: [{ name: 'shop' }] },
  });
});
