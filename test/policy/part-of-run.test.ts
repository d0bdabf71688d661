import { describe, expect, test } from 'vitest';
import type { Job, Run } from '../../src/model/run.ts';
import { canGoOn, partOf, reachedBy } from '../../src/policy/part-of-run.ts';
import { environment, job, run } from '../builders.ts';

const push = { branches: [], tags: [] };
const staging = environment({ startsOn: { push, job: 'Deploy to staging' } });
const production = environment({ name: 'production', startsOn: { push, job: 'Deploy to production*' } });
const by =
  (name: string) =>
  (from: number, to: number | null, conclusion: Job['conclusion'] = 'success') =>
    job(name, {
      startedAt: from,
      completedAt: to,
      ...(to === null ? { status: 'in_progress', conclusion: null } : { conclusion }),
    });
const [build, first, tests, second, rollback] = [
  by('Build'),
  by('Deploy to staging'),
  by('E2E tests'),
  by('Deploy to production (eu)'),
  by('Rollback'),
];

function seen(jobs: Job[], conclusion: Run['conclusion'] = null) {
  const whole = run({ jobs, conclusion, status: conclusion === null ? 'in_progress' : 'completed' });
  const say = (name: string) => {
    const part = partOf([staging, production], name, whole);
    return `${part.conclusion ?? part.status}: ${part.jobs.map((each) => each.name.replace(/^Deploy to /, '')).join(', ')}`;
  };
  return [say('staging'), say('production')];
}

describe('what one environment has of a run that goes to several', () => {
  test.each<[string, [string, string], Job[], Run['conclusion']?]>([
    [
      'all of it, while it has come to no other',
      ['in_progress: Build, staging', 'in_progress: Build'],
      [build(1, 2), first(3, null)],
    ],
    [
      'all of it, where the other is skipped',
      ['failure: staging, E2E tests, production (eu)', 'failure: E2E tests, production (eu)'],
      [first(1, 2), tests(3, 4, 'failure'), second(4, 4, 'skipped')],
      'failure',
    ],
    [
      'the first is over when the second is reached',
      ['success: staging, E2E tests', 'in_progress: E2E tests, production (eu)'],
      [first(1, 2), tests(3, 4), second(5, null)],
    ],
    [
      'the second has the rest: its own rollback',
      ['success: staging, Rollback', 'failure: production (eu), Rollback'],
      [first(1, 2), second(3, 4, 'failure'), rollback(5, 6)],
      'failure',
    ],
    [
      'cancelled in the second',
      ['success: staging', 'cancelled: production (eu)'],
      [first(1, 2), second(3, 4, 'cancelled')],
      'cancelled',
    ],
    [
      'side by side: none is over while both go on',
      ['in_progress: staging', 'in_progress: production (eu)'],
      [first(1, null), second(1, null)],
    ],
    [
      'side by side: the first failed, which is nothing to the second',
      ['failure: staging', 'success: production (eu)'],
      [first(1, 2, 'failure'), second(1, 3)],
      'failure',
    ],
  ])('%s', (_, expected, jobs, conclusion) => {
    expect(seen(jobs, conclusion)).toEqual(expected);
  });

  test('an environment that is known by its push alone has whatever deploys to no other', () => {
    const pushed = environment({ startsOn: { push: { branches: ['develop'], tags: [] }, job: null } });
    const whole = run({ jobs: [build(1, 2), first(3, 4), second(5, null)] });
    const part = partOf([pushed, production], 'staging', whole);
    expect(part).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(reachedBy([pushed, production], whole)).toEqual([production]);
  });

  test('what an attempt only keeps of the one before is not reached by it', () => {
    const jobs = [first(1, 2), second(10, null)];
    expect(reachedBy([staging, production], run({ attempt: 2, startedAt: 9, jobs }))).toEqual([production]);
    expect(reachedBy([staging, production], run({ startedAt: 9, jobs }))).toEqual([staging, production]);
  });
});

test('a run that is dispatched can go on to another environment where both name their job in the same workflow', () => {
  const untold = environment({ startsOn: { push: { branches: ['develop'], tags: [] }, job: null } });
  expect(canGoOn([staging, production], staging)).toBe(true);
  expect(canGoOn([staging, production], production)).toBe(true);
  expect(canGoOn([staging], staging)).toBe(false);
  expect(canGoOn([untold, production], untold)).toBe(false);
  expect(canGoOn([environment({ startsOn: null }), production], staging)).toBe(false);
  expect(canGoOn([staging, environment({ ...production, workflow: 'release.yml' })], staging)).toBe(false);
});

test('a job that fits the patterns of two is of the one that names it most closely', () => {
  const any = environment({ startsOn: { push, job: 'Deploy to *' } });
  const both = [any, production];
  const whole = run({ jobs: [first(1, 2), second(3, null)] });
  expect(reachedBy(both, whole)).toEqual(both);
  expect(reachedBy(both, run({ jobs: [second(3, null)] }))).toEqual([production]);
  expect(partOf(both, 'production', run({ jobs: [second(3, null)] })).jobs).toHaveLength(1);
  expect(partOf(both, 'staging', whole)).toMatchObject({ status: 'completed', conclusion: 'success' });
});
