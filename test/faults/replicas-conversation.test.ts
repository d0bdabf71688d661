import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Conversation, converse } from '../acceptance/conversation.ts';

interface Bots {
  replicas: { replica: number; status: string; pid: number | null }[];
}

let c: Conversation;

beforeAll(async () => {
  c = await converse({ replicas: 2 });
});
afterAll(() => c.close());

test('two replicas are ready, and either answers', async () => {
  const { replicas } = await c.call<Bots>('GET', '/api/bot');
  expect(replicas.map(({ status }) => status)).toEqual(['ready', 'ready']);
  expect(new Set(replicas.map(({ pid }) => pid)).size).toBe(2);
  // Slack gives them the commands in turn.
  for (const handle of ['dev', 'lead', 'sre', 'dev2']) await c.asks(handle, '/deploys', /staging/);
});

test('a deployment goes on in one message when a replica dies, and the other when the first is back', async () => {
  await c.types('dev', '/deploy staging');
  const message = await c.reads('deployments', /→ staging[\s\S]*\*Running\*/, { thread: false });
  await c.call('POST', '/api/bot/kill', { replica: 1 });
  await c.asks('lead', '/deploys', /staging/);
  await c.call('POST', '/api/bot/start', { replica: 1 });
  await expect
    .poll(() => c.call<Bots>('GET', '/api/bot').then(({ replicas }) => replicas.map(({ status }) => status)), {
      timeout: 20_000,
    })
    .toEqual(['ready', 'ready']);
  await c.call('POST', '/api/bot/kill', { replica: 2 });
  await c.passes({ advance: '30m' });
  await c.becomes(message, /\*Succeeded\*/);
  const about = (await c.messages('deployments')).filter(({ ts, thread_ts: to }) => to === undefined || to === ts);
  expect(about).toHaveLength(1);
  const { runs } = await c.world();
  expect(runs.filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(1);
});
