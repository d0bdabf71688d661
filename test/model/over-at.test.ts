import { expect, test } from 'vitest';
import { overAt } from '../../src/model/over-at.ts';
import { minute } from '../../src/model/time.ts';
import { deployment, job, now, run } from '../builders.ts';
import { rollout } from '../rollout-builder.ts';

const ended = run({
  status: 'completed',
  conclusion: 'success',
  jobs: [job('deploy', { completedAt: now + 3 * minute })],
});

test('what went out with its run was over when the last job ended, however late the news came', () => {
  expect(overAt(deployment({ run: ended, endedAt: now + 9 * minute }), now, now + 60 * minute)).toBe(now + 3 * minute);
});

test('what was rolled out after its run was over when the rollout was', () => {
  const rolledOut = deployment({ run: ended, endedAt: now + 20 * minute, rollout: rollout() });
  expect(overAt(rolledOut, now, now + 60 * minute)).toBe(now + 20 * minute);
});
