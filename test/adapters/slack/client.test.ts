import { expect, onTestFinished, test } from 'vitest';
import { createSlackClient } from '../../../src/adapters/slack/client.ts';
import { createSchedule } from '../../../src/adapters/slack/schedule.ts';
import { openSlack } from '../../sandbox/slack/workspace.ts';
import { readableLog } from './at-slack.ts';

async function clientAt() {
  const { slack } = await openSlack();
  onTestFinished(() => slack.close());
  const calls: string[] = [];
  const client = createSlackClient(
    {
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      onCall: ({ method, status }) => calls.push(`${method} ${status}`),
    },
    readableLog(),
  );
  return { slack, client, calls };
}

test('a 429 comes back at once, and nothing is repeated by the client', async () => {
  const { slack, client, calls } = await clientAt();
  slack.fault({ method: 'auth.test', times: 1, kind: 'ratelimited', retryAfter: 30 });
  slack.fault({ method: 'users.list', times: 1, kind: 'http', status: 503 });
  await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 30 });
  await expect(client.users.list({})).rejects.toMatchObject({ statusCode: 503 });
  expect((await client.auth.test()).ok).toBe(true);
  expect(calls).toEqual(['auth.test 429', 'users.list 503', 'auth.test 200']);
});

test('the schedule waits out a 429 of one method and leaves the others alone', async () => {
  const { slack, client } = await clientAt();
  let now = 0;
  const waits: number[] = [];
  const schedule = createSchedule({
    now: () => now,
    pause: async (length) => {
      waits.push(length);
      now += length;
    },
  });
  slack.fault({ method: 'users.info', times: 1, kind: 'ratelimited', retryAfter: 7 });
  const user = slack.directory().people[0]?.slackId ?? '';
  const answer = await schedule.call('users.info', () => client.users.info({ user }));
  expect(answer.ok).toBe(true);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(7_000);
  expect((await schedule.call('auth.test', () => client.auth.test())).ok).toBe(true);
  expect(now).toBe(7_000);
});

test('a turn that comes too late is a fault that says when', async () => {
  const { slack, client } = await clientAt();
  const schedule = createSchedule({ now: () => 0, pause: async () => {} });
  slack.fault({ method: 'views.publish', times: 1, kind: 'ratelimited', retryAfter: 60 });
  const call = () => client.views.publish({ user_id: 'U0', view: { type: 'home', blocks: [] } });
  await expect(schedule.call('views.publish', call, { patience: 1_000 })).rejects.toMatchObject({
    name: 'Fault',
    kind: 'unavailable',
    retryAt: 60_000,
  });
});
