import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Bot, createBot } from './bot.ts';
import type { Balanced, BotEnvironment } from './contract.ts';

export interface Replica {
  /** 1 for the first. */
  number: number;
  bot: Bot;
  /** Of the bot: `http://127.0.0.1:PORT`. */
  url: string;
  port: number;
  /** What the bot is started with; filled in before it is. */
  env: BotEnvironment;
}

/** Bots that share one data folder, and so one Postgres: each has a port, a log and, where there are several, a name. */
export async function createReplicas(options: { count: number; program: string; data: string }): Promise<Replica[]> {
  const replicas: Replica[] = [];
  for (let number = 1; number <= options.count; number += 1) {
    const port = await freePort(replicas.map((replica) => replica.port));
    const env: BotEnvironment = {};
    const bot = createBot({
      command: process.execPath,
      args: [options.program],
      env,
      port,
      logFile: path.join(options.data, number === 1 ? 'bot.log' : `bot-${number}.log`),
    });
    replicas.push({ number, bot, url: `http://127.0.0.1:${port}`, port, env });
  }
  return replicas;
}

/** Its name among those that share a database; one alone has the name that it gives itself. */
export function replicaName(replica: Replica, count: number): string | null {
  return count === 1 ? null : `replica-${replica.number}`;
}

/**
 * What stands before them in a real installation: each delivery goes to the next one that is ready. While none is, it goes to
 * the next one all the same, and fails.
 */
export function balance(replicas: readonly Replica[], pathname: string): Balanced {
  let turn = 0;
  return {
    urls: replicas.map(({ url }) => url + pathname),
    next() {
      const ready = replicas.filter(({ bot }) => bot.status === 'ready');
      const able = ready.length > 0 ? ready : replicas;
      const chosen = able[turn++ % able.length];
      if (chosen === undefined) throw new Error('there is no replica');
      return chosen.url + pathname;
    },
  };
}

/**
 * A port that is free now; the bot keeps it over all its lives, so that webhooks find it again. It is below those that systems
 * hand out by themselves: while the bot is dead nobody else is given it by chance.
 */
async function freePort(taken: number[]): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(15_000, 32_000);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error('No port between 15000 and 32000 is free on this machine.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
