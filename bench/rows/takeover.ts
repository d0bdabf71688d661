import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createGitHub } from '../../sandbox/github/simulation.ts';
import { channelNames, userGroups } from '../../sandbox/people.ts';
import { createSlack } from '../../sandbox/slack/slack.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
import { leaves } from '../leftovers.ts';
import type { RowGroup } from '../row-group.ts';
import { median } from '../statistics.ts';
import { time } from '../table.ts';
import { until } from '../until.ts';

/** From the kill of the replica that drives a deployment until the other drives it, and until that one has done what a person asks. */
export const takeover: RowGroup = {
  letter: 'h',
  title: 'a workflow of a killed replica goes on elsewhere',
  async measure({ rounds }, say) {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
    const server = await startEmbeddedPostgres({ folder });
    const client = new pg.Client({ connectionString: server.url });
    let sandbox: Sandbox | null = null;
    const end = async () => {
      await sandbox?.stop();
      await client.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    };
    const forget = leaves(end);
    try {
      await client.connect();
      sandbox = await twoReplicas(server.url);
      const taken: number[] = [];
      const done: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        const measured = await killOne(sandbox, client);
        taken.push(measured.taken);
        done.push(measured.done);
        say(`round ${round} of ${rounds}: taken over ${time(measured.taken)}, cancelled ${time(measured.done)}`);
      }
      const line = (what: string, ours: number[]) => ({
        what: `replica killed: its deployment ${what}`,
        ...{ ours: time(median(ours)), floor: '', ratio: '', bar: '≤ 5 s' },
      });
      return [line('is driven by another', taken), line('does what a press then asks', done)];
    } finally {
      forget();
      await end();
    }
  },
};

async function twoReplicas(url: string): Promise<Sandbox> {
  const sandbox = await startSandbox(
    {
      ...{ example: 'trading-engine', examples: path.resolve('examples'), port: 0, speed: 1, start: null, data: null },
      ...{ headless: true, http: false, app: false, replicas: 2, bot: false },
    },
    {
      slack: (parts) =>
        createSlack(parts, { manifest: path.resolve('manifest.yml'), channels: channelNames, groups: userGroups }),
      github: (parts) => createGitHub(parts, {}),
      page: () => ({}),
      botProgram: path.resolve('src', 'main.ts'),
      examples: path.resolve('examples'),
    },
  );
  for (const { env, bot } of sandbox.replicas) {
    env.DATABASE_URL = url;
    await bot.start();
  }
  await allReady(sandbox);
  return sandbox;
}

async function allReady({ replicas }: Sandbox): Promise<void> {
  for (const { bot } of replicas) await until('a replica is ready', () => bot.ready());
}

/** A deployment waits for its time; who drives it is killed; in the same moment somebody cancels it. */
async function killOne({ world, replicas, ...rest }: Sandbox, client: pg.Client) {
  const { slack } = world;
  const known = new Set(slack.messages('deployments').map(({ ts }) => ts));
  const card = () => slack.messages('deployments').find(({ ts }) => !known.has(ts));
  const reads = (pattern: RegExp) => pattern.test(JSON.stringify(card()?.blocks ?? ''));
  const text = '/deploy staging api --at in 3h';
  await untilTaken('the command', () => slack.command('dev', { channel: 'deployments', text }));
  await until('it is scheduled', () => reads(/\*Scheduled\*/));
  const id = /`(d-[a-z0-9]+)`/.exec(JSON.stringify(card()?.blocks))?.[1];
  const owner = async () => {
    const { rows } = await client.query<{ owner: string; status: string }>(
      'select executor_id as owner, status from dbos.workflow_status where workflow_uuid = $1',
      [`deploy:${id}`],
    );
    return rows[0]?.status === 'PENDING' ? rows[0].owner : null;
  };
  const first = await owner();
  const driver = replicas.find(({ env }) => env.QUARTERDECK_REPLICA === first);
  if (driver === undefined) throw new Error(`nobody drives ${id}`);
  const began = performance.now();
  await driver.bot.kill();
  const message = { channel: 'deployments', ts: card()?.ts ?? '' };
  const press = untilTaken('the press', () => slack.press('dev', message, { button: 'Cancel' }));
  await until('another drives it', async () => ![first, null].includes(await owner()), { every: 5 });
  const taken = performance.now() - began;
  await until('it is cancelled', () => reads(/\*Cancelled\*/), { every: 5 });
  const done = performance.now() - began;
  await press;
  await driver.bot.start();
  await allReady({ world, replicas, ...rest });
  return { taken, done };
}

/** Slack may take it to the one that has just died, and says so; then a person does it again. */
async function untilTaken(what: string, act: () => Promise<{ acked: boolean }>): Promise<void> {
  await until(`${what} is taken in`, async () => (await act()).acked);
}
