import { describe, expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { catalogFile } from '../../../src/config/catalog/schema.ts';
import { base } from './base.ts';

/** The paths of everything that is told of the base with these pieces replaced. */
function told(...pieces: [piece: string, by: string][]): string[] {
  const text = pieces.reduce((before, [piece, by]) => {
    if (!before.includes(piece)) throw new Error(`the base catalog has no ${piece}`);
    return before.replace(piece, () => by);
  }, base);
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  return loaded.ok
    ? []
    : loaded.problems.map(({ path }) => path.replace('pipelines.shop.', '').replace('environments.', ''));
}

const unknownRole: [string, string] = ['roles: [approvers]', 'roles: [developers, nobody]'];
const unknownEarlier: [string, string] = ['environment: staging, same: sha', 'environment: stag, same: commit'];

describe('what one key demands of another is told along with wrong shapes', () => {
  test.each<[string, [string, string]]>([
    ['channels.secruity', ['  security:', '  secruity: x\n  security:']],
    ['version', ['version: 1', 'version: 2']],
    ['repository', ['acme/shop', 'shop']],
    ['services.1', ['services: [api, worker]', 'services: [api, Bad Name, worker]']],
    ['production.gates.checks', ['          window:', '          checks: true\n          window:']],
    ['staging.workflow', ['workflow: deploy.yml', 'workflow: deploy']],
    ['production.default_ref.latest_tag', ['{ latest_tag: v*.*.* }', '{ latest_tag: 7 }']],
    ['roles.developers.slack_groups', ['["@developers"]', '7']],
    ['people.0.github', ['github: octocat', 'github: 7']],
  ])('beside %s', (path, piece) => {
    const all = told(piece, unknownRole, unknownEarlier);
    const beside = all.filter((each) => each !== 'channels.security');
    expect(beside.sort()).toEqual(
      [
        path,
        'production.approvals.roles.1',
        'production.gates.after.environment',
        'production.gates.after.same',
      ].sort(),
    );
  });

  test('each at its place, also in a list that has lost an entry', () => {
    const text = base.replace('roles: [approvers]', 'roles: [7, nobody, approvers, nowhere]');
    const loaded = loadCatalog(text, 'quarterdeck.yml');
    const places = loaded.ok ? [] : loaded.problems.map(({ path, found }) => [path.split('.').at(-1), found]);
    expect(places).toEqual([
      ['0', 'the number 7'],
      ['1', '"nobody"'],
      ['3', '"nowhere"'],
    ]);
  });
});

describe('nothing is told that may come of what is wrong already', () => {
  test.each<[string, [string, string][], string[]]>([
    ['a role of the wrong shape', [['{ slack_groups: ["@developers"] }', '[x]']], ['roles.developers']],
    [
      'an environment without its gates',
      [['        gates:\n          permission: { roles: [developers] }\n      production', '      production']],
      ['staging.gates'],
    ],
    [
      'a rule that is empty without its wrong entry',
      [['ref: { tags: [v*.*.*] }', 'ref: { tags: [7] }']],
      ['production.gates.ref.tags.0'],
    ],
    ['services that are no list', [['services: [api, worker]', 'services: api']], ['services']],
    ['groups that are no mapping', [['groups:\n      all: [api, worker]', 'groups: all']], ['groups']],
    ['pipelines that are a list', [['pipelines:\n  shop:', 'pipelines: []\nshop:\n  shop:']], ['pipelines', 'shop']],
    ['a service of the wrong shape', [['services: [api, worker]', 'services: [7, worker]']], ['services.0']],
    ['a list within itself', [['services: [api, worker]', 'services: &all [*all]']], ['services.0']],
  ])('%s', (_, pieces, paths) => {
    expect(told(...pieces)).toEqual(paths);
  });

  /** Every place of a document but its root. */
  function places(value: unknown, path: string[] = []): string[][] {
    const within = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return [...(path.length > 0 ? [path] : []), ...within.flatMap(([key, part]) => places(part, [...path, key]))];
  }

  test.each<[string, unknown]>([
    ['a number', 7],
    ['a text', 'x y!'],
    ['an empty list', []],
    ['a list', [7]],
    ['a mapping', { a: 1 }],
  ])('wherever %s stands instead', (_, wrong) => {
    for (const path of places(parse(base))) {
      const document = parseDocument(base);
      document.setIn(path, document.createNode(wrong));
      if (catalogFile.safeParse(document.toJS()).success) continue;
      const loaded = loadCatalog(document.toString(), 'quarterdeck.yml');
      const elsewhere = loaded.ok
        ? ['nothing is wrong']
        : loaded.problems.map((problem) => `${problem.path}.`).filter((told) => !related(told, `${path.join('.')}.`));
      expect(elsewhere, path.join('.')).toEqual([]);
    }
  });

  const related = (told: string, wrong: string) => told.startsWith(wrong) || wrong.startsWith(told);
});
