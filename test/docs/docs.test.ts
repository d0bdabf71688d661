import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkflowFile } from '../../src/adapters/github/workflow-file.ts';
import { loadCatalog } from '../../src/config/catalog/load.ts';
import { variables } from '../../src/config/variables.ts';
import { workflowDemands } from '../../src/policy/workflow-demands.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const codeBlocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '');

test('docs/configuration.md explains every setting, and none that is not there', () => {
  const rows = read('docs/configuration.md').matchAll(/^\| (`[^|]*`) \|/gm);
  const documented = [...rows].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  );
  expect(documented.sort()).toEqual(Object.keys(variables.shape).sort());
});

test('docs/operations.md explains every metric', () => {
  const known = [...read('src/adapters/metrics/metrics.ts').matchAll(/name: '(quarterdeck_\w+)'/g)].map(
    ([, name]) => name,
  );
  const documented = [...read('docs/operations.md').matchAll(/`(quarterdeck_\w+)(?:\{[^}]*\})?`/g)].map(
    ([, name]) => name,
  );
  expect(known.length).toBeGreaterThan(5);
  expect([...new Set(documented)].sort()).toEqual(known.sort());
});

describe('docs/getting-started.md', () => {
  const text = read('docs/getting-started.md');
  const [workflow = '', catalog = ''] = codeBlocks(text, 'yaml');

  test('shows a catalog and a workflow that fit each other', () => {
    const loaded = loadCatalog(catalog, 'quarterdeck.yml');
    if (!loaded.ok) return expect.fail(JSON.stringify(loaded.problems));
    const environments = loaded.catalog.pipelines.flatMap((pipeline) => pipeline.environments);
    expect(environments.map(({ name }) => name)).toEqual(['staging', 'production']);
    const file = readWorkflowFile('.github/workflows/deploy.yml', workflow);
    for (const environment of environments)
      expect(workflowDemands(file, environment).filter(({ ok }) => !ok)).toEqual([]);
  });

  test('names every permission that the doctor looks for', () => {
    const doctor = read('src/adapters/github/doctor-github.ts');
    const looked = [...doctor.matchAll(/name: '([A-Z][A-Za-z ]+): (read(?: and write)?)/g)];
    expect(looked.length).toBeGreaterThan(5);
    for (const [, name, access] of looked) {
      const row = text.split('\n').find((line) => line.startsWith(`| ${name} |`));
      expect(row, `${name}: ${access}`).toContain(access);
    }
  });
});

test('links between the pages lead somewhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...['docs', 'docs/adr'].flatMap((folder) =>
      readdirSync(path.join(root, folder))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    ),
  ];
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => !existsSync(path.join(root, path.dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test('the image holds what the service needs, and is not built from anything else', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    (names ?? '').split(' '),
  );
  const sent = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  expect([...new Set(copied)].sort()).toEqual([...new Set(sent)].sort());
  for (const name of copied) expect(existsSync(path.join(root, name))).toBe(true);
});
