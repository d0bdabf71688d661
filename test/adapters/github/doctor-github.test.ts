import { afterEach, describe, expect, test } from 'vitest';
import { environmentProtection } from '../../../sandbox/environment-protection.ts';
import { examineGitHub } from '../../../src/adapters/github/doctor-github.ts';
import type { Catalog, Environment } from '../../../src/model/catalog.ts';
import { workflowDemands } from '../../../src/policy/workflow-demands.ts';
import { openSimulatedGitHub, type SimulatedGitHub } from '../../contracts/github-simulated.ts';

let world: SimulatedGitHub;
afterEach(() => world.close());

const environment = (change: Partial<Environment> = {}): Environment => ({
  name: 'staging',
  workflow: 'deploy.yml',
  channel: 'deployments',
  url: null,
  defaultRef: { branch: 'develop' },
  pin: 'temporary-tag',
  inputs: { environment: 'staging' },
  githubDeployments: 'bot',
  gates: {
    permission: { roles: [] },
    ref: { branches: [], tags: [], shas: false },
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
  ...change,
});
const catalog = (environments: Environment[], change: { repository?: string; teams?: string[] } = {}): Catalog => ({
  hash: '',
  channels: { operations: 'operations', security: 'security' },
  roles: { lead: { slackGroups: [], slackUsers: [], githubTeams: change.teams ?? [] } },
  people: [],
  pipelines: [
    {
      name: 'shop',
      repository: { owner: 'acme', name: change.repository ?? 'shop' },
      channel: 'deployments',
      default: 'shop',
      services: ['shop'],
      groups: {},
      environments,
    },
  ],
});

async function examine(given: Catalog, prepare: () => void = () => {}, webhookSecret = true) {
  prepare();
  return examineGitHub({ github: world.github, catalog: given, webhookSecret, judge: workflowDemands });
}

describe('what the doctor finds of GitHub', () => {
  test('nothing to mend', async () => {
    world = await openSimulatedGitHub();
    const before = JSON.stringify(world.simulation.world());
    const findings = await examine(catalog([environment()], { teams: ['acme/leads'] }));
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      'GitHub token',
      'GitHub webhooks',
      'repository acme/shop',
      'permission on acme/shop: Actions: read and write',
      'permission on acme/shop: Checks: read',
      'permission on acme/shop: Commit statuses: read',
      'permission on acme/shop: Contents: read and write (for pin: temporary-tag)',
      'permission on acme/shop: Deployments: read and write (for github_deployments: bot, and the custom rule of github_environment)',
      'staging: .github/workflows/deploy.yml can be dispatched',
      'staging: .github/workflows/deploy.yml takes the input "deployment_id"',
      'staging: .github/workflows/deploy.yml shows the deployment in its run-name',
      'staging: .github/workflows/deploy.yml takes "environment: staging" from quarterdeck.yml',
      'GitHub team acme/leads',
    ]);
    // It has looked, and touched nothing.
    expect(JSON.stringify(world.simulation.world())).toBe(before);
  });

  test('whether GitHub shows the addresses by which people are to be linked', async () => {
    world = await openSimulatedGitHub();
    const of = async (linkByEmail: string) =>
      (await examine({ ...catalog([]), linkByEmail })).find(({ what }) => what.includes('link_by_email'));
    expect(await of('acme')).toMatchObject({ ok: false, found: 'GitHub shows those of 0 of 6 members' });
    world.simulation.verifyEmails('dev', ['dev@acme.example']);
    expect(await of('acme')).toMatchObject({ ok: true, found: 'GitHub shows those of 1 of 6 members', mend: null });
    expect(await of('elsewhere')).toMatchObject({ ok: false, mend: expect.stringContaining('Members: read') });
    expect((await examine(catalog([]))).filter(({ what }) => what.includes('e-mail'))).toEqual([]);
  });

  test('an App introduces itself', async () => {
    world = await openSimulatedGitHub((simulation) => ({
      auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
    }));
    const findings = await examine(catalog([environment()]));
    expect(findings[0]).toMatchObject({
      ok: true,
      what: 'GitHub App',
      found: expect.stringContaining('authenticated as'),
    });
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('a token that GitHub does not take ends the examination', async () => {
    world = await openSimulatedGitHub({ auth: { token: 'wrong' } });
    const findings = await examine(catalog([environment()]), () =>
      world.simulation.fault({ kind: 'http', status: 401, match: 'rate_limit' }),
    );
    expect(findings[0]).toMatchObject({ ok: false, mend: expect.stringContaining('GITHUB_TOKEN') });
    expect(findings).toHaveLength(2);
  });

  test('missing permissions are named, each with how to grant it', async () => {
    world = await openSimulatedGitHub();
    const findings = await examine(catalog([environment({ pin: 'tip', githubDeployments: 'workflow' })]), () => {
      world.simulation.fault({ kind: 'http', status: 403, match: 'POST .*/cancel' });
      world.simulation.fault({ kind: 'http', status: 403, match: 'GET .*/deployments' });
    });
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([
      {
        what: expect.stringContaining('Actions: read and write'),
        mend: 'Grant "Actions: read and write" in the token.',
      },
      { what: expect.stringContaining('Deployments: read'), mend: expect.stringContaining('Deployments: read') },
    ]);
    expect(findings.some(({ what }) => what.includes('Contents: read and write'))).toBe(false);
  });

  test('the workflow that rolls back is looked at as well', async () => {
    world = await openSimulatedGitHub();
    const rollback = {
      by: 'workflow' as const,
      workflow: 'back.yml',
      inputs: {},
      roles: [],
      target: 120_000,
      lock: true,
      migrations: [],
      database: null,
    };
    const findings = await examine(catalog([environment({ rollback })]));
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([
      { what: 'staging, rollback: .github/workflows/back.yml in acme/shop' },
    ]);
  });

  test('a repository, a workflow and a team that are not there', async () => {
    world = await openSimulatedGitHub();
    expect(await examine(catalog([environment()], { repository: 'nothing' }))).toContainEqual(
      expect.objectContaining({ ok: false, what: 'repository acme/nothing', mend: expect.stringContaining('Install') }),
    );
    const findings = await examine(catalog([environment({ workflow: 'gone.yml' })], { teams: ['acme/nobody'] }));
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([
      { what: 'staging: .github/workflows/gone.yml in acme/shop', mend: expect.stringContaining('default branch') },
      { what: 'GitHub team acme/nobody', mend: expect.stringContaining('Members: read') },
    ]);
  });

  describe('of environments that GitHub protects', () => {
    const production = (rule: boolean, reviewers: boolean, name = 'production') =>
      catalog([environment({ name: 'production', githubEnvironment: { name, rule, reviewers } })]);
    const guard = (apps: string[], users: string[]) =>
      world.simulation.protect('production', environmentProtection.parse({ apps, reviewers: { users } }));
    const about = async (given: Catalog) =>
      (await examine(given)).filter(({ what }) => what.startsWith('production: environment '));
    const asApp = () =>
      openSimulatedGitHub((simulation) => ({
        auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
      }));

    test("the App's rule and the reviewers stand there, or do not", async () => {
      world = await asApp();
      guard(['quarterdeck'], ['lena-lead']);
      expect(await about(production(true, true))).toMatchObject([{ ok: true }, { ok: true }]);
      guard([], ['lena-lead']);
      expect(await about(production(true, false))).toMatchObject([
        { ok: false, what: expect.stringContaining('rule'), mend: expect.stringContaining('Enable the App') },
        { ok: false, what: expect.stringContaining('reviewers'), mend: expect.stringContaining('protection: both') },
      ]);
      guard(['quarterdeck'], []);
      expect(await about(production(false, true))).toMatchObject([{ ok: false, found: 'GitHub asks for none' }]);
      expect(await about(production(true, false, 'live'))).toMatchObject([
        {
          ok: false,
          what: expect.stringContaining('environment live of acme/shop'),
          found: 'GitHub has no such environment',
        },
      ]);
    });

    test('what the catalog does not mention is told, where GitHub waits for somebody', async () => {
      world = await asApp();
      const silent = catalog([environment({ name: 'production' })]);
      expect(await about(silent)).toEqual([]);
      guard(['quarterdeck'], ['lena-lead']);
      expect(await about(silent)).toMatchObject([{ ok: false, mend: expect.stringContaining('protection: both') }]);
    });

    test('a token has no rule', async () => {
      world = await openSimulatedGitHub();
      guard(['quarterdeck'], []);
      expect(await about(production(true, false))).toMatchObject([
        { ok: false, found: 'Quarterdeck signs in with a token', mend: expect.stringContaining('GITHUB_APP_ID') },
      ]);
    });
  });

  describe('of the branch that a branch_protection gate names', () => {
    const demanded = { branch: 'main', approvals: 1, statusChecks: true, upToDate: false, signatures: false };
    const gated = (administrators: boolean) => {
      const branchProtection = { ...demanded, administrators };
      const { gates, ...rest } = environment();
      const both = ['staging', 'production'].map((name) => ({ ...rest, name, gates: { ...gates, branchProtection } }));
      return catalog(both);
    };
    const about = async (given: Catalog) => (await examine(given)).filter(({ what }) => what.includes('protection of'));
    const withoutRight = () =>
      world.simulation.fault({ kind: 'forbidden', permission: 'administration', match: 'BranchProtection' });
    const rules = { approvals: 1, checks: ['unit'], upToDate: false, signatures: false, administrators: true };

    test('it can be read, and is asked about once', async () => {
      world = await openSimulatedGitHub();
      expect(await about(catalog([environment()]))).toEqual([]);
      expect(await about(gated(true))).toEqual([
        {
          ok: true,
          what: 'protection of main in acme/shop (for the branch_protection gate)',
          found: 'can be read; there is none',
          mend: null,
        },
      ]);
    });

    test('without the permission for the classic protection, that is to be granted', async () => {
      world = await openSimulatedGitHub();
      world.simulation.protectBranch('main', rules);
      withoutRight();
      expect(await about(gated(false))).toMatchObject([
        {
          ok: false,
          found: expect.stringContaining('"Administration: read"'),
          mend: expect.stringContaining('Grant "Administration: read" in the token'),
        },
      ]);
    });

    test('a ruleset does without it, unless it lets administrators by who have to be bound', async () => {
      world = await openSimulatedGitHub();
      world.simulation.protectBranch('main', { ...rules, administrators: false }, 'reviewed');
      withoutRight();
      const partly = { ok: true, found: expect.stringContaining('could not be read') };
      expect(await about(gated(false))).toMatchObject([partly]);
      withoutRight();
      expect(await about(gated(true))).toMatchObject([
        { ok: false, mend: expect.stringContaining('by a ruleset that nobody may bypass') },
      ]);
    });
  });

  test('no webhook secret is no fault, but said', async () => {
    world = await openSimulatedGitHub();
    const findings = await examine(catalog([environment()]), undefined, false);
    expect(findings[1]).toMatchObject({ ok: true, found: expect.stringContaining('polling alone') });
  });
});
