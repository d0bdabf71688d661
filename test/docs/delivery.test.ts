import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/config/catalog/load.ts';
import { sayProblem } from '../../src/config/catalog/problem.ts';
import { catalogAround } from './catalog-around.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/delivery.md'), 'utf8');
const [metrics = '', settings = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) => text);

test('the example of docs/delivery.md is taken by the catalog, and means what the page says', () => {
  const around = catalogAround(`gates: { permission: { roles: [developers] } }\n${settings}`);
  const text = around.replace('    environments:\n', `${metrics.replace(/^(?=.)/gm, '    ')}    environments:\n`);
  const loaded = loadCatalog(text, 'delivery.md');
  if (!loaded.ok) return expect.fail(loaded.problems.map(sayProblem).join('\n'));
  const production = loaded.catalog.pipelines[0]?.environments[1];
  expect(production).toMatchObject({
    delivery: { strategy: { kind: 'canary', phases: [{ weight: 10, watch: 900_000 }] }, roles: ['developers'] },
    watch: { length: 3_600_000, baseline: 1_800_000 },
    rollback: { by: 'cluster', target: 120_000, lock: true },
    around: { page: { severity: 'critical' } },
  });
  expect(production?.metrics?.map(({ name }) => name)).toEqual(['errors', 'p95', 'requests', 'memory', 'restarts']);
});
