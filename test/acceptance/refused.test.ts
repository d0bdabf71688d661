import { expect, test } from 'vitest';
import type { TrafficEntry } from '../../sandbox/contract.ts';
import { refused } from './refused.ts';

const entry = (one: Partial<TrafficEntry>): TrafficEntry => ({
  seq: 1,
  at: 1,
  world: 'slack',
  direction: 'from-bot',
  method: 'POST',
  path: '/api/chat.update',
  status: 200,
  kind: 'chat.update',
  response: { ok: true },
  ...one,
});

test('what Slack would not take and what is not simulated is told; faults that were ordered are not', () => {
  const response = { ok: false, error: 'invalid_blocks', errors: ['unsupported type: nonsense'] };
  expect(refused([entry({ response })])).toEqual([`chat.update: ${JSON.stringify(response)}`]);
  expect(refused([entry({ world: 'github', kind: 'unknown GET /x', status: 404 })])).toEqual(['unknown GET /x']);
  const fine = [
    entry({}),
    entry({ status: 429, response: { ok: false, error: 'ratelimited' } }),
    entry({ direction: 'to-bot', response: { error: 'invalid_blocks' } }),
    entry({ world: 'github', kind: 'GET /repos/{owner}/{repo}', status: 502, response: { message: 'unknown' } }),
  ];
  expect(refused(fine)).toEqual([]);
});
