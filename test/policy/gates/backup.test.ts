import { expect, test } from 'vitest';
import type { BackupRun, Backups } from '../../../src/model/backup.ts';
import { known } from '../../../src/model/facts.ts';
import { hour, minute } from '../../../src/model/time.ts';
import type { Seen, Verdict } from '../../../src/model/verdict.ts';
import { backup } from '../../../src/policy/gates/backup.ts';
import { facts, now } from '../../builders.ts';

const rule = { workflow: 'backup.yml', maxAge: 24 * hour, branch: 'main' };
const run = (age: number, changes: Partial<BackupRun> = {}): BackupRun => ({
  at: now - age,
  status: 'completed',
  conclusion: 'success',
  url: 'https://github.com/acme/shop/actions/runs/1',
  ...changes,
});
const of = (good: BackupRun | null, newest = good, looked = 3): Backups => ({ good, newest, looked });

test.each<[string, Backups, Partial<Omit<Verdict, 'saw'>> & { saw?: Partial<Seen>[] }]>([
  ['fresh', of(run(5 * hour)), { outcome: 'pass', reason: 'passed', says: 'The last good backup is 5 h old.' }],
  ['just young enough', of(run(24 * hour)), { outcome: 'pass' }],
  ['from a clock that is ahead', of(run(-minute)), { outcome: 'pass', says: 'The last good backup is 0 s old.' }],
  [
    'too old',
    of(run(26 * hour)),
    {
      outcome: 'block',
      reason: 'backup-too-old',
      says: 'The last good backup is of Monday 19 January, 13:05 UTC, and may be 1 d old at most.',
      unblock: 'Run backup.yml on GitHub on main and let it succeed.',
      who: ['whoever may start workflows on GitHub'],
      saw: [
        {
          what: 'Last good backup',
          found: 'of Monday 19 January, 13:05 UTC',
          wanted: 'of Monday 19 January, 15:05 UTC or later',
        },
      ],
    },
  ],
  [
    'too old, and the newest run failed',
    of(run(26 * hour), run(2 * hour, { conclusion: 'failure' })),
    { reason: 'backup-too-old', saw: [{}, { what: 'Newest run', found: expect.stringContaining('failure, of ') }] },
  ],
  [
    'none good, one under way',
    of(null, run(minute, { status: 'in_progress', conclusion: null })),
    {
      reason: 'backup-missing',
      says: 'Of the last 3 runs of backup.yml none succeeded.',
      saw: [{ found: 'none' }, { found: expect.stringContaining('in progress') }],
    },
  ],
  ['never', of(null, null, 0), { outcome: 'block', reason: 'backup-missing', says: 'backup.yml has never run.' }],
])('%s', (_, backups, expected) => {
  expect(backup(rule, facts({ backups: known(backups) }))).toMatchObject(expected);
});

test('names the job that makes it', () => {
  const verdict = backup({ ...rule, job: 'Database' }, facts({ backups: known(of(null, null, 0)) }));
  expect(verdict.says).toBe('Database in backup.yml has never run.');
});

test.each([
  ['GitHub does not answer', facts({ backups: { known: false, why: 'GitHub answers 502.' } })],
  ['nobody has asked', facts()],
])('what is not known blocks: %s', (_, seen) => {
  expect(backup(rule, seen)).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
});

test.each([null, undefined])('where none is asked for, nothing is', (without) => {
  expect(backup(without, facts())).toMatchObject({ outcome: 'pass', reason: 'not-configured' });
});
