import path from 'node:path';
import { createGitHub } from '../../sandbox/github/simulation.ts';
import type { SandboxOptions } from '../../sandbox/options.ts';
import { channelNames, userGroups } from '../../sandbox/people.ts';
import { createSlack } from '../../sandbox/slack/slack.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';

/** What is not said is as with `npm run sandbox`, but that there is no page, and ten world minutes pass in a second. */
export interface SandboxWish {
  example?: string;
  /** Folder of examples other than the product's own. */
  examples?: string;
  /** World seconds in a real one. */
  speed?: number;
  /** The world's time at the start, ISO. */
  start?: string;
  data?: string;
  http?: boolean;
  /** Bots that share one Postgres; one without it. */
  replicas?: number;
  /** False: the bots are started later. */
  bot?: boolean;
  /** True: Slack takes only so many calls a real minute, and the bot keeps to that. Whatever passes in a world's minute would wait for it. */
  rateLimits?: boolean;
}

/** The bots have this long to become ready, ms. */
const patience = 60_000;

/** Opens a sandbox in this process, with the real bot in a process of its own; resolves when the bot is ready. */
export async function openSandbox(wish: SandboxWish): Promise<Sandbox> {
  const { start, rateLimits = false, examples = 'examples' } = wish;
  const options: SandboxOptions = {
    example: wish.example ?? 'trading-engine',
    examples: path.resolve(examples),
    port: 0,
    speed: wish.speed ?? 600,
    start: start === undefined ? null : Date.parse(start),
    headless: true,
    http: wish.http ?? false,
    app: false,
    replicas: wish.replicas ?? 1,
    bot: wish.bot ?? true,
    data: wish.data ?? null,
  };
  const sandbox = await startSandbox(options, {
    slack: (parts) =>
      createSlack(parts, {
        manifest: path.resolve('manifest.yml'),
        channels: channelNames,
        groups: userGroups,
        rateLimits,
      }),
    github: (parts) => createGitHub(parts, {}),
    page: () => ({}),
    botProgram: path.resolve('src', 'main.ts'),
    examples: path.resolve(examples),
  });
  if (!options.bot) return sandbox;
  const ready = await Promise.all(sandbox.replicas.map(({ bot }) => bot.whenReady(patience)));
  if (ready.every(Boolean)) return sandbox;
  const logs = await Promise.all(sandbox.replicas.map(({ bot }) => bot.log(40)));
  await sandbox.stop();
  throw new Error(`the bot did not become ready:\n${logs.flat().join('\n')}`);
}
