import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedSlackId } from '../../sandbox/ids.ts';
import { converseChanged } from './changed-conversation.ts';
import { outWithItsRun } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';
import { posted } from './readable.ts';

const gates = [
  'Permission',
  'Change request',
  'Ref',
  'Checks',
  'Review',
  'Branch protection',
  'Commits',
  'Earlier environment',
  'Time window',
  'Quarantine',
  'Lock',
  'Lane',
  'Already running',
  'Checklist',
];

/** The trading engine. */
let c: Conversation;
beforeAll(async () => {
  c = await converseChanged({ 'quarterdeck.yml': outWithItsRun });
}, 60_000);
afterAll(() => c?.close());

/** Each gate says no once. */
describe('gates', { timeout: 60_000 }, () => {
  const refused = (handle: string, text: string) => c.asks(handle, text, /Not deployed: /);

  test('permission: sec may not deploy; the refusal lists every verdict, and only sec reads it', async () => {
    const text = await refused('sec', '/deploy production v1.4');
    expect(text).toContain(
      '*Permission* blocked: Sofia Marchetti does not have the role developers or release-managers.',
    );
    expect(text).toContain('*Who can:* developers, release-managers');
    for (const gate of gates) {
      expect(text).toMatch(
        new RegExp(`\\*${gate}[^*]*\\* (blocked|passed|warning): |Not asked for here:\\* .*${gate}`),
      );
    }
    expect(text).toContain(
      '*Not asked for here:* Change request, Review, Branch protection, Commits, Backup, Checklist',
    );
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
    expect(text).toMatch(/Deploy \w{7}, or a commit with the very same files, to staging first and let it succeed\./);
    expect(text).toContain('*Who can:* whoever may deploy to staging');
  });

  /** Nothing has been verified in staging, so production is shut. */
  describe('breaking the glass', () => {
    let refusal: Message;
    let card: Message;

    test('is offered under a refusal to those who may, and to nobody else', async () => {
      await c.asks('dev', '/deploy production v1.4.0', /Not deployed: /);
      const others = await c.reads('deployments', /Not deployed: /, { as: 'dev' });
      expect(readable(others)).not.toContain('Break the glass');
      await c.asks('sre', '/deploy production v1.4.0', /Not deployed: /);
      refusal = await c.reads('deployments', /Not deployed: /, { as: 'sre' });
      expect(readable(refusal)).toContain('Break the glass');
    });

    test('it wants a reason, and then a second person; operations reads it', async () => {
      const { view } = await c.presses('sre', 'Break the glass', refusal);
      if (!view) throw new Error('no form was opened');
      const reason = { 'What is the emergency?': 'Orders are stuck since 10:02' };
      const short = await c.submits('sre', view.id, { 'What is the emergency?': 'help' });
      expect(JSON.stringify(short.errors)).toContain('Say what the emergency is');
      await c.submits('sre', view.id, reason);
      card = await c.reads('deployments', /Waiting for approval/, { thread: false });
      expect(readable(card)).toMatch(
        /\*Break-glass:\* an emergency, past Earlier environment\. A second person decides\./,
      );
      expect(readable(card)).toContain('Orders are stuck since 10:02');
      expect(readable(await c.reads('operations', /Waiting for approval/))).toContain('Break-glass');
      expect(await c.isTold('dev2', 'Approve', card, /does not count/)).toContain('release-managers');
    });

    test('it goes out, and leaves a task that somebody else has to see to', async () => {
      await c.presses('lead', 'Approve', card);
      await c.becomes(card, /\*Running\*/);
      const task = await c.reads('operations', /The glass was broken/);
      expect(readable(task)).toMatch(/To be reviewed\* by <!date[\s\S]*by Sam Ikeda, with Lena Brandt/);
      expect(await c.isTold('sre', 'Reviewed', task, /may not review/, 'operations')).toContain(
        'whoever breaks it does not review it',
      );
      await c.presses('lead2', 'Reviewed', task, 'operations');
      await c.becomes(task, /\*Reviewed\* by Luis Ferreira/, 'operations');
      await c.presses('lead', 'Cancel', card);
      await c.becomes(card, /\*Cancelled\*/);
    });
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
    const before = await c.world();
    const sha = before.repositories['acme/trading-engine']?.branches.develop;
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
    const started = runs
      .filter(({ id }) => !before.runs.some((run) => run.id === id))
      .filter(({ event }) => event === 'workflow_dispatch');
    expect(started.map((run) => run.sha)).toEqual([sha, sha]);
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

describe('/why', { timeout: 60_000 }, () => {
  /** A Monday, after the opening of the market. */
  beforeAll(() => c.passes({ set: '2026-01-26T15:05:00Z' }));
  const asks = (handle: string, text: string) => c.asks(handle, text, /Why: |could not be read|is not known/);

  test('what blocks, what would help and who can; nothing is started', async () => {
    const before = await dispatched(c);
    const text = await asks('sec', '/why production v1.4');
    expect(text).toMatch(/It would be refused by: Permission, Ref/);
    expect(text).toContain('It will not pass by itself');
    expect(text).toContain('*Who can:* developers, release-managers');
    expect(text).toContain('Judged for Sofia Marchetti. Nothing was started.');
    expect(await dispatched(c)).toBe(before);
  });

  test('a lock with an end: when it passes by itself, and that it does at that time', async () => {
    await c.types('sre', '/lock staging for 2h load test');
    const lock = await c.reads('deployments', /Locked:/);
    const blocked = await asks('dev', '/why staging');
    expect(blocked).toMatch(/It would be refused by: Lock/);
    expect(blocked).toMatch(/It passes by itself\* .*if nothing else changes/);
    const later = await asks('dev', '/why staging --at in 3h');
    expect(later).toContain('Every gate lets it pass');
    expect(later).toMatch(/Judged for .* everything but the time is as it is now/);
    await c.types('sre', '/unlock staging');
    await c.becomes(lock, /Unlocked/);
  });

  test('of somebody else: whether they may', async () => {
    const text = await asks('dev', '/why production v1.4 --for @sec');
    expect(text).toMatch(/Permission\* blocked: Sofia Marchetti does not have the role/);
    expect(text).toContain('Judged for Sofia Marchetti.');
    expect(await asks('dev', '/why production --for somebody')).toContain('It is not clear whose deploy is meant.');
  });

  test('a refusal says the same', async () => {
    const refused = await c.asks('sec', '/deploy production v1.4', /Not deployed: /);
    expect(refused).toContain('It will not pass by itself');
  });

  test('what is under way there, and what it waits for', async () => {
    await deployStaging(c);
    await askProduction(c, 'dev', 'v1.4.0');
    const text = await asks('dev2', '/why production v1.4.0');
    expect(text).toContain('Every gate lets it pass; then 1 of release-managers must approve');
    expect(text).toMatch(/Under way there[\s\S]*v1\.4\.0.* by Dana.*: Waiting for approval/);
    expect(text).toContain('1 more, of release-managers, until');
  });

  test('npm run quarterdeck -- explain says it in a terminal, from the settings and the database of the running bot', async () => {
    const env = await c.call<Record<string, string>>('GET', '/api/bot/settings');
    const words = ['src/cli/main.ts', 'explain', 'production', 'v1.4', '--as', fixedSlackId('U', 'sec')];
    const { stdout, code } = await promisify(execFile)(process.execPath, words, { env }).catch((error) => error);
    expect(code).toBe(1);
    expect(stdout).toContain('It will not pass by itself');
    expect(stdout).toContain(
      'BLOCKED  permission: Sofia Marchetti does not have the role developers or release-managers.',
    );
    expect(stdout).toContain('Under way: default v1.4.0 to production by Dana Whitfield: awaiting-approval');
    expect(await asks('dev', '/why staging')).toContain('Every gate lets it pass');
  });

  test('what cannot be read is said, with what would be right', async () => {
    expect(await asks('dev', '/why produktion')).toContain('Did you mean production?');
    expect(await asks('dev', '/why staging --at soon')).toContain('"soon" is no time. Write it as');
    expect(await asks('dev', '/why staging --at')).toContain('The time after --at is missing.');
  });
});
