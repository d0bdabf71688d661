import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxMessage, TrafficEntry } from '../../sandbox/contract.ts';
import { createGitHub } from '../../sandbox/github/simulation.ts';
import { channelNames, userGroups } from '../../sandbox/people.ts';
import { createSlack } from '../../sandbox/slack/slack.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { readable } from '../acceptance/readable.ts';
import { isQuiet } from './database.ts';
import { lenientExample } from './example.ts';

/** Real ms after which a bot that ended is not expected back any more. */
const goneFor = 5_000;

export type Call = Omit<TrafficEntry, 'seq' | 'at'>;

export interface FaultWorld extends Sandbox {
  /** Called for every call of the bot to Slack or GitHub, when it was carried out and before it is answered. */
  onCall(listener: (call: Call) => void): () => void;
  /** Main messages of a channel, which everybody sees. */
  posts(channel: string): SandboxMessage[];
  /** Asks until there is an answer; fails after `patience` ms (40 s) with a picture of the world. */
  until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, patience?: number): Promise<T>;
  /** Waits until the bot is ready, has handled all that came in, and has said all that it wanted to. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the world with the bot in it, and staging deployed, so that production may be. `speed`: world seconds a second. */
export async function openFaultWorld(speed = 1_200): Promise<FaultWorld> {
  const examples = await lenientExample();
  const sandbox = await startSandbox(
    {
      example: 'trading-engine',
      examples: examples.folder,
      port: 0,
      speed,
      start: null,
      headless: true,
      http: false,
      app: false,
      replicas: 1,
      bot: true,
      data: null,
    },
    {
      slack: (parts) =>
        createSlack(parts, {
          manifest: path.resolve('manifest.yml'),
          channels: channelNames,
          groups: userGroups,
          // A bot that is killed forgets what it has sent; the limits have their own tests.
          rateLimits: false,
        }),
      github: (parts) => createGitHub(parts, {}),
      page: () => ({}),
      botProgram: path.resolve('src', 'main.ts'),
      examples: examples.folder,
    },
  );
  const { traffic, slack, github } = sandbox.world;
  const { bot, data } = sandbox;
  const listeners = new Set<(call: Call) => void>();
  const record = traffic.record.bind(traffic);
  traffic.record = (call) => {
    record(call);
    if (call.direction !== 'from-bot' || call.world === 'clock') return;
    for (const listener of [...listeners]) listener(call);
  };

  async function picture(): Promise<string> {
    const calls = traffic.list().slice(-25);
    return [
      ...slack
        .messages('deployments')
        .slice(-5)
        .map((message) => readable(message).slice(0, 500)),
      `Runs: ${JSON.stringify(github.world().runs.slice(0, 2)).slice(0, 800)}`,
      `Calls: ${calls.map(({ direction, kind, path: where, status }) => `${direction} ${kind ?? where} ${status}`).join(', ')}`,
      `The bot is ${bot.status}:`,
      ...(await bot.log(12)).map((line) => line.slice(0, 700)),
    ].join('\n---\n');
  }

  async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, patience = 40_000) {
    const deadline = performance.now() + patience;
    let alive = performance.now();
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (bot.pid !== null) alive = performance.now();
      if (performance.now() > Math.min(deadline, alive + goneFor))
        throw new Error(`waited in vain for ${what}; now:\n${await picture()}`);
      await wait(20);
    }
  }

  const world: FaultWorld = {
    ...sandbox,
    bot,
    onCall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    posts: (channel) =>
      slack.messages(channel).filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts),
    until,
    async quiet() {
      await until('the bot is ready', async () => (await bot.ready()) || undefined);
      await until('the bot is quiet', async () => (await isQuiet(data)) || undefined);
    },
    async close() {
      await sandbox.stop();
      await examples.remove();
    },
  };
  try {
    await until('the bot is ready', async () => (await bot.ready()) || undefined);
    await slack.command('dev', { channel: 'deployments', text: '/deploy staging' });
    await until('staging succeeds', () => world.posts('deployments').find(({ text }) => /Succeeded/.test(text)));
    await world.quiet();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}
