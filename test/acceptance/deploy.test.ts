import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { dispatched } from './production.ts';
import { buttons, linkOf, posted } from './readable.ts';

/** The trading engine, in which a deployment takes seconds. */
describe('deploying', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 1200, rateLimits: true });
  }, 60_000);
  afterAll(() => c?.close());
  const develop = async () => (await c.world()).repositories['acme/trading-engine']?.branches.develop ?? '';

  test('dev types /deploy staging: the group goes out as one run, one deployment, one message', async () => {
    const before = await c.world();
    expect(await c.types('dev', '/deploy staging')).toEqual({ acked: true });
    const message = await c.reads('deployments', /Deploy trading-engine\/default → staging[\s\S]*Succeeded/, {
      thread: false,
    });

    const text = readable(message);
    const sha = (await develop()).slice(0, 7);
    expect(text).toContain(`→  \`develop\` \`${sha}\``);
    expect(text).toMatch(/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}\|4 commits>/);
    expect(text).toMatch(/feat: show the reason of a rejected order>\s+by Dana Whitfield, <!date\^\d+\^/);
    expect(text).toContain('Asked by*\nDana Whitfield');
    expect(text).toContain('api, websocket, fix-gateway, worker');
    expect(text).toMatch(
      /Stages: \d of \d done(?:, 1 skipped)?\nGates\n(\d+) of \1 passed[\s\S]*Deploy to staging\ndone in 4 min[\s\S]*Load test\ndone in 8 min/,
    );
    expect(buttons(message)).toEqual([
      'Deploy again',
      expect.stringMatching(/^Roll back to develop \(\w{7}\)$/),
      'View run',
      'Open environment',
    ]);
    expect(linkOf(message, 'View run')).toMatch(/\/acme\/trading-engine\/actions\/runs\/\d+$/);

    expect(posted(await c.messages('deployments'))).toHaveLength(1);
    const after = await c.world();
    const runs = after.runs.filter(({ id }) => !before.runs.some((run) => run.id === id));
    expect(runs).toMatchObject([{ event: 'workflow_dispatch', sha: await develop(), conclusion: 'success' }]);
    for (const service of ['api', 'websocket', 'fix-gateway', 'worker'])
      expect(after.running[service]?.staging?.sha).toBe(await develop());
  });

  test('its thread lists the changes with their authors, harmlessly, and mentions dev at the end', async () => {
    const message = await c.reads('deployments', /Succeeded/, { thread: false });
    const thread = await c.thread(message, /Succeeded[\s\S]*<@U/);
    expect(thread).toContain('4 commits in this deployment');
    expect(thread).toMatch(/\|96093\w\w> perf: pool the decoders of market data _by_ sam-sre/);
    const way = await c.reads('deployments', /On its way:[\s\S]*Follow it in its message/, { as: 'dev' });
    expect(way.ephemeral_to).toBe('dev');
  });

  test('one service, a clash settled by service= and ref=, and a reason with the dash and quotes of Slack', async () => {
    await c.types('dev', '/deploy staging service=api ref=“develop” — “try the new decoders”');
    const message = await c.reads('deployments', /trading-engine\/api → staging[\s\S]*Succeeded/, { thread: false });
    expect(readable(message)).toContain('Reason*\n"try the new decoders"');
    expect(readable(message)).toContain('no difference');
  });

  test('a SHA, and a tag', async () => {
    const sha = (await develop()).slice(0, 9);
    await c.types('dev2', `/deploy staging worker ${sha}`);
    await c.types('dev2', '/deploy staging fix-gateway v1.4.0');
    const byTag = await c.reads('deployments', /trading-engine\/fix-gateway → staging[\s\S]*Succeeded/, {
      thread: false,
    });
    expect(readable(byTag)).toContain('→  `v1.4.0`');
    const bySha = await c.reads('deployments', /trading-engine\/worker → staging[\s\S]*Succeeded/, { thread: false });
    expect(readable(bySha)).toMatch(/Change\* {2}`develop` `(\w{7})` {2}→ {2}`\1`/);
  });

  test('--dry-run, with the dash that Slack makes of it: every gate, the default ref, and nothing is started', async () => {
    const before = posted(await c.messages('deployments')).length;
    const runs = await dispatched(c);
    const text = await c.asks('dev', '/deploy production —dry-run', /Dry run/);
    expect(text).toContain('*Nothing was started.*');
    expect(text).toContain('It would ask for 1 approval from release-managers, open for 8 h');
    // The newest tag that fits the rule: v1.4 is none.
    expect(text).toContain('→  `v1.4.0`');
    expect(text).toMatch(/Permission.*passed[\s\S]*Ref.*passed[\s\S]*Checks.*passed[\s\S]*Earlier environment.*passed/);
    expect(posted(await c.messages('deployments'))).toHaveLength(before);
    expect(await dispatched(c)).toBe(runs);
  });

  test('without arguments a form opens; it suggests refs, and what is chosen is deployed', async () => {
    const { view } = await c.types('dev', '/deploy');
    if (!view) throw new Error('no form was opened');
    expect(readable(view)).toMatch(
      /Service or group\nEnvironment\nRef\nA branch, a tag or a SHA\. Left empty: the branch develop\.\nReason/,
    );
    const suggested = await c.call<string[]>('GET', `/api/people/dev/options?view=${view.id}&label=Ref&query=v1.`);
    expect(suggested).toEqual(expect.arrayContaining(['v1.4.0 (tag)', 'v1.3.0 (tag)']));
    const commit = await c.call<string[]>('GET', `/api/people/dev/options?view=${view.id}&label=Ref&query=0123abc`);
    expect(commit[0]).toBe('0123abc');

    const sent = await c.submits('dev', view.id, {
      'Service or group': 'websocket',
      Environment: 'staging',
      Ref: 'v1.3.0 (tag)',
      Reason: 'as a form would have it',
    });
    expect(sent).toMatchObject({ acked: true });
    const message = await c.reads('deployments', /trading-engine\/websocket → staging[\s\S]*Succeeded/, {
      thread: false,
    });
    expect(readable(message)).toContain('→  `v1.3.0`');
    expect(readable(message)).toContain('as a form would have it');
    expect(readable(message)).toMatch(/\d+ commits? back/);
  });
});
