import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/config/catalog/load.ts';
import { ordinary, unknowable } from '../../src/model/situation.ts';
import { gateNames } from '../../src/model/verdict.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Rehearsal } from '../../src/policy/rehearsal.ts';
import { rehearse } from '../../src/policy/rehearsal.ts';
import { situate } from '../../src/policy/situate.ts';
import { catalog, environment, gates, now, pipeline } from '../builders.ts';

const coverage = { check: 'coverage', minimum: 70 };
const loadTest = { check: 'k6*', p95: 500, p99: 1000, errors: 1, orderExecution: 300 };
const branchProtection = {
  branch: 'main',
  approvals: 2,
  statusChecks: true,
  upToDate: true,
  signatures: true,
  administrators: true,
};
const commitRule = { conventional: true, signed: true, issueReference: true, issuePrefixes: ['#'] };
const of = (changes: Parameters<typeof gates>[0], other: Parameters<typeof environment>[0] = {}): Rehearsal => {
  const environments = [environment({ gates: gates(changes), ...other })];
  const [found] = rehearse(catalog({ pipelines: [pipeline({ environments })] }), now);
  if (!found) throw new Error('nothing was rehearsed');
  return found;
};
const outcomes = ({ others }: Rehearsal) =>
  Object.fromEntries(others.map(({ situation, outcome }) => [situation, outcome]));

test('an ordinary request passes every gate of the examples at some time of the week', () => {
  for (const example of ['trading-engine', 'alphavelocity', 'goldensignals', 'fastapi-trading']) {
    const file = path.join(import.meta.dirname, '../../examples', example, 'quarterdeck.yml');
    const loaded = loadCatalog(readFileSync(file, 'utf8'), file);
    if (!loaded.ok) throw new Error('the example does not load');
    for (const { best, week } of rehearse(loaded.catalog, now)) {
      expect(best).not.toBeNull();
      expect(week.some(({ outcome }) => outcome !== 'refused')).toBe(true);
    }
  }
});

test('the week is cut where the verdicts change, in the zone of the window, and begins on Monday', () => {
  const allowed = [{ days: [2], from: 600, to: 840 }];
  const { week, timezone, best } = of({ window: { timezone: 'America/New_York', allowed, preferred: [] } });
  expect(timezone).toBe('America/New_York');
  expect(week.map(({ from, outcome }) => [new Date(from).toISOString(), outcome])).toEqual([
    ['2026-01-19T05:00:00.000Z', 'refused'],
    ['2026-01-20T15:00:00.000Z', 'starts'],
    ['2026-01-20T19:00:00.000Z', 'refused'],
  ]);
  expect(week.at(-1)?.to).toBe(Date.parse('2026-01-26T05:00:00Z'));
  expect(best).toBe(Date.parse('2026-01-20T15:00:00Z'));
});

test('a policy under which nothing passes has no best time', () => {
  const { best, others } = of({ window: { timezone: 'UTC', allowed: [{ days: [], from: 0, to: 1 }], preferred: [] } });
  expect({ best, others }).toEqual({ best: null, others: [] });
});

test('what can stand in the way does, as far as this environment looks at it', () => {
  const strict = of({
    ref: { branches: [], tags: ['v*.*.*'], shas: false },
    checks: { required: ['build (*)'], ignored: [], all: false, coverage, loadTest },
    review: { approvals: 2, staleApprovals: 'ignore' },
    branchProtection,
    commits: commitRule,
    after: { environment: 'demo', same: 'sha' },
    lane: { busy: 'refuse' },
    alreadyRunning: 'refuse',
  });
  expect(strict.ref).toBe('v1.2.3');
  const wrong = outcomes(strict);
  const passing = Object.entries(wrong).filter(([, outcome]) => outcome !== 'refused');
  expect(passing.map(([words]) => words)).toEqual(['verified in demo a minute ago']);
  const loose = outcomes(of({ alreadyRunning: 'allow' }));
  expect(loose['of a bare commit']).toBe('starts');
  expect(loose['while another rollout is on its way']).toBe('waits');
  expect(
    Object.keys(loose).some((words) =>
      /check|verified|pull request|protected|commit that|measured|coverage/.test(words),
    ),
  ).toBe(false);
});

test('every fact can be unknown, and then its gate blocks', () => {
  const target = { pipeline: pipeline(), name: 'api', services: ['api'] };
  const strict = environment({
    gates: gates({
      ref: { branches: ['main'], tags: [], shas: false },
      checks: { required: ['test'], ignored: [], all: false },
      review: { approvals: 2, staleApprovals: 'ignore' },
      branchProtection,
      commits: commitRule,
      after: { environment: 'demo', same: 'tree' },
      backup: { workflow: 'backup.yml', maxAge: 120_000 },
      alreadyRunning: 'refuse',
    }),
    defaultRef: { branch: 'main' },
  });
  const blocking = (unknown: (typeof ordinary)['unknown']) =>
    judge(strict, situate(strict, target, { ...ordinary, unknown }, now))
      .filter(({ outcome }) => outcome === 'block')
      .map(({ gate, reason }) => `${gate} ${reason}`);
  expect(blocking([])).toEqual([]);
  expect(blocking([...unknowable])).toEqual(
    gateNames
      .filter((gate) => !['window', 'checklist', 'change'].includes(gate))
      .map((gate) => `${gate} facts-missing`),
  );
});
