import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createBot } from '../../../sandbox/bot.ts';
import { openData } from '../../../sandbox/data.ts';
import { stopPostgres } from '../../../sandbox/postgres.ts';
import { isAlive, until } from '../../../sandbox/process.ts';
import { worldUnderTest } from './world-under-test.ts';

test('the bot is killed and started again, and the sandbox lives on', async () => {
  await using world = await worldUnderTest({ bot: true });
  expect(await world.sandbox.bot.whenReady(20_000)).toBe(true);
  expect((await world.ask('GET', '/api/ready')).status).toBe(200);
  const { pid } = world.sandbox.bot;
  expect((await world.ask('POST', '/api/bot/kill')).body).toEqual({
    status: 'stopped',
    pid: null,
    replicas: [{ replica: 1, status: 'stopped', pid: null }],
  });
  expect(await isAlive(pid ?? 0, 'stand-in-bot')).toBe(false);
  expect((await world.ask('GET', '/api/ready')).status).toBe(503);
  expect((await world.ask('POST', '/api/bot/start')).body).toMatchObject({ status: 'starting' });
  expect(await world.sandbox.bot.whenReady(20_000)).toBe(true);
  const log = (await world.ask('GET', '/api/bot/log?tail=10')).body;
  expect(log).toEqual({ lines: ['stand-in is ready', 'stand-in is ready'] });
});

/** Its first answer is "not ready yet", but that comes after the second, which is that it is. */
const answersLate = `
  let first = null;
  let asked = 0;
  require('node:http').createServer((request, response) => {
    if (++asked === 1) { first = response; return; }
    response.writeHead(200).end();
    if (asked === 2) setTimeout(() => first.writeHead(503).end(), 50);
    if (asked === 3) console.log('asked again');
  }).listen(Number(process.env.PORT), '127.0.0.1');
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

test('a bot that is ready stays so whatever it answers late to an earlier question', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-late-'));
  const port = await freePort();
  const logFile = path.join(folder, 'bot.log');
  const env = { PORT: String(port) };
  const bot = createBot({ command: process.execPath, args: ['-e', answersLate], env, port, logFile });
  const became: string[] = [];
  bot.onChange(() => became.push(bot.status));
  try {
    await bot.start();
    expect(await bot.whenReady(20_000)).toBe(true);
    expect(await until(async () => (await bot.log(1)).includes('asked again'), 20_000)).toBe(true);
    expect(became).toEqual(['starting', 'ready']);
  } finally {
    await bot.stop();
    await rm(folder, { recursive: true });
  }
});

test('nothing is left behind: neither the bot, nor its Postgres after a kill, nor the data', async () => {
  const world = await worldUnderTest({ bot: true, example: 'with-postgres' });
  expect(await world.sandbox.bot.whenReady(60_000)).toBe(true);
  const { pid } = world.sandbox.bot;
  const log = (await world.ask('GET', '/api/bot/log')).body as { lines: string[] };
  expect(log.lines.at(-1)).toBe('stand-in is ready');
  const data = world.sandbox.data;
  const postgres = Number((await readFile(path.join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  await world.ask('POST', '/api/bot/kill');
  expect(await isAlive(postgres, 'postgres')).toBe(true);
  await world[Symbol.asyncDispose]();
  expect(await isAlive(pid ?? 0, 'stand-in-bot')).toBe(false);
  expect(await isAlive(postgres, 'postgres')).toBe(false);
  await expect(readFile(path.join(data, 'bot.log'))).rejects.toThrow('ENOENT');
});

test('each of two replicas is killed, started, frozen and woken by itself, and both are by one word', async () => {
  await using world = await worldUnderTest({ bot: true, replicas: 2 });
  const { replicas } = world.sandbox;
  const bothReady = async () => {
    const answers = await Promise.all(replicas.map(({ bot }) => bot.whenReady(20_000)));
    expect(answers).toEqual([true, true]);
  };
  const tell = async (what: string, body: object = {}) => {
    const answer = await world.ask('POST', `/api/bot/${what}`, body);
    return z
      .object({ replicas: z.array(z.object({ status: z.string() })) })
      .parse(answer.body)
      .replicas.map((r) => r.status);
  };
  const ready = async (query = '') => (await world.ask('GET', `/api/ready${query}`)).status;
  await bothReady();
  expect(new Set(replicas.map(({ port }) => port)).size).toBe(2);
  expect(replicas.map(({ env }) => env.QUARTERDECK_REPLICA)).toEqual(['replica-1', 'replica-2']);
  expect(new Set(replicas.map(({ env }) => env.QUARTERDECK_DATA)).size).toBe(1);
  expect(await ready()).toBe(200);

  expect(await tell('kill', { replica: 1 })).toEqual(['stopped', 'ready']);
  expect([await ready(), await ready('?replica=1'), await ready('?replica=2')]).toEqual([503, 503, 200]);
  expect(await tell('start', { replica: 1 })).toEqual(['starting', 'ready']);
  await bothReady();
  expect(await tell('freeze', { replica: 2 })).toEqual(['ready', 'frozen']);
  expect([await ready('?replica=1'), await ready('?replica=2')]).toEqual([200, 503]);
  await tell('wake', { replica: 2 });
  await bothReady();
  expect(await tell('kill')).toEqual(['stopped', 'stopped']);
  expect(await tell('freeze')).toEqual(['stopped', 'stopped']);
  expect(await tell('start')).toEqual(['starting', 'starting']);
  await bothReady();

  expect(await world.ask('POST', '/api/bot/kill', { replica: 3 })).toMatchObject({
    status: 404,
    body: { nearest: '1' },
  });
  expect((await world.ask('GET', '/api/bot/log?replica=2')).body).toEqual({
    lines: ['stand-in is ready', 'stand-in is ready'],
  });
});

test('no replica is left behind, neither a frozen one nor one that was killed and started', async () => {
  const world = await worldUnderTest({ bot: true, replicas: 2 });
  const { replicas } = world.sandbox;
  await Promise.all(replicas.map(({ bot }) => bot.whenReady(20_000)));
  await world.ask('POST', '/api/bot/kill', { replica: 1 });
  await world.ask('POST', '/api/bot/start', { replica: 1 });
  await world.ask('POST', '/api/bot/freeze', { replica: 2 });
  const pids = replicas.map(({ bot }) => bot.pid ?? 0);
  expect(await Promise.all(pids.map((pid) => isAlive(pid, 'stand-in-bot')))).toEqual([true, true]);
  const began = performance.now();
  await world[Symbol.asyncDispose]();
  expect(await Promise.all(pids.map((pid) => isAlive(pid, 'stand-in-bot')))).toEqual([false, false]);
  // A frozen process is woken to end by itself, and not waited for until patience is over.
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a second life with the same data goes on where the first ended', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'data-'));
  const first = await worldUnderTest({ data });
  await first.ask('POST', '/api/clock', { by: '1h' });
  await first[Symbol.asyncDispose]();
  await using second = await worldUnderTest({ data });
  expect((await second.ask('GET', '/api/clock')).body).toMatchObject({ now: Date.parse('2026-01-20T16:05:00Z') });
  await second.sandbox.stop();
  await rm(data, { recursive: true });
});

test('a bot that a killed sandbox left behind is ended before the next one starts', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'data-'));
  const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'the-bots-program']);
  const pid = orphan.pid ?? 0;
  expect(await until(() => isAlive(pid, 'the-bots-program'), 5_000)).toBe(true);
  await writeFile(path.join(data, 'sandbox.json'), JSON.stringify({ life: 3, now: 1, botPids: [pid] }));
  const folder = await openData(data, 'the-bots-program');
  expect(folder.life).toBe(4);
  expect(await isAlive(pid, 'the-bots-program')).toBe(false);
  await rm(data, { recursive: true });
});

test('a stranger that has the number of the old bot is left alone', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'data-'));
  await writeFile(path.join(data, 'sandbox.json'), JSON.stringify({ life: 1, now: 1, botPids: [process.pid] }));
  await openData(data, 'the-bots-program');
  expect(await isAlive(process.pid, 'node')).toBe(true);
  await rm(data, { recursive: true });
});

test('a program that was still making the database is stopped too', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'data-'));
  const cluster = path.join(data, 'postgres');
  await mkdir(cluster);
  const initdb = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', '-D', cluster]);
  const pid = initdb.pid ?? 0;
  expect(await until(() => isAlive(pid, cluster), 5_000)).toBe(true);
  await stopPostgres(data);
  expect(await isAlive(pid, cluster)).toBe(false);
  await rm(data, { recursive: true });
});
