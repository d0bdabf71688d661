import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../../src/adapters/postgres/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded.ts';

// A busy machine takes many seconds to make and start a server; what is tested is that it comes to that.
vi.setConfig({ testTimeout: 60_000 });

describe('the built-in Postgres', () => {
  let folder: string;
  let running: EmbeddedPostgres[] = [];

  // One folder for all: to make a new server takes longer than everything else here.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quarterdeck-embedded-'));
  });

  afterEach(async () => {
    for (const server of running) await server.stop();
    running = [];
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = async (options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}) => {
    const server = await startEmbeddedPostgres({ folder, ...options });
    running.push(server);
    return server;
  };

  async function run<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  test('keeps its data and its address over a stop and a start; its password is its own', async () => {
    const first = await start();
    await run(first.url, 'create table kept as select 42 as answer');
    expect(await first.stop()).toBe(true);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await run(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const password = join(folder, 'postgres', 'quarterdeck.password');
    expect((await stat(password)).mode & 0o777).toBe(0o600);
    const wrong = new URL(second.url);
    wrong.password = 'wrong';
    await expect(run(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('says when it waits for a program, before the server is there', async () => {
    const told: string[] = [];
    await start({ onWork: () => told.push('at work') });
    told.push('there');
    expect(told).toEqual(['at work', 'there']);
  });

  test('adopts a server that runs already, and stops it only when nobody else is connected', async () => {
    const first = await start();
    const second = await start();
    expect(second.pid).toBe(first.pid);
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    expect(await second.stop()).toBe(false);
    await client.end();
  });

  test('starts a dead server again, with everything that was committed', async () => {
    const back = Promise.withResolvers<string>();
    const server = await start();
    server.onRestart((why) => back.resolve(why));
    await run(server.url, 'create table kept_too as select 43 as answer');
    const dead = server.pid;
    process.kill(dead, 'SIGKILL');
    expect(await back.promise).toContain('runs again');
    expect(server.pid).not.toBe(dead);
    expect(await run(server.url, 'select answer from kept_too')).toEqual([{ answer: 43 }]);
  });

  test('a stale pid file that names a living process that is no server does not mislead it', async () => {
    const first = await start();
    await first.stop();
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      const file = join(folder, 'postgres', 'postmaster.pid');
      await writeFile(file, `${other.pid}\n${join(folder, 'postgres')}\n1\n5432\n\n127.0.0.1\n  1 1\nready\n`);
      const second = await start();
      expect(await run(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await readFile(file, 'utf8')).toContain(String(second.pid));
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('statements and notifications outlast a kill of the server', async () => {
    const server = await start();
    const database = await openDatabase({ url: server.url, patience: 15_000 });
    try {
      const heard: string[] = [];
      const told = Promise.withResolvers<void>();
      database.session.listen('news', (payload) => {
        heard.push(payload);
        if (payload === 'after') told.resolve();
      });
      const locks: string[] = [];
      await database.session.onConnect(async (query) => {
        await query('select pg_advisory_lock(1)');
        locks.push('taken');
      });
      process.kill(server.pid, 'SIGKILL');
      const [row] = await database.query<{ one: number }>('select 1 as one');
      expect(row?.one).toBe(1);
      const sum = await database.transaction(async (query) => {
        const [first] = await query<{ two: number }>('select 2 as two');
        return first?.two;
      });
      expect(sum).toBe(2);
      await database.session.query('select 1');
      await database.query(`select pg_notify('news', 'after')`);
      await told.promise;
      expect(heard).toContain('');
      expect(locks).toEqual(['taken', 'taken']);
    } finally {
      await database.close();
    }
  });

  test('a database that stays away is a fault when the patience is over', async () => {
    const server = await start();
    await server.stop();
    await expect(openDatabase({ url: server.url, patience: 100 })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
