import { expect, test } from 'vitest';
import { currentJob, mergeRun } from '../../src/model/run.ts';
import { job, run } from '../builders.ts';

const update = (changes: Partial<ReturnType<typeof run>>, jobs = changes.jobs ?? [], whole = false) => {
  const { jobs: _, ...rest } = run(changes);
  return { repository: 'acme/trading-engine', runId: 77, run: rest, jobs, whole };
};

test('news that comes late or twice never moves a run back', () => {
  const done = mergeRun(null, update({ status: 'completed', conclusion: 'success' }));
  expect(mergeRun(done, update({ status: 'queued' }))?.status).toBe('completed');
  expect(mergeRun(done, update({ status: 'completed', conclusion: 'success' }))).toEqual(done);
});

test('news of one job joins what is known of the others', () => {
  const first = mergeRun(null, update({ jobs: [job('build', { id: 1, status: 'in_progress', conclusion: null })] }));
  const news = { ...update({}), run: null, jobs: [job('test', { id: 2, status: 'queued', conclusion: null })] };
  const both = mergeRun(first, news);
  expect(both?.jobs.map(({ name, status }) => [name, status])).toEqual([
    ['build', 'in_progress'],
    ['test', 'queued'],
  ]);
  const late = { ...news, jobs: [job('build', { id: 1, status: 'queued', conclusion: null })] };
  expect(mergeRun(both, late)?.jobs[0]?.status).toBe('in_progress');
});

test('a new attempt replaces the old one, and the old one cannot come back', () => {
  const first = mergeRun(
    null,
    update({ status: 'completed', conclusion: 'failure', jobs: [job('deploy', { id: 1 })] }),
  );
  const second = mergeRun(first, update({ attempt: 2, status: 'queued' }));
  expect(second).toMatchObject({ attempt: 2, status: 'queued', jobs: [] });
  expect(mergeRun(second, update({ attempt: 1, status: 'completed', conclusion: 'failure' }))).toEqual(second);
});

test('news of another run is not taken for this one', () => {
  const known = mergeRun(null, update({}));
  expect(mergeRun(known, { ...update({ id: 78, status: 'completed' }), runId: 78 })).toBe(known);
});

test('people are shown the failed job first, then the one at work', () => {
  const jobs = [job('a', { status: 'in_progress', conclusion: null }), job('b', { conclusion: 'failure' }), job('c')];
  expect(currentJob(run({ jobs }))?.name).toBe('b');
  expect(currentJob(run({ jobs: jobs.slice(0, 1) }))?.name).toBe('a');
  expect(currentJob(run({ jobs: [job('c')] }))).toBeNull();
});
