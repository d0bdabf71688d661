import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { deploy, jobNames, pushed, startWorld, type TestWorld } from './world.ts';

/** Workflow: event of each run that came after `since`, in the order of their names. */
async function runsSince({ octokit, owner, repo }: TestWorld, since: number): Promise<string[]> {
  const { data } = await octokit.actions.listWorkflowRunsForRepo({ owner, repo, per_page: 100 });
  const later = data.workflow_runs.filter(({ created_at }) => Date.parse(created_at) >= since);
  return later.map(({ name, event }) => `${name}: ${event}`).sort();
}

describe('what starts which of the six pipelines', () => {
  test.each([
    ['main', ['CD: push', 'CI: push', 'Monitoring: push', 'Security: push', 'Testing: push']],
    ['develop', ['CI: push', 'Security: push', 'Testing: push']],
    ['feature/stop-orders', ['CI: push', 'Testing: push']],
    ['fix/quotes', ['Testing: push']],
  ])('a push to %s', async (branch, expected) => {
    await using world = await startWorld('fastapi-trading');
    const before = world.clock.now();
    pushed(world, 'dev', { branch, message: 'Round prices to the tick' });
    expect(await runsSince(world, before)).toEqual(expected);
  });

  test('a version tag starts nothing', async () => {
    await using world = await startWorld('fastapi-trading');
    expect(pushed(world, 'lead', { tag: 'v1.8.0', message: 'Version 1.8.0' }).runs).toEqual([]);
  });

  test('a day: monitoring every six hours, a backup at 02:00, and the scan on Mondays', async () => {
    await using world = await startWorld('fastapi-trading');
    const before = world.clock.now();
    world.pass('1d');
    const monitoring = Array.from({ length: 4 }, () => 'Monitoring: schedule');
    expect(await runsSince(world, before)).toEqual(['Backup: schedule', ...monitoring]);
    const monday = Date.parse('2026-01-26T00:00:00Z');
    world.clock.set(monday + 5 * 3_600_000);
    expect(await runsSince(world, monday)).toContain('Security: schedule');
  });
});

test('a push to main goes to staging and not to production', async () => {
  await using world = await startWorld('fastapi-trading');
  const { github, pass } = world;
  const { sha } = pushed(world, 'dev', { branch: 'main', message: 'Round prices to the tick' });
  pass('10m');
  expect(github.world().running['fastapi-trading']).toMatchObject({ staging: { sha }, production: { ref: 'v1.7.0' } });
});

test('a deployment that fails is rolled back, and the version before stays', async () => {
  await using world = await startWorld('fastapi-trading');
  const before = world.github.world().running['fastapi-trading']?.production;
  world.github.failJob({ job: 'production', step: 'Performance validation' });
  const run = await deploy(world, { environment: 'production', deployment_id: 'D-3' }, 'main');
  world.pass('10m');
  expect(await jobNames(world, run)).toEqual([
    'Staging Deployment: skipped',
    'Production Deployment: failure',
    'Rollback: success',
  ]);
  expect(world.github.world().running['fastapi-trading']?.production).toEqual(before);
});

test.each([
  [{}, ['Application State', 'Configuration', 'Database'], 'success'],
  [{ what: 'database' }, ['Database'], 'success'],
  [{ what: 'state' }, ['Application State'], 'skipped'],
])('a backup by hand of %j', async (inputs, backups, recovery) => {
  await using world = await startWorld('fastapi-trading');
  const { octokit, owner, repo } = world;
  const before = world.clock.now();
  await octokit.actions.createWorkflowDispatch({ owner, repo, workflow_id: 'backup.yml', ref: 'main', inputs });
  world.pass('15m');
  const { data } = await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'backup.yml' });
  const [run] = data.workflow_runs.filter(({ created_at }) => Date.parse(created_at) >= before);
  const names = await jobNames(world, { owner, repo, run_id: run?.id ?? 0 });
  const done = backups.map((name) => `${name} Backup: success`);
  expect(names.filter((name) => /Backup: success/.test(name)).sort()).toEqual(done);
  expect(names).toContain(`Disaster Recovery Test: ${recovery}`);
});

test('the testing environment is what the document says, and the jobs of CD know which they are in', () => {
  const read = (file: string) =>
    parse(
      readFileSync(path.join(import.meta.dirname, '../../../examples/fastapi-trading/.github/workflows', file), 'utf8'),
    );
  expect(read('testing.yml').env).toEqual({
    ENVIRONMENT: 'testing',
    DEBUG: 'true',
    DATABASE_URL: 'sqlite:///./test.db',
    REDIS_URL: 'redis://localhost:6379/1',
    JWT_SECRET_KEY: 'test-secret-key',
  });
  for (const name of ['staging', 'production'])
    expect(read('cd.yml').jobs[name].env).toEqual({
      ENVIRONMENT: name,
      DEBUG: 'false',
      DATABASE_URL: `\${{ secrets.${name.toUpperCase()}_DATABASE_URL }}`,
      REDIS_URL: `\${{ secrets.${name.toUpperCase()}_REDIS_URL }}`,
      JWT_SECRET_KEY: `\${{ secrets.${name.toUpperCase()}_JWT_SECRET_KEY }}`,
    });
});
