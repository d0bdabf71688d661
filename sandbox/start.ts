import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Bot, createBot } from './bot.ts';
import { createClock } from './clock.ts';
import type { GitHubSimulation, SlackSimulation, WorldParts } from './contract.ts';
import { clockForBot } from './control/clock.ts';
import { controlRoutes } from './control/control.ts';
import type { RawRoutes } from './control/router.ts';
import { listen } from './control/server.ts';
import { openData } from './data.ts';
import { botEnvironment } from './environment.ts';
import { createIds } from './ids.ts';
import type { LiveWorld } from './live.ts';
import type { SandboxOptions } from './options.ts';
import { createPeople } from './people.ts';
import { stopPostgres } from './postgres.ts';
import { createTraffic } from './traffic.ts';
import { readWorld } from './world.ts';

/** What the sandbox is made of, so that a test can put smaller things in their places. */
export interface SandboxParts {
  slack: (parts: WorldParts) => Promise<SlackSimulation>;
  github: (parts: WorldParts) => Promise<GitHubSimulation>;
  /** Routes of the page; not called when headless. */
  page: () => RawRoutes;
  /** The bot's program, run by this very Node. */
  botProgram: string;
  /** Folder of the examples. */
  examples: string;
}

export interface Sandbox {
  /** Of the page and the control API. */
  readonly url: string;
  readonly bot: Bot;
  /** Folder of the bot's data. */
  readonly data: string;
  readonly world: LiveWorld;
  /** Stops the bot, then the Postgres of its data folder, then the world. */
  stop(): Promise<void>;
}

/**
 * Starts the world, its control API and page, and spawns the bot (without waiting until it is ready).
 * @throws Error fit to be printed: an unknown example, a wrong world, a port that is taken.
 */
export async function startSandbox(options: SandboxOptions, parts: SandboxParts): Promise<Sandbox> {
  const example = path.join(parts.examples, options.example);
  const examples: string[] = await readdir(parts.examples).catch(() => []);
  if (!examples.includes(options.example))
    throw new Error(`There is no example "${options.example}"; there are: ${examples.join(', ')}.`);

  const endings: (() => Promise<unknown> | unknown)[] = [];
  /** Every ending is tried, whatever became of the one before it: no process may be left behind. */
  const stop = async () => {
    for (const end of endings.splice(0).reverse())
      try {
        await end();
      } catch (error) {
        console.error(error);
      }
  };
  try {
    const seed = await readWorld(example);
    const data = await openData(options.data, parts.botProgram);
    endings.push(() => data.dispose());
    const start = options.start ?? data.resumeAt ?? Date.parse(seed.start);
    const clock = createClock({ start, speed: options.speed });
    endings.push(() => clock.close());
    const traffic = createTraffic();
    const people = createPeople();
    const world: WorldParts = { clock, ids: createIds(options.example, data.life), seed, people, traffic };
    const slack = await parts.slack(world);
    endings.push(() => slack.close());
    const github = await parts.github(world);
    endings.push(() => github.close());

    const botPort = await freePort();
    // The bot's settings need the port of the clock, and the clock's server the bot: the settings are filled in below.
    const env: Record<string, string> = {};
    const bot = createBot({
      command: process.execPath,
      args: [parts.botProgram],
      env,
      port: botPort,
      logFile: path.join(data.path, 'bot.log'),
    });
    const live: LiveWorld = { example: options.example, clock, traffic, seed, people, slack, github, bot, later };
    const timers = new Set<NodeJS.Timeout>();
    endings.push(() => timers.forEach(clearTimeout));
    function later(ms: number, end: () => void) {
      timers.add(setTimeout(end, ms));
    }

    const { routes, raw } = controlRoutes(live);
    const page = options.headless ? {} : parts.page();
    const control = await listen({
      port: options.port,
      routes,
      raw: { ...raw, ...clockForBot(clock, traffic), ...page },
    });
    endings.push(() => control.close());

    endings.push(() => stopPostgres(data.path));
    endings.push(() => bot.stop());
    const note = () => void data.save(clock.now(), bot.pid).catch(() => undefined);
    const noting = setInterval(note, 2_000);
    endings.push(() => data.save(clock.now(), null));
    endings.push(() => clearInterval(noting));
    bot.onChange(note);

    const botUrl = `http://127.0.0.1:${botPort}`;
    github.deliverTo(`${botUrl}/github/webhooks`);
    slack.deliverTo(options.http ? `${botUrl}/slack/events` : null);
    Object.assign(
      env,
      botEnvironment({
        slack,
        github,
        catalog: path.join(example, 'quarterdeck.yml'),
        data: data.path,
        port: botPort,
        controlUrl: control.url,
        http: options.http,
        // Only an App can have a rule of its own.
        app: options.app || Object.values(seed.environments).some(({ apps }) => apps.length > 0),
        shell: process.env,
      }),
    );
    if (options.bot) await bot.start();
    return { url: control.url, bot, data: data.path, world: live, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A port that is free now; the bot keeps it over all its lives, so that webhooks find it again. It is below those that systems
 * hand out by themselves: while the bot is dead nobody else is given it by chance.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
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
