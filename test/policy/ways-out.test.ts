import { expect, test } from 'vitest';
import type { ReasonCode } from '../../src/model/verdict.ts';
import { reasonCodes } from '../../src/model/verdict.ts';
import { waysFor, waysOut } from '../../src/policy/ways-out.ts';
import { verdict } from '../builders.ts';

const blocks = (...reasons: ReasonCode[]) => reasons.map((reason) => verdict({ outcome: 'block', reason }));

test.each(reasonCodes)('%s has a next step, or a sentence why there is none', (reason) => {
  const way = waysOut[reason];
  if (typeof way === 'string') expect(way).toMatch(/^[A-Z].{10,}\.$/);
  else expect(way.length).toBeGreaterThan(0);
});

test.each<[string, ReasonCode[], string[]]>([
  ['a red check', ['check-failed'], ['rerun-checks', 'open-checks', 'break-glass']],
  ['a check that has not ended', ['check-pending'], ['watch-checks', 'open-checks', 'break-glass']],
  ['staging has not had it', ['not-verified-before'], ['deploy-earlier', 'break-glass']],
  ['somebody else has to ask', ['role-missing'], []],
  ['what could not be looked at', ['facts-missing'], ['try-again', 'break-glass']],
  [
    'another try mends both',
    ['facts-missing', 'approvals-missing'],
    ['try-again', 'break-glass', 'open-pull-request', 'ask-reviewers'],
  ],
  ['another try mends one of two', ['facts-missing', 'locked'], ['break-glass', 'ask-owners', 'schedule']],
  [
    'another ref has to be typed anyway',
    ['ref-name-not-allowed', 'not-verified-before', 'check-failed'],
    ['another-ref', 'break-glass', 'open-checks'],
  ],
  ['a ref that is not there', ['ref-not-found', 'commit-unknown'], ['another-ref']],
  ['another ref is of no use to who may not deploy', ['role-missing', 'ref-not-found', 'commit-unknown'], []],
  ['another try mends not what is said to have none', ['facts-missing', 'role-missing'], ['break-glass']],
])('%s', (_, reasons, expected) => {
  expect([...waysFor(blocks(...reasons))].sort()).toEqual([...expected].sort());
});

test('what passes or warns offers nothing', () => {
  expect([...waysFor([verdict({ reason: 'check-pending', outcome: 'warn' }), verdict()])]).toEqual([]);
});
