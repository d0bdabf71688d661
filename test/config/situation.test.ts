import { describe, expect, test } from 'vitest';
import { readSituation } from '../../src/config/situation.ts';
import { ordinary } from '../../src/model/situation.ts';
import { hour, minute } from '../../src/model/time.ts';
import { now } from '../builders.ts';

test('an empty file is the ordinary request, now', () => {
  expect(readSituation('', now)).toEqual({ ok: true, situation: ordinary, at: now });
});

test('what departs from it is read', () => {
  const read = readSituation(
    `at: 2026-03-02T10:00:00-05:00
person: { name: Dana, roles: [developers] }
ref: { tag: v1.4.0 }
change_requested: false
checks: { lint: failure }
measured: too-little
review: unapproved
branch_protected: false
commits_in_order: false
verified: 30m
backup: 2h
runs_already: true
quarantined: { by: Sam, reason: errors at 7 % }
locks: [{ by: Sam, reason: load test, for: 2h }, { by: Sam, reason: audit, service: api }]
lane: another rollout
unknown: [running]
`,
    now,
  );
  const at = Date.parse('2026-03-02T15:00:00Z');
  expect(read).toEqual({
    ok: true,
    at,
    situation: {
      person: { name: 'Dana', roles: ['developers'] },
      ref: { kind: 'tag', name: 'v1.4.0' },
      changeRequested: false,
      checks: { lint: 'failure' },
      measured: 'too-little',
      review: 'unapproved',
      branchProtected: false,
      commitsInOrder: false,
      verifiedFor: 30 * minute,
      backupAge: 2 * hour,
      runsAlready: true,
      quarantined: { by: 'Sam', reason: 'errors at 7 %' },
      locks: [
        { by: 'Sam', reason: 'load test', service: null, until: at + 2 * hour },
        { by: 'Sam', reason: 'audit', service: 'api', until: null },
      ],
      lane: 'another rollout',
      unknown: ['running'],
    },
  });
  expect(readSituation('backup: false', now)).toMatchObject({ situation: { backupAge: null } });
  expect(readSituation('verified: false', now)).toMatchObject({ situation: { verifiedFor: null } });
});

describe('what is wrong is said', () => {
  test.each([
    ['a: [', /^Flow sequence/],
    ['- a', /^the file: /],
    ['checks: { lint: red }', /^checks\.lint: success, failure, pending or missing$/],
    ['ref: { tag: a, branch: b }', /^ref: exactly one of branch, tag and sha$/],
    ['review: fine', /^review: one of approved, unapproved/],
    ['verified: soon', /^verified: a length of time such as/],
    ['at: tomorrow', /^at: an instant such as/],
    ['unknown: [weather]', /^unknown\.0: one of requester, ref/],
    ['weather: fine', /weather/],
  ])('%s', (text, problem) => {
    expect(readSituation(text, now)).toEqual({ ok: false, problems: [expect.stringMatching(problem)] });
  });
});
