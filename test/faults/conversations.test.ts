import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, Message } from '../acceptance/conversation.ts';
import { converse } from '../acceptance/conversation.ts';
import { posted } from '../acceptance/readable.ts';

/** The trading engine, while Slack or GitHub are in trouble. Each deployment arrives all the same: one run, one message. */
describe('outages', { timeout: 60_000 }, () => {
  let c: Conversation;
  let asked = 0;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());

  async function runs(service: string): Promise<Message> {
    asked += 1;
    await c.types('dev', `/deploy staging ${service}`);
    return c.reads('deployments', new RegExp(`/${service} → staging[^]*\\*Running\\*`), { thread: false });
  }
  async function arrives(message: Message): Promise<void> {
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
    expect(posted(await c.messages('deployments'))).toHaveLength(asked);
    expect((await c.world()).runs.filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(asked);
  }

  test('GitHub answers 502 for a while, then limits the rate of dispatches: both are waited out', async () => {
    await c.scenario('github-502', { seconds: 1 });
    await c.scenario('github-secondary-rate-limit', { seconds: 2, match: '/dispatches$' });
    await arrives(await runs('worker'));
  });

  test('Slack loses an answer, then says 429: the message is there once, and tells the end', async () => {
    await c.scenario('slack-lost-answer');
    const message = await runs('websocket');
    await c.scenario('slack-429', { times: 2, retryAfter: 1 });
    await arrives(message);
  });

  test('webhooks that arrive three times and out of order change nothing', async () => {
    await c.scenario('webhooks-tripled');
    const message = await runs('api');
    await c.scenario('webhooks-shuffled');
    await arrives(message);
    const thread = await c.thread(message, /\*Succeeded\*/);
    expect(thread.match(/\*Succeeded\*:/g)).toHaveLength(1);
  });

  test('every webhook is lost: polling alone brings it to its end', async () => {
    await c.scenario('webhooks-lost');
    await arrives(await runs('worker'));
  });
});
