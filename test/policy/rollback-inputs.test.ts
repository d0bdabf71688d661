import { describe, expect, test } from 'vitest';
import type { RollbackRule } from '../../src/model/delivery.ts';
import { hasOwnWorkflow, migrationsBetween, rollbackInputs } from '../../src/policy/rollback-inputs.ts';
import { lockScopes } from '../../src/policy/rollback-lock.ts';
import { catalog, deployment, environment, pipeline, shaOf } from '../builders.ts';

const fill = (word: string) => `$\{${word}}`;
const staging = environment({ inputs: { environment: fill('environment'), ref: fill('ref') } });
const target = { name: 'default', services: ['api', 'worker'] };
const tag = { kind: 'tag' as const, name: 'v1.3.0', sha: shaOf('good') };
const branch = { kind: 'branch' as const, name: 'main', sha: shaOf('good') };
const bad = { ref: 'v1.4.0', sha: shaOf('bad') };
const rule = (workflow: string | null, inputs: Record<string, string> = {}): RollbackRule => ({
  by: 'workflow',
  workflow,
  inputs,
  roles: [],
  target: 1,
  lock: true,
  migrations: [],
  database: null,
});

describe('the inputs of a rollback', () => {
  const all = ['version', 'sha', 'from', 'service', 'services', 'environment'];
  const own = rule('rollback.yml', Object.fromEntries(all.map((word) => [word, fill(word)])));

  test('of a workflow of its own are those of the rule, and nothing else', () => {
    expect(rollbackInputs(staging, own, target, tag, bad)).toEqual({
      version: 'v1.3.0',
      sha: tag.sha,
      from: 'v1.4.0',
      service: 'default',
      services: 'api,worker',
      environment: 'staging',
    });
    expect(hasOwnWorkflow(own, staging)).toBe(true);
  });

  test('a branch has gone on since: its commit is the version', () => {
    expect(rollbackInputs(staging, own, target, branch, null)).toMatchObject({ version: branch.sha, from: '' });
  });

  test.each([[null], ['deploy.yml']])(
    'of the workflow that deploys (%s) are its own, and those of the rule on top',
    (workflow) => {
      const given = rule(workflow, { mode: 'rollback' });
      expect(rollbackInputs(staging, given, target, tag, bad)).toEqual({
        environment: 'staging',
        ref: 'v1.3.0',
        mode: 'rollback',
      });
      expect(hasOwnWorkflow(given, staging)).toBe(false);
    },
  );
});

test.each<[string, string[], string[], boolean, boolean | null]>([
  ['one of the paths differs', ['migrations/**'], ['src/a.ts', 'migrations/2/up.sql'], true, true],
  ['one of those that GitHub lists differs', ['migrations/**'], ['migrations/2/up.sql'], false, true],
  ['none differs', ['migrations/**', 'db.py'], ['src/a.ts'], true, false],
  ['none of those that GitHub lists differs, and there are more', ['migrations/**'], ['src/a.ts'], false, null],
  ['the catalog names no paths', [], ['migrations/2/up.sql'], true, null],
])('migrations lie between where %s', (_, globs, paths, whole, expected) => {
  expect(migrationsBetween(globs, { paths, whole })).toBe(expected);
});

test('what is locked afterwards is the environment, or the services where another pipeline has one of that name', () => {
  const taken = deployment({ environment: 'staging', services: ['api', 'worker'] });
  expect(lockScopes(catalog(), taken)).toEqual([{ environment: 'staging', service: null }]);
  const shared = catalog({ pipelines: [pipeline(), pipeline({ name: 'other', services: ['site'] })] });
  expect(lockScopes(shared, taken)).toEqual([
    { environment: 'staging', service: 'api' },
    { environment: 'staging', service: 'worker' },
  ]);
});
