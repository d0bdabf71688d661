import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { processesNaming, until } from '../../sandbox/process.ts';
import { converse } from '../acceptance/conversation.ts';

/** Runs `body` with an empty folder and says which processes still name it afterwards. */
async function leftBy(body: (data: string) => Promise<void>): Promise<number[]> {
  const data = await mkdtemp(path.join(tmpdir(), 'quarterdeck-left-'));
  try {
    await body(data);
    await until(async () => (await processesNaming(data)).length === 0, 5_000);
    return await processesNaming(data);
  } finally {
    for (const pid of await processesNaming(data)) process.kill(pid, 'SIGKILL');
    await rm(data, { recursive: true, force: true });
  }
}

function sandboxOn(data: string, ...more: string[]) {
  const args = ['sandbox/main.ts', '--headless', '--port', '0', '--data', data, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

test('the sandbox leaves no process behind after the bot was killed', { timeout: 90_000 }, async () => {
  const left = await leftBy(async (data) => {
    const c = await converse({ data });
    expect(await processesNaming(data), 'its Postgres').not.toEqual([]);
    await c.types('dev', '/deploy staging');
    await c.call('POST', '/api/bot/kill');
    await c.close();
  });
  expect(left).toEqual([]);
});

test('nor when the bot is killed while it starts for the first time', { timeout: 90_000 }, async () => {
  const left = await leftBy(async (data) => {
    const { child, ended } = sandboxOn(data, '--no-bot');
    const [, url = ''] = await new Promise<RegExpExecArray>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line);
        if (found) resolve(found);
      });
    });
    await fetch(`${url}/api/bot/start`, { method: 'POST' });
    await until(async () => (await processesNaming(path.join(data, 'postgres'))).length > 0, 20_000);
    await fetch(`${url}/api/bot/kill`, { method: 'POST' });
    child.kill('SIGTERM');
    await ended;
  });
  expect(left).toEqual([]);
});

test('nor when the sandbox is told to stop before the bot is ready', { timeout: 90_000 }, async () => {
  const left = await leftBy(async (data) => {
    const { child, ended } = sandboxOn(data);
    await until(async () => (await processesNaming(path.join(data, 'postgres'))).length > 0, 20_000);
    child.kill('SIGTERM');
    await ended;
  });
  expect(left).toEqual([]);
});
