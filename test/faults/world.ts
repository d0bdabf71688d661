import { setTimeout as wait } from 'node:timers/promises';
import type { Bot } from '../../sandbox/bot.ts';
import type { SandboxMessage, TrafficEntry } from '../../sandbox/contract.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { ChangedExample } from '../acceptance/changed-example.ts';
import { openSandbox } from '../acceptance/open-sandbox.ts';
import { readable } from '../acceptance/readable.ts';
import { emptyDatabase } from '../postgres.ts';
import { readyData } from '../ready-data.ts';
import { isQuiet, type Store } from './database.ts';
import { lenientExample } from './example.ts';

/** Real ms after which a bot that ended is not expected back any more. */
const goneFor = 5_000;
/**
 * Real ms. Whoever dies or stands still between writing down that it asks GitHub for a run and asking looks for that run through the
 * settling time (90 s) before it asks again: rare, and right.
 */
const patience = 180_000;

export type Call = Omit<TrafficEntry, 'seq' | 'at'>;

export interface FaultWorld extends Sandbox {
  store: Store;
  /** Called for every call of the bot to Slack or GitHub, when it was carried out and before it is answered. */
  onCall(listener: (call: Call) => void): () => void;
  /** Main messages of a channel, which everybody sees. */
  posts(channel: string): SandboxMessage[];
  /** Asks until there is an answer; fails after three minutes with a picture of the world. */
  until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T>;
  /** Waits until a bot is ready, has handled all that came in, and has said all that it wanted to. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the world with the bot in it, and staging deployed, so that production may be. `speed`: world seconds a second. */
export async function openFaultWorld(speed = 1_200, replicas = 1): Promise<FaultWorld> {
  const world = await openWorld(speed, replicas, lenientExample);
  try {
    await world.world.slack.command('dev', { channel: 'deployments', text: '/deploy staging' });
    await world.until('staging succeeds', () => world.posts('deployments').find(({ text }) => /Succeeded/.test(text)));
    await world.quiet();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

/** The world of an example. Several replicas share a Postgres that belongs to none of them. */
export async function openWorld(
  speed: number,
  replicas: number,
  exampleOf: () => Promise<ChangedExample>,
): Promise<FaultWorld> {
  const shared = replicas > 1 ? await emptyDatabase() : null;
  const ready = await readyData();
  const examples = await exampleOf();
  const sandbox = await openSandbox({
    ...{ examples: examples.folder, data: ready.folder, speed, replicas, bot: shared === null },
    // A bot that is killed forgets what it has sent; the limits have their own tests.
    rateLimits: false,
  });
  const { traffic, slack, github } = sandbox.world;
  const { data } = sandbox;
  const store: Store = shared === null ? { folder: data } : { url: shared.url };
  const bots = sandbox.replicas.map((replica) => replica.bot);
  const someReady = async () => (await Promise.all(bots.map((one) => one.ready()))).includes(true) || undefined;
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
      ...(await Promise.all(bots.map((one) => pictureOf(one)))).flat(),
    ].join('\n---\n');
  }

  async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>) {
    const deadline = performance.now() + patience;
    let alive = performance.now();
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (bots.some(({ pid }) => pid !== null)) alive = performance.now();
      if (performance.now() > Math.min(deadline, alive + goneFor))
        throw new Error(`waited in vain for ${what}; now:\n${await picture()}`);
      await wait(20);
    }
  }

  const world: FaultWorld = {
    ...sandbox,
    store,
    onCall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    posts: (channel) =>
      slack.messages(channel).filter(({ ts, thread_ts: thread }) => thread === undefined || thread === ts),
    until,
    async quiet() {
      await until('a bot is ready', someReady);
      await until('the bot is quiet', async () => (await isQuiet(store)) || undefined);
    },
    async close() {
      await sandbox.stop();
      await examples.remove();
      await ready.remove();
      await shared?.drop();
    },
  };
  try {
    if (shared !== null)
      for (const replica of sandbox.replicas) {
        replica.env.DATABASE_URL = shared.url;
        await replica.bot.start();
      }
    await until('a bot is ready', someReady);
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function pictureOf(bot: Bot): Promise<string[]> {
  return [`The bot is ${bot.status}:`, ...(await bot.log(12)).map((line) => line.slice(0, 700))];
}
