import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog, readCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { findEnvironment, findTarget } from '../../../src/model/catalog.ts';
import { hour } from '../../../src/model/time.ts';
import { base, replaced } from './base.ts';

function load(text: string) {
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  if (!loaded.ok) throw new Error(loaded.problems.map(sayProblem).join('\n'));
  return loaded.catalog;
}

function problemsOf(text: string): string[] {
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  return loaded.ok ? [] : loaded.problems.map(sayProblem);
}

describe('a good catalog', () => {
  const shop = () => load(base).pipelines[0];

  test('has its defaults filled in', () => {
    const pipeline = shop();
    expect(pipeline && findEnvironment(pipeline, 'staging')).toEqual({
      name: 'staging',
      workflow: 'deploy.yml',
      channel: 'deployments',
      url: null,
      defaultRef: { branch: 'main' },
      pin: 'temporary-tag',
      inputs: {},
      githubDeployments: 'workflow',
      githubEnvironment: null,
      startsOn: null,
      gates: {
        permission: { roles: ['developers'] },
        ref: { branches: ['**'], tags: ['**'], shas: true },
        checks: null,
        review: null,
        branchProtection: null,
        commits: null,
        after: null,
        window: null,
        lane: { busy: 'wait' },
        alreadyRunning: 'warn',
      },
      approvals: null,
      breakGlass: null,
      target: null,
    });
  });

  test('says how GitHub protects an environment, by its own name or another', () => {
    const guarded = (text: string) =>
      load(replaced('workflow: deploy.yml\n', `workflow: deploy.yml\n        github_environment: ${text}\n`))
        .pipelines[0]?.environments[0]?.githubEnvironment;
    expect(guarded('{ protection: custom-rule }')).toEqual({ name: 'staging', rule: true, reviewers: false });
    expect(guarded('{ name: Live EU, protection: reviewers }')).toEqual({
      name: 'Live EU',
      rule: false,
      reviewers: true,
    });
    expect(guarded('{ protection: both }')).toMatchObject({ rule: true, reviewers: true });
  });

  test('has what it says', () => {
    const catalog = load(base);
    const production = catalog.pipelines[0] && findEnvironment(catalog.pipelines[0], 'production');
    expect(catalog.channels).toEqual({ operations: 'operations', security: 'security' });
    expect(catalog.roles).toEqual({
      developers: { slackGroups: ['developers'], slackUsers: [], githubTeams: [] },
      approvers: { slackGroups: [], slackUsers: ['U01ABCDEF'], githubTeams: ['acme/approvers'] },
    });
    expect(catalog.people).toEqual([{ slack: 'U01ABCDEF', github: 'octocat' }]);
    expect(catalog.pipelines[0]?.repository).toEqual({ owner: 'acme', name: 'shop' });
    expect(findTarget(catalog, 'all')?.services).toEqual(['api', 'worker']);
    expect(production?.gates.ref).toEqual({ branches: [], tags: ['v*.*.*'], shas: false });
    expect(production?.gates.window).toEqual({
      timezone: 'Europe/Berlin',
      allowed: [{ days: [1, 2, 3, 4], from: 540, to: 1050 }],
      preferred: [],
    });
    expect(production?.approvals).toEqual({
      required: 1,
      roles: ['approvers'],
      expiresAfter: 8 * hour,
      validFor: 4 * hour,
      notify: ['operations'],
    });
  });

  test('two groups, authors kept out, and who may break the glass', () => {
    const rules = `roles: [approvers, developers]
          required: 2
          at_least: { developers: 1 }
          authors: may-not-approve`;
    const [, production] =
      load(
        replaced('roles: [approvers]', rules).replace(
          'notify: ["#operations"]',
          'notify: ["#operations"]\n        break_glass: { roles: [developers] }',
        ),
      ).pipelines[0]?.environments ?? [];
    expect(production?.approvals).toMatchObject({ required: 2, atLeast: { developers: 1 }, authors: false });
    expect(production?.breakGlass).toEqual({ roles: ['developers'], approvers: ['developers'] });
  });

  test('operations and security mean the shared channels, whatever those are called', () => {
    const audit = 'audit: { checkpoints: { channel: "#evidence", every: 12h } }\npeople:';
    expect(load(replaced('people:', audit)).audit).toEqual({ channel: 'evidence', every: 12 * hour });
    const usual = load(replaced('people:', 'audit: { checkpoints: { channel: operations } }\npeople:'));
    expect(usual.audit).toEqual({ channel: 'operations', every: 24 * hour });
    expect(load(base).audit).toBeUndefined();
    const catalog = load(replaced('operations: operations', 'operations: "#war-room"'));
    expect(catalog.pipelines[0]?.environments[1]?.approvals?.notify).toEqual(['war-room']);
  });

  test('the hash is of the text, so that the same text is the same version', () => {
    expect(load(base).hash).toBe(load(base).hash);
    expect(load(`${base}\n`).hash).not.toBe(load(base).hash);
    expect(load(base).hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [
      'one service needs no default',
      base.replace('    default: all\n', '').replace(/services: .*\n {4}groups:\n.*\n/, 'services: [api]\n'),
    ],
    [
      'anchors and aliases',
      replaced(
        'permission: { roles: [developers] }\n      production',
        'permission: &who { roles: [developers] }\n      production',
      ).replace('permission: { roles: [developers] }\n          ref', 'permission: *who\n          ref'),
    ],
    ['a byte order mark', `\uFEFF${base}`],
    ['Windows line ends', base.replaceAll('\n', '\r\n')],
    ['a service called constructor', base.replaceAll('worker', 'constructor')],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('names are names: none is inherited from JavaScript', () => {
    expect(findTarget(load(base), 'constructor')).toBeNull();
    expect(findTarget(load(base), 'toString')).toBeNull();
  });

  test.each([
    ['{ days: [mon-wed, fri] }', [{ days: [1, 2, 3, 5], from: 0, to: 1440 }]],
    ['{ days: [sat-mon], hours: "10:00-24:00" }', [{ days: [1, 6, 7], from: 600, to: 1440 }]],
    ['{ days: [tue, tue], hours: "22:00-00:00" }', [{ days: [2], from: 1320, to: 1440 }]],
    [
      '{ days: [sun], hours: "22:00-02:00" }',
      [
        { days: [7], from: 1320, to: 1440 },
        { days: [1], from: 0, to: 120 },
      ],
    ],
  ])('hours %s', (entry, ranges) => {
    const catalog = load(replaced('{ days: [mon-thu], hours: "09:00-17:30" }', entry));
    expect(catalog.pipelines[0]?.environments[1]?.gates.window?.allowed).toEqual(ranges);
  });

  test('a window has its entries, with their defaults', () => {
    const entries = `avoid: [{ days: [fri] }, { days: [mon], hours: "23:00-01:00", reason: backups, effect: warn }]
            exchange: { calendar: nyse, around_open: { before: 30m }, session: allow, holidays: refuse, half_days: warn }
            freezes: [{ reason: Year end, from: "2026-12-18 17:00", to: 2026-12-31, except_roles: [approvers] }]
            events: [{ name: Rate decision, on: 2028-02-28, effect: warn }]
            allowed:`;
    expect(load(replaced('allowed:', entries)).pipelines[0]?.environments[1]?.gates.window).toMatchObject({
      avoid: [
        { ranges: [{ days: [5], from: 0, to: 1440 }], reason: null, effect: 'refuse', exceptRoles: [] },
        {
          ranges: [
            { days: [1], from: 1380, to: 1440 },
            { days: [2], from: 0, to: 60 },
          ],
          reason: 'backups',
          effect: 'warn',
        },
      ],
      exchange: {
        calendar: 'nyse',
        aroundOpen: { before: hour / 2, after: 0, effect: 'refuse' },
        aroundClose: null,
        session: null,
        holidays: 'refuse',
        halfDays: 'warn',
      },
      // The last day belongs to it, over the end of a month and of a year; so does the one day of an event.
      freezes: [
        {
          name: 'Year end',
          from: '2026-12-18T17:00',
          to: '2027-01-01T00:00',
          effect: 'refuse',
          exceptRoles: ['approvers'],
        },
      ],
      events: [
        { name: 'Rate decision', from: '2028-02-28T00:00', to: '2028-02-29T00:00', effect: 'warn', exceptRoles: [] },
      ],
    });
  });

  test('after has its soak, and is what it was without one', () => {
    const afterOf = (text: string) => load(text).pipelines[0]?.environments[1]?.gates.after;
    expect(afterOf(base)).toEqual({ environment: 'staging', same: 'sha' });
    expect(afterOf(replaced('same: sha', 'same: sha, soak: 1h30m'))).toMatchObject({ soak: 1.5 * hour });
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-catalog-'));
    await writeFile(path.join(folder, 'latin.yml'), Buffer.from([0x76, 0x3a, 0xe9]));
    await writeFile(path.join(folder, 'large.yml'), `# ${'x'.repeat(1024 * 1024)}`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    ['missing.yml', 'no such file'],
    ['.', 'a directory'],
    ['latin.yml', 'bytes that are no UTF-8'],
    ['large.yml', 'a file above 1 MB'],
  ])('%s: %s', async (name, found) => {
    const loaded = await readCatalog(path.join(folder, name));
    expect(loaded.ok ? [] : loaded.problems.map((problem) => problem.found)).toEqual([found]);
  });

  test.each(['trading-engine', 'alphavelocity', 'goldensignals', 'fastapi-trading'])(
    'examples/%s is good',
    async (example) => {
      const file = path.join(import.meta.dirname, '../../../examples', example, 'quarterdeck.yml');
      const loaded = await readCatalog(file);
      expect(loaded.ok ? [] : loaded.problems.map(sayProblem)).toEqual([]);
    },
  );
});
