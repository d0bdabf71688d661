import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedSlackId } from '../../sandbox/ids.ts';
import type { Conversation } from './conversation.ts';
import { converse } from './conversation.ts';
import { askProduction, deployStaging } from './production.ts';

describe('/why', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());
  const asks = (handle: string, text: string) => c.asks(handle, text, /Why: |could not be read|is not known/);

  test('what blocks, what would help and who can; nothing is started', async () => {
    const text = await asks('sec', '/why production v1.4');
    expect(text).toMatch(/It would be refused by: Permission, Ref/);
    expect(text).toContain('It will not pass by itself');
    expect(text).toContain('*Who can:* developers, release-managers');
    expect(text).toContain('Judged for Sofia Marchetti. Nothing was started.');
    expect((await c.world()).runs.filter(({ event }) => event === 'workflow_dispatch')).toEqual([]);
  });

  test('a lock with an end: when it passes by itself, and that it does at that time', async () => {
    await c.types('sre', '/lock staging for 2h load test');
    await c.reads('deployments', /Locked/);
    const blocked = await asks('dev', '/why staging');
    expect(blocked).toMatch(/It would be refused by: Lock/);
    expect(blocked).toMatch(/It passes by itself\* .*if nothing else changes/);
    const later = await asks('dev', '/why staging --at in 3h');
    expect(later).toContain('Every gate lets it pass');
    expect(later).toMatch(/Judged for .* everything but the time is as it is now/);
    await c.types('sre', '/unlock staging');
    await c.reads('deployments', /Unlocked/);
  });

  test('of somebody else: whether they may', async () => {
    const text = await asks('dev', '/why production v1.4 --for @sec');
    expect(text).toMatch(/Permission\* blocked: Sofia Marchetti does not hold/);
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
    expect(stdout).toContain('BLOCKED  permission: Sofia Marchetti does not hold developers or release-managers.');
    expect(stdout).toContain('Under way: default v1.4.0 to production by Dana Whitfield: awaiting-approval');
    expect(await asks('dev', '/why staging')).toContain('Every gate lets it pass');
  });

  test('what cannot be read is said, with what would be right', async () => {
    expect(await asks('dev', '/why produktion')).toContain('Did you mean production?');
    expect(await asks('dev', '/why staging --at soon')).toContain('"soon" is no time. Write it as');
    expect(await asks('dev', '/why staging --at')).toContain('The time after --at is missing.');
  });
});
