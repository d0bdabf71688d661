import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Bot } from './bot.ts';
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
import { startLazily } from './platform/lazily.ts';
import { stopPostgres } from './postgres.ts';
import { balance, createReplicas, type Replica, replicaName } from './replicas.ts';
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
  /** The first of the replicas. */
  readonly bot: Bot;
  readonly replicas: readonly Replica[];
  /** Folder of the bot's data. */
  readonly data: string;
  readonly world: LiveWorld;
  /** Stops the bots, then the Postgres of its data folder, then the world. */
  stop(): Promise<void>;
}

/**
 * Starts the world, its control API and page, and spawns the bots (without waiting until they are ready).
 * @throws Error fit to be printed: an unknown example, a wrong world, a port that is taken.
 */
export async function startSandbox(options: SandboxOptions, parts: SandboxParts): Promise<Sandbox> {
  const example = path.join(parts.examples, options.example);
  const found = await readdir(parts.examples, { withFileTypes: true }).catch(() => []);
  const examples = found.flatMap((entry) => (entry.isFile() ? [] : [entry.name])).sort();
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

    const platform = await startLazily({
      ...world,
      ids: createIds(`${options.example}:platform`, data.life),
      github,
      folder: data.path,
    });
    endings.push(() => platform?.close());

    // The bots' settings need the port of the clock, and the clock's server the bots: the settings are filled in below.
    const count = options.replicas;
    const replicas = await createReplicas({ count, program: parts.botProgram, data: data.path });
    const [first] = replicas;
    if (first === undefined) throw new Error('A sandbox has one bot at least.');
    const live: LiveWorld = { example: options.example, ...world, slack, github, platform, replicas, later };
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
    endings.push(() => Promise.all(replicas.map(({ bot }) => bot.stop())));
    const pids = () => replicas.flatMap(({ bot }) => bot.pid ?? []);
    const note = () => void data.save(clock.now(), pids()).catch(() => undefined);
    const noting = setInterval(note, 2_000);
    endings.push(() => data.save(clock.now(), []));
    endings.push(() => clearInterval(noting));
    for (const { bot } of replicas) bot.onChange(note);

    github.deliverTo(balance(replicas, '/github/webhooks'));
    slack.deliverTo(options.http ? balance(replicas, '/slack/events') : null);
    for (const replica of replicas)
      Object.assign(
        replica.env,
        botEnvironment({
          slack,
          github,
          platform,
          catalog: path.join(example, 'quarterdeck.yml'),
          data: data.path,
          port: replica.port,
          replica: replicaName(replica, count),
          controlUrl: control.url,
          http: options.http,
          // Only an App can have a rule of its own.
          app: options.app || Object.values(seed.environments).some(({ apps }) => apps.length > 0),
          shell: process.env,
        }),
      );
    if (options.bot) await Promise.all(replicas.map(({ bot }) => bot.start()));
    return { url: control.url, bot: first.bot, replicas, data: data.path, world: live, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
