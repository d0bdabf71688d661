import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { stopPostgres } from '../../sandbox/postgres.ts';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
import { type Child, end, startChild } from '../child.ts';
import { interrupted, leaves } from '../leftovers.ts';
import type { Sender } from '../load/job.ts';
import { until } from '../until.ts';
import { freePort } from './free-port.ts';
import { worldLine } from './world-line.ts';

/** The product with a simulated world around it, each a process of its own. */
export interface Product {
  /** Such as `http://127.0.0.1:41003`. */
  readonly url: string;
  /** Its folder. */
  readonly data: string;
  readonly slackSecret: string;
  readonly githubSecret: string;
  /** Somebody whom its world knows. */
  readonly from: Sender;
  /** Starts the bot, with `settings` of its environment besides, and gives the ms from its spawning to the first 200 of `/readyz`. */
  start(settings?: Record<string, string>): Promise<number>;
  /** Of the bot; throws when it does not run. */
  pid(): number;
  /** Of the Postgres that it started; throws when there is none. */
  postgresPid(): Promise<number>;
  /** Resolves when everything that was taken in is handled. Answers that wait for their turn under Slack's limits are dropped. */
  quiet(): Promise<void>;
  /** SIGTERM to the bot, as an orderly stop. */
  stop(): Promise<void>;
  /** Ends everything and removes the data. */
  close(): Promise<void>;
}

/** Makes the world and an empty data folder; the bot is not started yet. */
export async function prepareProduct(mode: 'socket' | 'http'): Promise<Product> {
  const data = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
  let world: Child | null = null;
  let bot: { child: ChildProcess; exited: Promise<void> } | null = null;
  const forget = leaves(close);
  // Started by root, Postgres runs as another user, who must be able to walk through.
  await chmod(data, 0o755);
  const port = await freePort();
  world = await startChild({ args: ['bench/servers/world.ts', data, String(port), mode] });
  const { environment, from } = worldLine.parse(JSON.parse(world.said));
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(data, 'bot.log');

  async function stop(): Promise<void> {
    if (bot) await end(bot.child, bot.exited, 20_000);
    bot = null;
  }

  async function close(): Promise<void> {
    await stop();
    await stopPostgres(data);
    await world?.stop();
    await rm(data, { recursive: true, force: true });
    forget();
  }

  return {
    url,
    data,
    slackSecret: environment.SLACK_SIGNING_SECRET ?? '',
    githubSecret: environment.GITHUB_WEBHOOK_SECRET ?? '',
    from,
    stop,
    close,
    async quiet() {
      const { url: databaseUrl } = await startEmbeddedPostgres({ folder: data, watch: false });
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      try {
        const isQuiet = async () => {
          const { rows } = await client.query(
            'select from quarterdeck.inbox where done_at is null and given_up_at is null limit 1',
          );
          return rows.length === 0;
        };
        await until('what was taken in is handled', isQuiet, { patience: 300_000, every: 100 });
        await client.query('delete from quarterdeck.whispers');
      } finally {
        await client.end();
      }
    },
    async start(settings = {}) {
      if (interrupted()) throw new Error('the bench was interrupted');
      const log = openSync(logFile, 'a');
      const began = performance.now();
      const child = spawn(process.execPath, ['src/main.ts'], {
        env: { ...environment, ...settings },
        stdio: ['ignore', log, log],
      });
      closeSync(log);
      bot = { child, exited: new Promise((resolve) => child.once('exit', () => resolve())) };
      await until(
        `the bot is ready (its log is in ${logFile})`,
        async () => {
          if (child.exitCode !== null)
            throw new Error(`the bot ended:\n${(await readFile(logFile, 'utf8')).slice(-3_000)}`);
          return fetch(`${url}/readyz`).then(
            (response) => response.ok,
            () => false,
          );
        },
        { every: 5 },
      );
      return performance.now() - began;
    },
    pid() {
      if (bot?.child.pid === undefined) throw new Error('the bot does not run');
      return bot.child.pid;
    },
    async postgresPid() {
      const [first] = (await readFile(path.join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
      return Number(first);
    },
  };
}
