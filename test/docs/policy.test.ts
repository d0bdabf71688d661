import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/config/catalog/load.ts';
import { known } from '../../src/model/facts.ts';
import { hour, minute } from '../../src/model/time.ts';
import { judge } from '../../src/policy/judge.ts';
import { gateWords } from '../../src/views/verdicts.ts';
import { facts, lockOf, membership, now, resolvedRef, running } from '../builders.ts';
import { quarantined } from '../rollback-builder.ts';
import { catalogAround } from './catalog-around.ts';

const commit = '0c4a1f2'.padEnd(40, '0');
const busy = {
  holders: [{ lane: { service: 'api', environment: 'production' }, deploymentId: 'another' }],
  waiting: [],
};
const backupRun = { at: now - 26 * hour, status: 'completed' as const, conclusion: 'success' as const, url: '' };
const text = readFileSync(path.join(import.meta.dirname, '../../docs/policy.md'), 'utf8');
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n')[0] ?? '',
    examples: [...section.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, example = '']) => example),
    quotes: [...section.matchAll(/^> (.*)$/gm)].map(([, quote = '']) => quote.replaceAll('`', '')),
  }));

function productionOf(example: string) {
  const loaded = loadCatalog(catalogAround(example), 'policy.md');
  const production = loaded.ok ? loaded.catalog.pipelines[0]?.environments[1] : undefined;
  return production ?? expect.fail(JSON.stringify(loaded));
}

describe('docs/policy.md', () => {
  test.each([
    [
      'Permission',
      'permission',
      facts({ environment: 'production', requester: known(membership('dev', { roles: ['security'] })) }),
    ],
    ['Ref', 'ref', facts({ environment: 'production' })],
    [
      'Quarantine',
      'quarantine',
      facts({ environment: 'production', quarantined: known([quarantined({ sha: commit })]) }),
    ],
    ['Lock', 'lock', facts({ environment: 'production', locks: known([lockOf({ environment: 'production' })]) })],
    [
      'Lane',
      'lane',
      facts({ environment: 'production', lane: known(busy), rollouts: { another: 'api v1.4.0 by Lena' } }),
    ],
    [
      'Already running',
      'already-running',
      facts({ environment: 'production', running: known([running({ environment: 'production', sha: commit })]) }),
    ],
    ['Change request', 'change', facts({ environment: 'production' })],
    ['Earlier environment', 'after', facts({ environment: 'production' })],
    ['Backup', 'backup', facts({ backups: known({ good: backupRun, newest: backupRun, looked: 3 }) })],
    ['Checklist', 'checklist', facts({ environment: 'production' })],
    ['Time window', 'window', facts({ environment: 'production', now: now - 60 * minute })],
  ] as const)('what it quotes of %s is what the gate says', (title, gate, seen) => {
    const section = sections.find((one) => one.title === title);
    const ref = resolvedRef({ sha: commit });
    const verified = known([running({ tree: ref.tree, since: now - 12 * minute })]);
    const verdicts = judge(productionOf(section?.examples[0] ?? ''), { ...seen, ref: known(ref), verified });
    const verdict = verdicts.find((one) => one.gate === gate);
    expect(section?.quotes).toEqual([[verdict?.says, verdict?.unblock].filter(Boolean).join(' ')]);
  });

  const examples = sections.flatMap((section) => section.examples).filter((example) => example.startsWith('gates:'));

  test('has a section with an example for every gate, in the words of the messages', () => {
    const titles = sections.filter((section) => section.examples.length > 0).map(({ title }) => title);
    const words = Object.values(gateWords).map((word) => word.replace(/ \(.*$/, ''));
    expect(titles).toEqual(expect.arrayContaining(words));
  });

  test.each(examples)('%s is taken by the catalog', (example) => {
    const loaded = loadCatalog(catalogAround(example), 'policy.md');
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  });
});
