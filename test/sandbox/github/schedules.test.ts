import { expect, test } from 'vitest';
import { isCron, nextRing } from '../../../sandbox/github/actions/cron.ts';
import { startWorldWith } from './world-of-files.ts';

const after = Date.parse('2026-01-20T15:05:00Z'); // a Tuesday

test.each([
  ['0 2 * * *', '2026-01-21T02:00:00.000Z'],
  ['5 15 * * *', '2026-01-21T15:05:00.000Z'],
  ['*/10 * * * *', '2026-01-20T15:10:00.000Z'],
  ['30 9 * * 1', '2026-01-26T09:30:00.000Z'],
  ['0 0 1 * *', '2026-02-01T00:00:00.000Z'],
  ['0 0 13 * 5', '2026-01-23T00:00:00.000Z'],
  ['0 12 29 2 *', '2028-02-29T12:00:00.000Z'],
])('%s means %s next', (cron, next) => {
  expect(new Date(nextRing(cron, after)).toISOString()).toBe(next);
});

test.each(['0 0 2 * * *', 'daily', '61 * * * *', '0 0 30 2 *'])('%s is no schedule of GitHub', (text) => {
  expect(isCron(text)).toBe(false);
});

const nightly = `name: Nightly
on: { schedule: [{ cron: '0 2 * * *' }] }
jobs: { scan: { runs-on: x, steps: [{ run: make scan }] } }
`;
const sequel = `name: Report
on: { workflow_run: { workflows: [Nightly], types: [completed] } }
jobs: { report: { runs-on: x, steps: [{ run: make report }] } }
`;

test('a nightly workflow runs at each of its times on the way, and what listens to it after it, in order', async () => {
  await using world = await startWorldWith({ 'nightly.yml': nightly, 'report.yml': sequel });
  const { octokit, owner, repo, pass } = world;
  pass('3d');
  const { data } = await octokit.actions.listWorkflowRunsForRepo({ owner, repo });
  const told = data.workflow_runs
    .toReversed()
    .map(({ name, created_at, event, display_title, conclusion }) => [
      name,
      created_at,
      event,
      display_title,
      conclusion,
    ]);
  const title = 'First';
  expect(told).toEqual(
    ['2026-01-21', '2026-01-22', '2026-01-23'].flatMap((date) => [
      ['Nightly', `${date}T02:00:00Z`, 'schedule', 'Nightly', 'success'],
      ['Report', `${date}T02:01:02Z`, 'workflow_run', title, 'success'],
    ]),
  );
});
