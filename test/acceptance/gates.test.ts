import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { posted } from './readable.ts';

const gates = [
  'Permission',
  'Ref',
  'Checks',
  'Review',
  'Branch protection',
  'Commits',
  'Earlier environment',
  'Time window',
  'Lock',
  'Lane',
  'Already running',
];

/** The trading engine, in which each gate says no once. */
describe('gates', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());
  const refused = (handle: string, text: string) => c.asks(handle, text, /Not deployed: /);

  test('permission: sec may not deploy; the refusal lists every verdict, and only sec reads it', async () => {
    const text = await refused('sec', '/deploy production v1.4');
    expect(text).toContain('*Permission* blocked: Sofia Marchetti does not hold developers or release-managers.');
    expect(text).toContain('*Who can:* developers, release-managers');
    for (const gate of gates) {
      expect(text).toMatch(
        new RegExp(`\\*${gate}[^*]*\\* (blocked|passed|warning): |Not asked for here:\\* .*${gate}`),
      );
    }
    expect(text).toContain('*Not asked for here:* Review, Branch protection, Commits');
    expect(posted(await c.messages('deployments'))).toEqual([]);
    expect((await c.messages('deployments', 'dev')).filter(({ ephemeral_to: only }) => only)).toEqual([]);
  });

  test('ref: production takes v1.2.3, and neither v1.4 nor a branch nor a bare commit', async () => {
    const tag = await refused('dev', '/deploy production v1.4');
    expect(tag).toMatch(/The tag v1\.4 may not be deployed to production: its name does not fit v∗\.∗\.∗/);
    expect(tag).toMatch(/What would help:\* Deploy a tag v∗\.∗\.∗ \(as in v1\.2\.3\)/);
    expect(await refused('dev', '/deploy production develop')).toContain('Branches may not be deployed to production.');
    const { branches = {} } = (await c.world()).repositories['acme/trading-engine'] ?? {};
    expect(await refused('dev', `/deploy production ${branches.main}`)).toContain('A bare commit may not be deployed');
  });

  test('after: what staging has not verified does not go to production', async () => {
    const text = await refused('dev', '/deploy production');
    expect(text).toContain('has not been verified in staging for api, websocket, fix-gateway and worker');
    expect(text).toContain('Deploy the same content to staging first and let it succeed.');
  });

  test('checks: red and pending ones are named', async () => {
    await c.scenario('checks-red', { ref: 'v1.4.0', name: 'lint' });
    expect(await refused('dev', '/deploy production')).toMatch(
      /Checks\* blocked: .*failed: lint[\s\S]*Check lint: failure/,
    );
    await c.scenario('checks-pending', { ref: 'v1.4.0', name: 'lint' });
    expect(await refused('dev', '/deploy production')).toMatch(/Checks\* blocked: .*still running: lint/);
    await c.scenario('checks-green', { ref: 'v1.4.0' });
    expect(await refused('dev', '/deploy production')).toMatch(/Checks\* passed/);
  });

  test('lock: it names its owner, its end and its reason; its owner may deploy; others cannot release it', async () => {
    const end = new Date((await c.call<{ now: number }>('GET', '/api/clock')).now + 2 * 3_600_000);
    await c.types('sre', '/lock staging worker for 2h load test <!channel>');
    expect(readable(await c.reads('deployments', /Locked/))).toContain('*worker in staging* by Sam Ikeda');
    const text = await refused('dev', '/deploy staging');
    expect(text).toMatch(/Lock\* blocked: worker in staging is locked by Sam Ikeda until .* UTC: load test/);
    expect(text).toContain(`${String(end.getUTCHours()).padStart(2, '0')}:`);
    expect(text).not.toContain('<!channel>');
    expect(await c.asks('dev', '/lock staging worker mine', /locked already/)).toContain('Sam Ikeda holds it');
    expect(await c.asks('sec', '/unlock staging worker', /may not unlock/)).toContain('Who can: Sam Ikeda');
    expect(await c.asks('sre', '/deploy staging worker --dry-run', /Dry run/)).toContain('is locked by you');
    await c.types('sre', '/unlock staging worker');
    await c.reads('deployments', /Unlocked/);
    expect(await c.asks('dev', '/deploy staging --dry-run', /Dry run/)).toMatch(/Lock\* passed/);
  });

  test('lane: who comes second waits in order, is told the place, and gets the commit that was asked for', async () => {
    const sha = (await c.world()).repositories['acme/trading-engine']?.branches.develop;
    await c.types('dev', '/deploy staging worker');
    const first = await c.reads('deployments', /Asked by\*\nDana[\s\S]*|\*Running\*/, { thread: false });
    await c.becomes(first, /\*Running\*/);
    expect(await c.asks('dev2', '/deploy staging', /Waiting for the lane/)).toMatch(/number 1 and goes next/);
    expect(await c.asks('lead', '/deploy staging worker v1.4.0', /Waiting for the lane/)).toMatch(/number 2/);
    const second = await c.reads('deployments', /Waiting for the lane[\s\S]*Asked by\*\nDevin/, { thread: false });
    const third = await c.reads('deployments', /Waiting for the lane[\s\S]*Asked by\*\nLena/, { thread: false });
    expect(readable(third)).toContain('place 2');
    await c.scenario('push-before-dispatch', { branch: 'develop' });

    await c.presses('lead', 'Cancel', third);
    await c.becomes(third, /\*Cancelled\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(first, /\*Succeeded\*/);
    await c.becomes(second, /\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(second, /\*Succeeded\*/);
    // The message says how it ended before everything is tidied up.
    const { runs } = await c.until('the temporary tags are gone', ({ repositories }) => {
      const tags = Object.keys(repositories['acme/trading-engine']?.tags ?? {});
      return !tags.some((name) => name.startsWith('quarterdeck/'));
    });
    const dispatched = runs.filter(({ event }) => event === 'workflow_dispatch');
    expect(dispatched.map((run) => run.sha)).toEqual([sha, sha]);
  });

  test('window: on a Friday the answer is no, with the day from which it is yes', async () => {
    await c.passes({ set: '2026-01-23T15:30:00Z' });
    const text = await refused('dev', '/deploy production');
    expect(text).toMatch(/Time window\* blocked: It is Friday 23 January, 10:3\d New York time/);
    expect(text).toContain('Try again from Monday 26 January, 00:00 New York time.');
    const asked = gates.filter((gate) => new RegExp(`\\*${gate}[^*]*\\* (blocked|passed|warning): `).test(text));
    expect(asked.length).toBeLessThan(gates.length);
    expect(text).toContain(`:no_entry: 1 gate of ${asked.length} blocks it; nothing was started`);
  });

  test('already running: a warning in staging, where it may be deployed again', async () => {
    const text = await c.asks('dev', '/deploy staging worker v1.4.0 --dry-run', /Dry run/);
    expect(text).toMatch(/Already running\* (warning|passed)/);
  });
});
