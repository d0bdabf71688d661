import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWorkflowFile } from '../../src/adapters/github/workflow-file.ts';
import { check } from '../../src/cli/check.ts';
import { explain } from '../../src/cli/explain.ts';
import { run } from '../../src/cli/run.ts';
import { readSettings } from '../../src/config/env.ts';
import type { Notice } from '../../src/model/notice.ts';
import { now, person, verdict } from '../builders.ts';
import { kubernetes, written } from '../config/catalog/delivery-base.ts';

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
const everything = `delivery:
  strategy:
    canary: { phases: [5% for 5m, 25% for 10m], engine: flagger }
  major_versions:
    blue_green: { phases: [100% for 10m] }
${indented(kubernetes)}
    workloads: { worker: { deployment: jobs, traffic: { replicas: true } } }
  smoke: [{ http: /health }, { name: prices, websocket: /feed }]
  analysis: { rules: { errors: { below: 5% } } }
  order: [[api], [worker]]
  when_one_fails: stop
watch:
  for: 1h
  rules:
    requests: { within: 10% of baseline }
    cpu: { within: 20% above baseline, latest: 5m }
    memory: { growth_below: 10% an hour }
  roll_back_when:
    p95: { above: 2s }
    failed_health_checks: { above: 5 }
  health: [{ http: /health }]
rollback: { by: workflow, workflow: back.yml, inputs: { version: '\${version}' }, roles: [sre], target: 2m, migrations: [db/**], database: { workflow: restore.yml, backup: { workflow: backup.yml, max_age: 26h } } }
around: { silence: { labels: { app: "{{service}}" } }, annotation: { tags: [live] }, page: { severity: critical } }`;
const said = [
  'goes out: canary by flagger: 5 % for 5 min, 25 % for 10 min, then everything; failed after 10 min without progress',
  'a new major version: blue-green: 100 % for 10 min; then the old colour is scaled to 1; failed after 10 min without progress',
  `api: container api of api in shop on production gets ghcr.io/acme/\${service}:\${sha}, traffic by flagger`,
  `worker: container jobs of jobs in shop on production gets ghcr.io/acme/\${service}:\${sha}, traffic by flagger`,
  'services: api, then worker; when one fails, the rest is not begun',
  'smoke: /health and prices, before any traffic',
  'judged every 30 s, with 5 samples or more; silent for 5 min, a person is asked',
  'errors must be below 5 % (3 in a row count), else it is taken back; says nothing where requests is lower than 1',
  'who may promote, hold, extend and abort: developers',
  'then watched for 1 h, every 30 s, asking /health',
  'baseline: the 30 min before',
  'requests must stay within 10 % of the baseline, else a person is asked',
  'cpu must not exceed the baseline by more than 20 %, in the latest 5 min, else a person is asked',
  'memory must grow by less than 10 % an hour, else a person is asked',
  'rolled back when p95 is above 2000 ms (3 in a row count)',
  'rolled back when 6 health checks in a row have failed',
  'rolled back by back.yml within 2 min, by sre; locked afterwards',
  'migrations: db/**',
  'database: restored by restore.yml when a person says so',
  'alerts kept quiet meanwhile: app="{{service}}"',
  'annotated in Grafana as live',
  'paged as critical when it is rolled back by itself',
];

const why: Notice = {
  kind: 'why',
  what: 'api main to production',
  person: person('dev'),
  verdicts: [verdict()],
  approvals: null,
  earliest: now,
  ref: null,
  underWay: [],
  now,
  at: now,
  timezone: null,
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-delivery-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function typed(settings: string, workflows: Record<string, string> | null, ...words: string[]) {
  const repository = await mkdtemp(path.join(folder, 'repository-'));
  const file = path.join(repository, 'quarterdeck.yml');
  await writeFile(file, written({ settings }));
  const where = path.join(repository, '.github/workflows');
  if (workflows) await mkdir(where, { recursive: true });
  for (const [name, text] of Object.entries(workflows ?? {})) await writeFile(path.join(where, name), text);
  const facts = path.join(repository, 'facts.yml');
  await writeFile(facts, '{}');
  const out: string[] = [];
  const complaints: string[] = [];
  const live = () =>
    readSettings({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      GITHUB_TOKEN: 'ghp_1',
      QUARTERDECK_CATALOG: file,
    });
  const verbs = [check(readWorkflowFile), explain({ settings: live, ask: async () => why, now: () => now })];
  const line = words.map((word) => ({ FILE: file, FACTS: facts })[word] ?? word);
  const code = await run(verbs, line, { out: (one) => out.push(one), complain: (one) => complaints.push(one) });
  return { code, out, complaints };
}

test('check says in words how a release goes out, what is watched and how it comes back', async () => {
  const { code, out } = await typed(everything, null, 'check', 'FILE');
  expect(code).toBe(0);
  expect(out.map((line) => line.trim()).filter((line) => said.includes(line))).toEqual(said);
});

test.each(['api', 'main'])('explain of %s says it after the verdicts, from the live settings too', async (word) => {
  const { out } = await typed(everything, null, 'explain', 'production', word, '--as', 'U0DEV0000');
  expect(out.slice(out.indexOf('What happens then:') + 1)).toEqual(said.map((line) => `  ${line}`));
});

test('explain says it after the verdicts', async () => {
  const words = ['explain', 'production', 'api', '--facts', 'FACTS', '--catalog', 'FILE'];
  const { out } = await typed(everything, null, ...words);
  expect(out.slice(out.indexOf('What happens then:') + 1)).toEqual(said.map((line) => `  ${line}`));
});

test('the other strategies have words of their own', async () => {
  const settings = `delivery:
  strategy: { rolling: { min_ready: 30s } }
  smoke: [{ http: /health }]
  major_versions: { by_run: { watch: 5m } }
${indented(kubernetes)}
  roles: [sre]`;
  const { out } = await typed(settings, null, 'check', 'FILE');
  const text = out.join('\n');
  expect(text).toContain('goes out: rolling, 1 more and 0 fewer at a time, each ready for 30 s; failed after 10 min');
  expect(text).toContain('smoke: /health, of what then serves');
  expect(text).toContain('a new major version: by its run, judged for 5 min afterwards');
  expect(text).toContain('services: api and worker; when one fails, all are taken back');
  const compared = `delivery:
  strategy: { canary: { phases: [10% for 15m] } }
${indented(kubernetes)}
  analysis: { rules: { errors: { as_stable: { allowance: 0.5% }, on_fail: ask } } }`;
  expect((await typed(compared, null, 'check', 'FILE')).out.join('\n')).toContain(
    'errors must not be higher than that of the stable version, by more than 10 % and 0.5 % and 95 % sure, else a person is asked',
  );
});

test('what rolls back and what restores is held to what is asked of every workflow', async () => {
  const deploy = `run-name: Deploy \${{ inputs.deployment_id }}
on:
  workflow_dispatch:
    inputs:
      deployment_id: { type: string }
jobs: {}
`;
  const back = deploy.replace('type: string }', 'type: string }\n      version: { type: string }');
  const files = { 'deploy.yml': deploy, 'back.yml': back, 'restore.yml': deploy };
  expect(await typed(everything, files, 'check', 'FILE')).toMatchObject({ code: 0, complaints: [] });
  const lacking = { ...files, 'back.yml': deploy, 'restore.yml': deploy.replace(/^run-name.*\n/, '') };
  const { code, complaints } = await typed(everything, lacking, 'check', 'FILE');
  expect(code).toBe(1);
  expect(complaints).toEqual([
    expect.stringContaining(`production, rollback: .github/workflows/back.yml takes "version: \${version}" from`),
    expect.stringContaining(
      'production, restore: .github/workflows/restore.yml shows the deployment in its run-name: no',
    ),
    expect.stringContaining('2 problems'),
  ]);
});
