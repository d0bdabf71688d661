import path from 'node:path';
import type { SandboxMessage, TrafficEntry } from '../../sandbox/contract.ts';
import { createGitHub } from '../../sandbox/github/simulation.ts';
import { channelNames, userGroups } from '../../sandbox/people.ts';
import { createSlack } from '../../sandbox/slack/slack.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { leaves } from '../leftovers.ts';
import { until } from '../until.ts';

/** A request and when it was logged, by `performance.now()`. */
export type Heard = Pick<TrafficEntry, 'world' | 'direction' | 'method' | 'path' | 'status' | 'kind'> & { at: number };

export interface Workspace extends Sandbox {
  /** Everything between the bot and its world so far. */
  readonly heard: readonly Heard[];
  /** Waits for a message of #deployments that has a button of this label and is not among `known`. */
  withButton(label: string, known: ReadonlySet<string>): Promise<SandboxMessage>;
  /** Waits until so many deployments are told to have succeeded. */
  succeeded(count: number): Promise<void>;
}

/** The sandbox in this process, with the bot as a process of its own. `examples` is the folder of the examples. */
export async function openWorkspace(options: {
  examples: string;
  example?: string;
  speed: number;
}): Promise<Workspace> {
  const heard: Heard[] = [];
  const starting = startSandbox(
    {
      example: options.example ?? 'trading-engine',
      examples: options.examples,
      port: 0,
      speed: options.speed,
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
        createSlack(parts, { manifest: path.resolve('manifest.yml'), channels: channelNames, groups: userGroups }),
      github: (parts) => createGitHub(parts, {}),
      page: () => ({}),
      botProgram: path.resolve('src', 'main.ts'),
      examples: options.examples,
    },
  );
  const forget = leaves(async () => (await starting).stop());
  const sandbox = await starting;
  const { traffic, slack } = sandbox.world;
  const record = traffic.record.bind(traffic);
  traffic.record = (entry) => {
    heard.push({ ...entry, at: performance.now() });
    record(entry);
  };
  if (!(await sandbox.bot.whenReady(60_000))) {
    const log = await sandbox.bot.log(20);
    await sandbox.stop();
    throw new Error(`the bot did not become ready:\n${log.join('\n')}`);
  }
  return {
    ...sandbox,
    heard,
    stop: () => sandbox.stop().finally(forget),
    async withButton(label, known) {
      const find = () =>
        slack
          .messages('deployments')
          .find(({ ts, blocks }) => !known.has(ts) && JSON.stringify(blocks).includes(`"text":"${label}"`));
      await until(`a message with the button ${label}`, () => find() !== undefined, { every: 5 });
      const found = find();
      if (found === undefined) throw new Error(`the message with the button ${label} is gone`);
      return found;
    },
    succeeded: (count) =>
      until(
        `${count} deployments have succeeded`,
        () =>
          slack.messages('deployments').filter(({ text }) => /^Deploy .*: Succeeded after/.test(text)).length >= count,
      ),
  };
}
