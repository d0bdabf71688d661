import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWorkflowFile } from '../../src/adapters/github/workflow-file.ts';
import { check } from '../../src/cli/check.ts';
import { doctor } from '../../src/cli/doctor.ts';
import { run } from '../../src/cli/run.ts';
import type { Verb } from '../../src/cli/verb.ts';
import { verbs } from '../../src/cli/verbs.ts';
import { jsonSchemaText } from '../../src/config/catalog/json-schema.ts';
import { readSettings } from '../../src/config/env.ts';
import type { Finding } from '../../src/model/notice.ts';
import { base } from '../config/catalog/base.ts';

const root = path.join(import.meta.dirname, '../..');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function typed(words: string[], known: readonly Verb[] = verbs) {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = await run(known, words, { out: (line) => out.push(line), complain: (line) => complaints.push(line) });
  return { code, out: out.join('\n'), complaints: complaints.join('\n') };
}

describe('the verb', () => {
  test('help lists every one', async () => {
    const { code, out } = await typed(['help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(out).toContain(`  ${verb.name} `);
  });

  test('without one, help is shown and nothing is claimed to have worked', async () => {
    expect(await typed([])).toMatchObject({ code: 2, out: expect.stringContaining('Usage:') });
  });

  test.each(['--help', '-h'])('of each, %s tells how it is called, and nothing is done', async (option) => {
    for (const verb of verbs) {
      const { code, out } = await typed([verb.name, option]);
      expect({ code, out }).toEqual({
        code: 0,
        out: `Usage: npm run quarterdeck -- ${`${verb.name} ${verb.hint}`.trim()}\n${verb.summary}`,
      });
    }
  });

  test('an unknown one gets the nearest', async () => {
    const { code, out, complaints } = await typed(['chekc']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaints).toBe(
      'There is no "chekc". Did you mean check? Known: help, '.concat(verbs.map(({ name }) => name).join(', '), '.'),
    );
  });
});

describe('check', () => {
  test.each(['trading-engine', 'alphavelocity'])('says what examples/%s means', async (example) => {
    const { code, out, complaints } = await typed(['check', path.join(root, 'examples', example, 'quarterdeck.yml')]);
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(out).toContain(`${example} (acme/${example})`);
    expect(out).toContain('what: tag v*.*.*');
    expect(out).toContain('approval: 1 of release-managers, within 8 h, good for 4 h');
    expect(out).toMatch(/is good\.$/);
  });

  test('says what GoldenSignalsAI demands of a commit', async () => {
    const { code, out } = await typed(['check', path.join(root, 'examples/goldensignals/quarterdeck.yml')]);
    expect(code).toBe(0);
    const ci = 'Backend Tests, Frontend Tests, Security Scanning, Code Quality, Performance Tests and Docker Build';
    for (const line of [
      `checks: ${ci}`,
      `checks: all, among them ${ci}`,
      'review: approved by 2 people other than the author of the pull request',
      'main protected by: 2 approving reviews, required checks, branches up to date and administrators included',
      'commits: conventional, signed and tied to an issue',
      'approval: 1 of release-managers, within 8 h, good for 4 h',
    ])
      expect(out).toContain(`    ${line}\n`);
  });

  test('says what the FastAPI trading system demands', async () => {
    const { code, out } = await typed(['check', path.join(root, 'examples/fastapi-trading/quarterdeck.yml')]);
    expect(code).toBe(0);
    for (const line of [
      'what: branch main, branch develop, branch feature/*, tag v*.*.* or any commit by its SHA',
      'what: branch main or tag v*.*.*',
      'review: approved by 1 person other than the author of the pull request',
      'after staging has verified the same sha',
    ])
      expect(out).toContain(`    ${line}\n`);
  });

  test('says what the hours of the trading engine are', async () => {
    const { out } = await typed(['check', path.join(root, 'examples/trading-engine/quarterdeck.yml')]);
    for (const line of [
      'allowed: Mon to Fri all day (America/New_York)',
      'preferred: Tue to Thu 10:00 to 14:00 (America/New_York)',
      'avoid: Fri all day (America/New_York), limited support window: refused',
      'NYSE opening, 30 min before and 30 min after it: refused',
      'NYSE close, 30 min before and 30 min after it: warned of',
      'NYSE holidays: refused',
      'NYSE half days: warned of',
      'high-volume event: Triple witching, from Friday 20 March 2026, 09:30 New York time to Friday 20 March 2026, 16:00 New York time: refused',
    ])
      expect(out).toContain(`    ${line}\n`);
    expect(out).not.toContain('trading hours');
  });

  test('prints every problem, and how many', async () => {
    const file = path.join(folder, 'bad.yml');
    await writeFile(file, base.replace('version: 1', 'version: 2').replace('acme/shop', 'shop'));
    const { code, out, complaints } = await typed(['check', file]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(complaints.split('\n')).toEqual([
      `${file}:1:10: version: found the number 2; expected the number 1`,
      expect.stringContaining(`${file}:14:17: pipelines.shop.repository: found "shop"`),
      `${file} has 2 problems.`,
    ]);
  });

  test('a file that is not there is a problem, not a crash', async () => {
    expect(await typed(['check', path.join(folder, 'none.yml')])).toMatchObject({
      code: 1,
      complaints: expect.stringContaining('no such file'),
    });
  });

  test.each([[['check', 'a', 'b']], [['check', '--all']], [['schema', 'a', 'b']]])(
    '%j is a wrong call',
    async (words) => {
      expect(await typed(words)).toMatchObject({ code: 2, out: '' });
    },
  );
});

describe('schema', () => {
  test('prints what it writes', async () => {
    const file = path.join(folder, 'schema.json');
    expect((await typed(['schema'])).out).toBe(jsonSchemaText().trimEnd());
    expect((await typed(['schema', file])).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(jsonSchemaText());
  });
});

describe('check of the workflows beside the catalog', () => {
  const good = `run-name: Deploy \${{ inputs.deployment_id }}
on:
  workflow_dispatch:
    inputs:
      deployment_id: { type: string }
jobs: {}
`;

  async function checked(workflow: string | null) {
    const repository = await mkdtemp(path.join(folder, 'repository-'));
    await mkdir(path.join(repository, '.github/workflows'), { recursive: true });
    await writeFile(path.join(repository, 'quarterdeck.yml'), base);
    if (workflow !== null) await writeFile(path.join(repository, '.github/workflows/deploy.yml'), workflow);
    return typed(['check', path.join(repository, 'quarterdeck.yml')], [check(readWorkflowFile)]);
  }

  test('a good one', async () => {
    expect(await checked(good)).toMatchObject({ code: 0, complaints: '' });
  });

  test.each([
    ['without run-name', good.replace(/^run-name.*\n/, ''), 'shows the deployment in its run-name: no'],
    ['without the input', good.replace('deployment_id: {', 'other: {'), 'takes the input "deployment_id": no'],
    ['without trigger', 'on: push\njobs: {}\n', 'can be dispatched: no'],
    ['that is no YAML', 'on: [push\n', 'cannot be used'],
    ['that is not there', null, 'there is no'],
  ])('one %s', async (_, workflow, problem) => {
    const { code, out, complaints } = await checked(workflow);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(complaints).toContain(`staging: `);
    expect(complaints).toContain(problem);
  });
});

describe('doctor', () => {
  const good: Finding = { ok: true, what: 'Slack bot token', found: 'valid', mend: null };
  const bad: Finding = { ok: false, what: 'Channel #operations', found: 'the bot is not in it', mend: 'Invite it.' };
  const example = path.join(root, 'examples/trading-engine/quarterdeck.yml');
  const enough = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    GITHUB_TOKEN: 'ghp_1',
    QUARTERDECK_CATALOG: example,
  };
  const asked = (findings: Finding[], variables: Record<string, string> = enough) =>
    typed(['doctor'], [doctor({ settings: () => readSettings(variables), diagnose: async () => findings })]);

  test('is well when everything is', async () => {
    expect(await asked([good])).toEqual({
      code: 0,
      out: 'ok    Slack bot token: valid\nAll 1 findings are well.',
      complaints: '',
    });
  });

  test('says what is wrong and how to mend it', async () => {
    const { code, out } = await asked([good, bad]);
    expect(code).toBe(1);
    expect(out).toContain('WRONG Channel #operations: the bot is not in it\n      Invite it.\n1 of 2 are wrong.');
  });

  test.each([
    ['settings are missing', {}, 'SLACK_BOT_TOKEN is missing'],
    ['the catalog is missing', { ...enough, QUARTERDECK_CATALOG: '/nowhere/quarterdeck.yml' }, 'no such file'],
  ])('says so when %s', async (_, variables, complaint) => {
    expect(await asked([good], variables)).toMatchObject({
      code: 1,
      out: '',
      complaints: expect.stringContaining(complaint),
    });
  });
});
