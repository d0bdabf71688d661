import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { posted } from './readable.ts';

/** The trading engine, with Slack over HTTP. Whatever is typed wrongly is answered to one person, and nothing is started. */
describe('bad input', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 60, http: true });
  }, 60_000);
  afterAll(() => c?.close());

  const typed: [text: string, answer: RegExp][] = [
    ['/deploy stagng', /no environment "stagng"\.\nDid you mean staging\? Known: staging, production\./],
    ['/deploy staging service=wroker', /no service or group "wroker"\.\nDid you mean worker\?/],
    ['/deploy staging develop main', /two refs: "develop" and "main"/],
    ['/deploy staging “develop', /quotation mark is opened and never closed/],
    ['/deploy staging --force', /is not an option of \/deploy/],
    [`/deploy staging -- ${'x'.repeat(600)}`, /The reason is 600 characters long/],
    [`/deploy ${'x'.repeat(40_000)}`, /40,000 characters long; at most 4,000 are read/],
    ['/deploy staging \u202eevil', /a character that cannot be seen \(U\+202E\)/],
    ['/deploy staging \u0007', /a character that cannot be seen \(U\+0007\)/],
    ['/lock staging for 2 hours load test', /"2" is not a length of time\.\nWrite it as 45m, 2h/],
    ['/lock staging for -1h load test', /"-1h" is not a length of time/],
    ['/lock staging for 99d holidays', /at most 30 days/],
    ['/lock staging', /A lock needs a reason/],
    ['/unlock staging', /staging is not locked/],
    ['/quarterdeck dcotor', /Did you mean \/quarterdeck doctor\?/],
  ];
  test.each(typed.map(([text, answer]) => ({ text, answer, title: JSON.stringify(text.slice(0, 50)) })))(
    '$title',
    async ({ text, answer }) => {
      expect(await c.asks('dev', text, answer)).toMatch(answer);
    },
  );

  test('a ref that is not there, one that means two things, and one that cannot be a name', async () => {
    expect(await c.asks('dev', '/deploy staging develpo', /Not deployed/)).toMatch(
      /"develpo" is neither a branch nor a tag[\s\S]*develop/,
    );
    await c.call('POST', '/api/people/dev2/pushes', { branch: 'v1.3.0', message: 'A branch named like a tag' });
    expect(await c.asks('dev', '/deploy staging v1.3.0', /Not deployed/)).toMatch(
      /"v1\.3\.0" can mean more than one thing[\s\S]*refs\/tags\//,
    );
    expect(await c.asks('dev', '/deploy staging a..b', /Not deployed/)).toContain(
      'cannot be the name of a branch or tag',
    );
  });

  test('a branch and a commit that want to call everybody reach nobody', async () => {
    const branch = 'feature/<!channel>';
    await c.call('POST', '/api/people/dev2/pushes', { branch, message: '<!here> *read* <https://evil.example|this>' });
    await c.types('dev', `/deploy staging worker ${branch} -- <!everyone> & co`);
    const message = await c.reads('deployments', /\/worker → staging[\s\S]*\*Running\*/, { thread: false });
    await c.thread(message, /commits? in this deployment/);
    const text = readable(message);
    expect(text).toContain('`feature/&lt;!channel&gt;`');
    const all = JSON.stringify(await c.messages('deployments', 'dev'));
    expect(all).not.toMatch(/<!(?:channel|here|everyone)/);
    expect(all).not.toContain('<https://evil.example');
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
  });

  test('a form that was open for a day is too old, and nothing is done', async () => {
    const before = posted(await c.messages('deployments')).length;
    const { view } = await c.types('dev', '/deploy');
    if (!view) throw new Error('no form was opened');
    await c.passes({ advance: '25h' });
    const sent = await c.submits('dev', view.id, { Environment: 'staging' });
    expect(sent.view && readable(sent.view)).toMatch(/open for more than a day/);
    expect(posted(await c.messages('deployments'))).toHaveLength(before);
  });

  test('only dev has read any of it', async () => {
    expect((await c.messages('deployments', 'lead')).filter(({ ephemeral_to: only }) => only)).toEqual([]);
  });
});
