import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkflowFile } from '../../../src/adapters/github/workflow-file.ts';
import { readCatalog } from '../../../src/config/catalog/load.ts';
import { workflowDemands } from '../../../src/policy/workflow-demands.ts';

const folder = path.join(import.meta.dirname, '../../../examples');

describe.each(readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory()))(
  '$name',
  ({ name }) => {
    test('its workflows offer what its catalog needs', async () => {
      const loaded = await readCatalog(path.join(folder, name, 'quarterdeck.yml'));
      if (!loaded.ok) return expect.fail('the catalog is not sound');
      const environments = loaded.catalog.pipelines.flatMap((pipeline) => pipeline.environments);
      expect(environments.length).toBeGreaterThan(1);
      for (const environment of environments) {
        const file = `.github/workflows/${environment.workflow}`;
        const workflow = readWorkflowFile(file, readFileSync(path.join(folder, name, file), 'utf8'));
        expect(workflowDemands(workflow, environment).filter(({ ok }) => !ok)).toEqual([]);
      }
    });
  },
);
