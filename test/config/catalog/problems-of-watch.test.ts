import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { kubernetes, problems, written } from './delivery-base.ts';

const back = 'rollback: { by: workflow, workflow: back.yml }';

describe('looking on', () => {
  test.each([
    ['for: 1h', '18:9: .watch: found a watch that looks at nothing; expected rules, roll_back_when or health'],
    ['rules: { p95: { below: 1s } }', '.watch.for: found nothing; expected a length of time such as 45s'],
    ['for: 0h, health: [{ http: / }]', '.watch.for: found "0h"; expected a length of time above zero'],
    [
      'for: 1m, rules: { p95: { below: 1s } }',
      '.watch.for: found "1m"; expected at least 2 min 30 s, which is 5 samples every 30 s',
    ],
    [
      'for: 1h, rules: { eror: { below: 5% } }',
      '.watch.rules.eror: found "eror"; expected errors? (a metric under metrics',
    ],
    [
      'for: 1h, rules: { errors: { as_stable: {} } }',
      '.errors.as_stable: found as_stable, which is of delivery.analysis.rules alone; expected within, which compares with what was usual before: nothing runs beside it any more',
    ],
    [
      'for: 1h, roll_back_when: { cpu: { within: 20% of baseline } }',
      '.roll_back_when.cpu.within: found within, which is of watch.rules alone; expected this rule under rules, with on_fail: roll-back',
    ],
    [
      'for: 1h, rules: { cpu: { within: 20% } }',
      '.cpu.within: found "20%"; expected how far it may be from before, such as 20% of baseline',
    ],
    [
      'for: 1h, rules: { cpu: {} }',
      '.rules.cpu: found a rule that demands nothing; expected below, above, growth_below or within',
    ],
    ['for: 1h, roll_back_when: { eror: { above: 5% } }', '.roll_back_when.eror: found "eror"; expected errors?'],
    ['for: 1h, roll_back_when: { errors: {} }', '.roll_back_when.errors: found no limit; expected above or below'],
    [
      'for: 1h, roll_back_when: { errors: { above: 5s } }',
      '.errors.above: found "5s"; expected a percentage such as 5%',
    ],
    [
      'for: 1h, roll_back_when: { errors: { at_least: 5% } }',
      '.errors.at_least: found an unknown key; expected one of above, below, failures',
    ],
    [
      'for: 1h, health: [{ http: / }], roll_back_when: { failed_health_checks: { above: 5% } }',
      '.roll_back_when.failed_health_checks: found failed_health_checks with something else than a number; expected above with a whole number, as in { above: 5 }',
    ],
    [
      'for: 1h, roll_back_when: { failed_health_checks: { above: 5 } }',
      '.failed_health_checks: found "failed_health_checks"; expected health: the checks that are asked',
    ],
    [
      'for: 1h, rules: { p95: { below: 1s } }, baseline: 30m',
      '.watch.baseline: found a baseline that nothing is compared with; expected within 20% of baseline in a rule',
    ],
    [
      'for: 1h, rules: { errors: { below: 10% } }, roll_back_when: { errors: { above: 5% } }',
      '.watch.rules.errors: found a goal of 10% where it is rolled back at 5% already; expected a goal that is missed before that',
    ],
    [
      'for: 1h, roll_back_when: { errors: { above: 100% } }',
      '.watch.roll_back_when.errors: found a limit that nothing can be beyond (100%); expected one that can be broken',
    ],
  ])('%s', (watch, problem) => {
    expect(problems({ settings: `${back}\nwatch: { ${watch} }` }).join('\n')).toContain(problem);
  });

  test('what rolls back needs a way back', () => {
    const watch =
      'for: 1h, rules: { p95: { below: 1s, on_fail: roll-back } }, roll_back_when: { errors: { above: 5% } }';
    const expected = 'expected rollback beside watch, which says how the version before comes back';
    expect(problems({ settings: `watch: { ${watch} }` })).toEqual([
      `17:63: .watch.rules.p95.on_fail: found "roll-back"; ${expected}`,
      `17:78: .watch.roll_back_when: found a roll-back that nobody can do; ${expected}`,
    ]);
  });
});

describe('the way back', () => {
  test.each([
    ['workflow: back.yml', '.rollback.by: found nothing; expected one of workflow, cluster'],
    [
      'by: workflow',
      '17:25: .rollback.by: found "workflow"; expected workflow beside it: the file under .github/workflows that rolls back',
    ],
    [
      'by: cluster',
      '.rollback.by: found cluster, where nothing is said of Kubernetes; expected delivery with a strategy on Kubernetes, or by: workflow',
    ],
    ['by: workflow, workflow: back.yml, roles: [ser]', '.rollback.roles.0: found "ser"; expected sre?'],
    [
      'by: workflow, workflow: back.yml, target: 0m',
      '.rollback.target: found "0m"; expected a length of time above zero',
    ],
    [
      'by: workflow, workflow: back.yml, migrations: [/db]',
      '.migrations.0: found "/db"; expected a path or pattern of the repository',
    ],
    [
      `by: workflow, workflow: back.yml, inputs: { v: "\${ref}" }`,
      `.rollback.inputs.v: found "\${ref}"; expected one of \${version}, \${sha}, \${from}, \${service}, \${services}, \${environment}`,
    ],
    [
      'by: workflow, workflow: back.yml, inputs: { deployment_id: x }',
      '.inputs.deployment_id: found the input deployment_id; expected another name: Quarterdeck fills deployment_id in itself',
    ],
    [
      'by: workflow, workflow: back.yml, database: { workflow: restore.yml }',
      '.rollback.database: found a restore of backups that nobody knows; expected backup in it, or gates.backup',
    ],
    [
      'by: workflow, workflow: back.yml, database: { workflow: restore.yml, backup: { workflow: b.yml, max_age: 0h } }',
      '.rollback.database.backup.max_age: found "0h"; expected a length of time above zero',
    ],
  ])('%s', (rollback, problem) => {
    expect(problems({ settings: `rollback: { ${rollback} }` }).join('\n')).toContain(problem);
  });

  test('by the cluster, where there is one, without a workflow', () => {
    const where = `delivery:\n  strategy: { rolling: {} }\n${kubernetes.replace(/^/gm, '  ')}`;
    expect(problems({ settings: `${where}\nrollback: { by: cluster }` })).toEqual([]);
    expect(problems({ settings: `${where}\nrollback: { by: cluster, workflow: back.yml }` })).toEqual([
      '23:34: .rollback.workflow: found workflow where the cluster does it; expected by: workflow',
    ]);
  });
});

describe('around a deployment', () => {
  test.each([
    ['{}', '17:9: .around: found nothing; expected silence, annotation or page'],
    [
      '{ silence: { labels: {} } }',
      '.around.silence.labels: found no label, which every alert has; expected at least one',
    ],
    ['{ silence: { labels: { a-b: c } } }', '.silence.labels.a-b: found the key "a-b"; expected the name of a label'],
    [
      '{ silence: { labels: { app: "{{track}}" } } }',
      '.labels.app: found {{track}}; expected one of {{service}}, {{environment}}',
    ],
    ['{ page: { severity: high } }', '.page.severity: found "high"; expected one of critical, error, warning'],
    ['{ annotation: { tags: [] } }', '.annotation.tags: found an empty list; expected a list with at least one entry'],
  ])('%s', (around, problem) => {
    expect(problems({ settings: `around: ${around}` }).join('\n')).toContain(problem);
  });
});

describe('a wrong shape elsewhere', () => {
  test('does not make rules name unknown metrics', () => {
    const settings = `${back}\nwatch: { for: 1h, rules: { errors: { below: 0.1% } } }`;
    expect(problems({ settings, metrics: '- errors' })).toEqual([
      expect.stringContaining('metrics: found a list; expected a mapping'),
    ]);
    expect(problems({ settings, metrics: 'errors: { unit: percent }' })).toEqual([
      expect.stringContaining('metrics.errors.query: found nothing; expected a query'),
    ]);
  });

  test('does not hide what is wrong in an order of services', () => {
    const settings = `delivery:\n  strategy: { rolling: {} }\n  order: [[api], [wroker]]\n${kubernetes.replace(/^/gm, '  ')}`;
    const text = written({ settings }).replace('version: 1', 'version: 2');
    const loaded = loadCatalog(text, 'quarterdeck.yml');
    expect(loaded.ok ? [] : loaded.problems.map(({ found }) => found)).toEqual(['the number 2', '"wroker"']);
  });
});
