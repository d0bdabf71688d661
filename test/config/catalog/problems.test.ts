import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { base, replaced } from './base.ts';

function problemsOf(text: string): string[] {
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  return loaded.ok ? [] : loaded.problems.map((problem) => sayProblem(problem).replace('quarterdeck.yml:', ''));
}

describe('what is no catalog at all', () => {
  test.each([
    ['', '1:1: found an empty file; expected a catalog; docs/catalog.md shows one'],
    ['# nothing\n', '1:1: found an empty file; expected a catalog; docs/catalog.md shows one'],
    ['- a\n', '1:1: found a list; expected a mapping that begins with version: 1'],
    ['hello', '1:1: found a single value; expected a mapping that begins with version: 1'],
    ['version: 1\nversion: 1\n', '2:1: found a key that stands here already; expected each key once'],
    ['roles:\n\tdevelopers: x\n', '2:1: found a tab as indentation; expected spaces'],
    ['version: 1\n---\nversion: 1\n', '2:1: found a second document (---); expected one document in the file'],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)[0]).toBe(problem);
  });

  test.each([
    ['an unclosed list', 'services: [api\n'],
    ['an unclosed text', 'version: "1\n'],
    ['an unknown tag', 'version: !!js/function 1\n'],
    ['a key that is no text', '? [a]\n: 1\n'],
    ['an unknown anchor', 'version: *one\n'],
    [
      'a bomb',
      `${['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)].join('\n')}\n`,
    ],
    ['over a megabyte', `# ${'x'.repeat(1024 * 1024)}\nversion: 1\n`],
  ])('%s', (_, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});

describe('wrong shapes', () => {
  test.each([
    ['version: 1', 'version: 2', '1:10: version: found the number 2; expected the number 1'],
    ['channels:', 'chanels:', '1:1: channels: found nothing; expected a mapping (lines of key: value)'],
    [
      'channels:',
      'chanels:',
      '2:1: chanels: found an unknown key; expected channels? (one of version, channels, roles, people, link_by_email, locks, audit, pipelines)',
    ],
    [
      'operations: operations',
      'operations: "Operations Room"',
      '3:15: channels.operations: found "Operations Room"; expected a channel name in lower case, with or without #, or a channel id',
    ],
    [
      '{ slack_groups: ["@developers"] }',
      '[developers]',
      '6:3: roles.developers: found a list; expected a mapping (lines of key: value)',
    ],
    [
      'slack_users: [U01ABCDEF]',
      'slack_users: ["@ada"]',
      '8:19: roles.approvers.slack_users.0: found "@ada"; expected a Slack user id such as U01ABCDEF',
    ],
    [
      'github_teams: [acme/approvers]',
      'github_teams: [approvers]',
      '9:20: roles.approvers.github_teams.0: found "approvers"; expected a GitHub team as organisation/team',
    ],
    [
      'repository: acme/shop',
      'repository: https://github.com/acme/shop',
      '14:17: pipelines.shop.repository: found "https://github.com/acme/shop"; expected a GitHub repository as owner/name',
    ],
    ['services: [api, worker]', 'services: api', '17:15: pipelines.shop.services: found "api"; expected a list'],
    [
      'services: [api, worker]',
      'services: []',
      '17:5: pipelines.shop.services: found an empty list; expected a list with at least one entry',
    ],
    [
      '  staging:\n',
      '  "stag ing":\n',
      '21:7: pipelines.shop.environments.stag ing: found the key "stag ing"; expected a name of letters',
    ],
    [
      'workflow: deploy.yml',
      'workflow: .github/workflows/deploy.yml',
      '22:19: pipelines.shop.environments.staging.workflow: found ".github/workflows/deploy.yml"; expected the name of a file under .github/workflows, as in deploy.yml',
    ],
    [
      'workflow: deploy.yml',
      'workflow:',
      '22:9: pipelines.shop.environments.staging.workflow: found an empty value; expected the name of a file',
    ],
    [
      'default_ref: { branch: main }',
      'pin: temporay-tag',
      '23:14: pipelines.shop.environments.staging.pin: found "temporay-tag"; expected one of temporary-tag, input, tip (did you mean temporary-tag?)',
    ],
    [
      'permission: { roles: [developers] }',
      'lane: { busy: wait }',
      '24:9: pipelines.shop.environments.staging.gates.permission: found nothing; expected a mapping (lines of key: value)',
    ],
    [
      'permission: { roles: [developers] }',
      'permission: { roles: [] }',
      '25:25: pipelines.shop.environments.staging.gates.permission.roles: found an empty list; expected a list with at least one entry',
    ],
    [
      'permission: { roles: [developers] }',
      'permision: { roles: [developers] }',
      '25:11: pipelines.shop.environments.staging.gates.permision: found an unknown key; expected permission? (one of permission, ref, checks',
    ],
    [
      'permission: { roles: [developers] }',
      'permission: { roles: [developers] }\n          already-running: warn',
      '26:11: pipelines.shop.environments.staging.gates.already-running: found an unknown key; expected already_running?',
    ],
    [
      'permission: { roles: [developers] }',
      'permission: { roles: [developers] }\n          <<: { lane: { busy: wait } }',
      'merge keys are not supported',
    ],
    [
      'timezone: Europe/Berlin',
      'timezone: EST',
      '34:23: pipelines.shop.environments.production.gates.window.timezone: found "EST"; expected a time zone of the IANA database',
    ],
    [
      'hours: "09:00-17:30"',
      'hours: "9-17"',
      'gates.window.allowed.0.hours: found "9-17"; expected hours such as 10:00-14:00',
    ],
    ['hours: "09:00-17:30"', 'hours: "09:00-24:30"', 'found "09:00-24:30"; expected hours such as 10:00-14:00'],
    ['days: [mon-thu]', 'days: [monday]', 'gates.window.allowed.0.days.0: found "monday"; expected a day such as tue'],
    [
      'roles: [approvers]',
      'roles: [approvers]\n          required: 0',
      'approvals.required: found the number 0; expected a whole number, 1 or more',
    ],
    [
      'roles: [approvers]',
      'roles: [approvers]\n          required: 1.5',
      'approvals.required: found the number 1.5; expected a whole number, 1 or more',
    ],
    [
      'roles: [approvers]',
      'roles: [approvers]\n          expires_after: 8 hours',
      'approvals.expires_after: found "8 hours"; expected a length of time such as 45s',
    ],
    ['tags: [v*.*.*]', 'tags: ["!v*"]', 'gates.ref.tags.0: found "!v*"; expected a name or pattern'],
    [
      'ref: { tags: [v*.*.*] }',
      'checks: { all: yes please }',
      'gates.checks.all: found "yes please"; expected true or false',
    ],
  ])('%s → %s', (piece, by, problem) => {
    expect(problemsOf(replaced(piece, by)).join('\n')).toContain(problem);
  });
});

describe('what one key demands of another', () => {
  test.each([
    [
      'roles: [developers]',
      'roles: [developer]',
      '25:33: pipelines.shop.environments.staging.gates.permission.roles.0: found "developer"; expected developers? (a role under roles: developers, approvers)',
    ],
    [
      'people:\n',
      'locks: { all: [sre] }\npeople:\n',
      '10:16: locks.all.0: found "sre"; expected a role under roles: developers, approvers',
    ],
    [
      'people:\n',
      'audit: { checkpoints: { channel: operations, every: 59m } }\npeople:\n',
      'audit.checkpoints.every: found "59m"; expected at least 1h',
    ],
    [
      'people:\n',
      'audit: { checkpoints: { channel: "Operations" } }\npeople:\n',
      'audit.checkpoints.channel: found "Operations"; expected a channel name in lower case',
    ],
    ['people:\n', 'audit: {}\npeople:\n', 'audit.checkpoints: found nothing; expected'],
    [
      '  staging:\n',
      '  extend:\n',
      'environments.extend: found an environment called extend; expected another name: /lock understands this word as its own',
    ],
    [
      'roles: [approvers]',
      'roles: [constructor]',
      'approvals.roles.0: found "constructor"; expected a role under roles: developers, approvers',
    ],
    [
      '{ slack_groups: ["@developers"] }',
      '{}',
      '6:3: roles.developers: found nobody; expected at least one entry in slack_groups',
    ],
    [
      '{ slack: U01ABCDEF, github: octocat }',
      '{ github: octocat }',
      '11:5: people.0: found neither slack nor email; expected exactly one of them',
    ],
    [
      '{ slack: U01ABCDEF, github: octocat }',
      '{ slack: U01ABCDEF, email: o@acme.example, github: octocat }',
      'people.0: found both slack and email',
    ],
    [
      '{ slack: U01ABCDEF, github: octocat }',
      '{ slack: U01ABCDEF, github: octocat }\n  - { slack: U02ABCDEF, github: Octocat }',
      '12:33: people.1.github: found "Octocat"; expected each account once; entry 1 has it already',
    ],
    [
      'services: [api, worker]',
      'services: [api, worker, api]',
      'services.2: found "api", which is a service of shop already; expected a name that means one thing',
    ],
    [
      '      all: [api, worker]',
      '      api: [worker]',
      '19:7: pipelines.shop.groups.api: found "api", which is a service of shop already',
    ],
    [
      '      all: [api, worker]',
      '      all: [api, wroker]',
      '19:18: pipelines.shop.groups.all.1: found "wroker"; expected worker? (a service of this pipeline: api, worker)',
    ],
    [
      '      all: [api, worker]',
      '      all: [api, api]',
      'groups.all.1: found "api" a second time; expected each service once',
    ],
    [
      '    default: all\n',
      '',
      'pipelines.shop.default: found nothing; expected a service or group, since there are several services: all, api, worker',
    ],
    [
      'default: all',
      'default: al',
      '16:14: pipelines.shop.default: found "al"; expected all? (a service or group of this pipeline',
    ],
    [
      '{ environment: staging, same: sha }',
      '{ environment: stagng, same: sha }',
      'gates.after.environment: found "stagng"; expected staging? (another environment of this pipeline: staging)',
    ],
    [
      '{ environment: staging, same: sha }',
      '{ environment: production, same: sha }',
      'gates.after.environment: found this same environment',
    ],
    [
      'permission: { roles: [developers] }',
      'permission: { roles: [developers] }\n          after: { environment: production, same: sha }',
      'found a circle (staging after production after staging)',
    ],
    [
      '{ branch: main }',
      '{ branch: main, latest_tag: v* }',
      'default_ref: found more than one of branch, latest_tag, verified_in; expected exactly one',
    ],
    ['{ branch: main }', '{}', 'default_ref: found none of branch, latest_tag, verified_in'],
    [
      '{ branch: main }',
      '{ verified_in: prod }',
      'default_ref.verified_in: found "prod"; expected production? (another environment',
    ],
    [
      '{ latest_tag: v*.*.* }',
      '{ branch: main }',
      'default_ref.branch: found a default that gates.ref does not allow; expected branches in gates.ref',
    ],
    [
      '{ latest_tag: v*.*.* }',
      '{ verified_in: staging }',
      'default_ref.verified_in: found a default that gates.ref does not allow; expected shas: true',
    ],
    ['ref: { tags: [v*.*.*] }', 'ref: {}', 'gates.ref: found a rule that allows nothing'],
    [
      '{ latest_tag: v*.*.* }\n        gates:\n          permission: { roles: [developers] }\n          ref: { ',
      '{ latest_tag: v*.*.* }\n        pin: tip\n        gates:\n          permission: { roles: [developers] }\n          ref: { shas: true, ',
      'production.pin: found tip where shas are allowed',
    ],
    [
      '{ latest_tag: v*.*.* }\n        gates:\n          permission: { roles: [developers] }\n          ref: { ',
      '{ latest_tag: v*.*.* }\n        pin: input\n        gates:\n          permission: { roles: [developers] }\n          ref: { shas: true, ',
      'production.pin: found input where shas are allowed and the default is no branch',
    ],
    [
      'default_ref: { branch: main }',
      'default_ref: { branch: main }\n        pin: tip',
      'staging.pin: found tip where shas are allowed',
    ],
    ['ref: { tags: [v*.*.*] }', 'checks: {}', 'gates.checks: found a rule that requires nothing'],
    [
      'timezone: Europe/Berlin',
      'timezone: Europe/Berlino',
      'timezone: found "Europe/Berlino"; expected a time zone of the IANA database',
    ],
    [
      'hours: "09:00-17:30"',
      'hours: "09:00-09:00"',
      'allowed.0.hours: found "09:00-09:00"; expected an end that differs',
    ],
    [
      '            allowed:\n              - { days: [mon-thu], hours: "09:00-17:30" }\n',
      '',
      'gates.window: found a window without hours',
    ],
    [
      'roles: [approvers]',
      'roles: [approvers]\n          valid_for: 0m',
      'approvals.valid_for: found "0m"; expected a length of time above zero',
    ],
    [
      'workflow: deploy.yml',
      'workflow: deploy.yml\n        inputs: { deployment_id: x }',
      'inputs.deployment_id: found the input deployment_id; expected another name: Quarterdeck fills',
    ],
    [
      'workflow: deploy.yml',
      'workflow: deploy.yml\n        pin: input\n        inputs: { sha: x }',
      'inputs.sha: found the input sha',
    ],
    [
      'workflow: deploy.yml',
      'workflow: deploy.yml\n        inputs: { where: "$'.concat('{enviroment}" }'),
      '{enviroment}"; expected environment?',
    ],
    [
      'workflow: deploy.yml',
      'workflow: deploy.yml\n        inputs: { where: "$'.concat('{environment" }'),
      '{environment"; expected',
    ],
  ])('%s → %s', (piece, by, problem) => {
    expect(problemsOf(replaced(piece, by)).join('\n')).toContain(problem);
  });

  test('two pipelines may not share a name', () => {
    const [, shop = ''] = base.split('pipelines:\n');
    const second = shop
      .replace('  shop:', '  other:')
      .replace('all: [', 'everything: [')
      .replace('default: all', 'default: everything');
    expect(problemsOf(base + second)).toEqual([
      expect.stringContaining('pipelines.other.services.0: found "api", which is a service of shop already'),
      expect.stringContaining('pipelines.other.services.1: found "worker", which is a service of shop already'),
    ]);
  });

  test('an alias is pointed at where it stands', () => {
    const text = replaced('roles: [approvers]', 'roles: &nobody [nobody]');
    expect(problemsOf(text)[0]).toMatch(/^38:27: /);
  });
});

test('all problems are told at once, in the order of the file', () => {
  const text = base
    .replace('operations: operations', 'operations: 7')
    .replace('repository: acme/shop', 'repository: shop')
    .replace('same: sha', 'same: commit')
    .replace('timezone: Europe/Berlin', 'time_zone: Europe/Berlin');
  const problems = problemsOf(text);
  expect(problems.map((problem) => problem.split(': ')[1])).toEqual([
    'channels.operations',
    'pipelines.shop.repository',
    'pipelines.shop.environments.production.gates.after.same',
    'pipelines.shop.environments.production.gates.window.timezone',
    'pipelines.shop.environments.production.gates.window.time_zone',
  ]);
});
