import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultWorld } from './world.ts';

/** How long what is away stays away, in real ms: many times what the bot waits for an answer on loopback. */
const away = 2_500;
const minute = 60_000;

/** Kill -9, and a new life at once. The signal is sent before this returns. */
export async function killBot({ bot }: FaultWorld): Promise<void> {
  await bot.kill();
  await bot.start();
}

/** An orderly stop, and a new start. */
export async function restartBot({ bot }: FaultWorld): Promise<void> {
  await bot.stop();
  await bot.start();
}

/** Kill -9 of the database under the bot, which has to notice and to start it again. */
export async function killPostgres({ data }: FaultWorld): Promise<void> {
  const [first] = (await readFile(path.join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(first), 'SIGKILL');
}

/** The bot stands still, as a machine that sleeps, and goes on. */
export async function freezeBot({ bot }: FaultWorld): Promise<void> {
  const { pid } = bot;
  if (pid === null) throw new Error('there is no bot to freeze');
  process.kill(pid, 'SIGSTOP');
  await wait(away);
  process.kill(pid, 'SIGCONT');
}

export async function slackAway({ world }: FaultWorld, forMs = away): Promise<void> {
  world.slack.fault({ kind: 'http', method: '*', times: 1_000_000, status: 503 });
  await wait(forMs);
  world.slack.clearFaults();
}

export async function githubAway({ world }: FaultWorld, forMs = away): Promise<void> {
  world.github.fault({ kind: 'http', status: 502, forMs });
  await wait(forMs);
}

/** Both, and as long as an outage that people notice. */
export async function bothAwayForAMinute(world: FaultWorld): Promise<void> {
  await Promise.all([slackAway(world, minute), githubAway(world, minute)]);
}
