import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
import { leaves } from '../leftovers.ts';
import { slackCommand } from '../load/slack-command.ts';
import { cpuMilliseconds, residentBytes } from '../processes.ts';
import type { RowGroup } from '../row-group.ts';
import { type Product, prepareProduct } from '../servers/product.ts';
import { time } from '../table.ts';
import { until } from '../until.ts';

/** How many of them, chosen evenly, are asked for something after the restart. */
const asked = 20;

/** Deployments that wait for their approval: what they cost, and how soon they are back after a restart. */
export const waiting: RowGroup = {
  letter: 'k',
  title: 'deployments that wait for approval',
  async measure({ quick }, say) {
    const many = quick ? 1_000 : 10_000;
    const folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-bench-'));
    const product = await prepareProduct('http');
    const end = async () => {
      await product.close();
      await rm(folder, { recursive: true, force: true });
    };
    const forget = leaves(end);
    try {
      // On the clock of the machine, as in earnest.
      const settings = { QUARTERDECK_CATALOG: await catalog(folder), QUARTERDECK_CLOCK_URL: '' };
      await product.start(settings);
      const client = await connectTo(product);
      const first = await oneThatWaits(product, client);
      await product.stop();
      await product.start(settings);
      const alone = await settled(product, quick);
      say(`one waits: ${Math.round(alone.memory / 1e6)} MB`);
      await product.stop();
      await copy(client, first, many - 1);
      say(`${many} wait; the bot comes to know of them`);

      await product.start(settings);
      await letGo(client, many);
      const brought = await settled(product, quick);
      say(`brought there: ${Math.round(brought.memory / 1e6)} MB`);
      await product.stop();

      const some = Array.from({ length: asked }, (_, index) => `d-copy${1 + Math.floor((index * (many - 1)) / asked)}`);
      const began = performance.now();
      const starting = product.start(settings);
      const cancelled = cancel(client, some);
      const ready = await starting;
      const back = (await cancelled) - began;
      const cpu = await cpuMilliseconds(product.pid());
      say(`ready after ${time(ready)}, all of them back after ${time(back)}, with ${time(cpu)} of the processor`);
      const loaded = await settled(product, quick);
      say(`${many} wait: ${Math.round(loaded.memory / 1e6)} MB, ${loaded.cpu.toFixed(2)} % of a core`);
      await client.end();

      const each = (now: number) => `${(Math.max(0, now - alone.memory) / many / 1_000).toFixed(1)} kB`;
      const what = `${many.toLocaleString('en-US')} deployments wait for approval`;
      return [
        {
          what: `${what}: memory of each, in the process that brought them there`,
          ours: each(brought.memory),
          bar: '≤ 60 kB',
        },
        { what: `${what}: memory of each, after a restart`, ours: each(loaded.memory), bar: '≤ 60 kB' },
        { what: `${what}: processor of the bot while idle`, ours: `${loaded.cpu.toFixed(1)} %`, bar: '< 5 %' },
        { what: `${what}: back after a restart, ready`, ours: time(ready), bar: '' },
        {
          what: `${what}: back after a restart, ${asked} of them have done what they were told`,
          ours: `${time(back)} (processor ${time(cpu)})`,
          bar: '≤ 10 s',
        },
      ].map((line) => ({ ...line, floor: '', ratio: '' }));
    } finally {
      forget();
      await end();
    }
  },
};

/** The trading engine, where staging is approved too: so that nothing else stands between the question and the approvers. */
async function catalog(folder: string): Promise<string> {
  const file = path.join(folder, 'quarterdeck.yml');
  const text = await readFile(path.resolve('examples', 'trading-engine', 'quarterdeck.yml'), 'utf8');
  const approvals = '\n        approvals: { required: 1, roles: [release-managers], expires_after: 24h }\n';
  await writeFile(
    file,
    text.replace('\n          already_running: warn\n', (found) => `${found.trimEnd()}${approvals}`),
  );
  return file;
}

async function connectTo(product: Product): Promise<pg.Client> {
  const { url } = await startEmbeddedPostgres({ folder: product.data, watch: false });
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Types `/deploy staging` and waits until the workflow waits. Gives the deployment's id. */
async function oneThatWaits(product: Product, client: pg.Client): Promise<string> {
  const { body, headers } = slackCommand(
    product.slackSecret,
    product.from,
    'one',
    Date.now(),
    '/deploy',
    'staging api',
  );
  await fetch(`${product.url}/slack/events`, { method: 'POST', body: new Uint8Array(body), headers });
  let id: string | null = null;
  await until('a deployment waits for its approval', async () => {
    const { rows } = await client.query(`select id from quarterdeck.deployments where state = 'awaiting-approval'`);
    id = rows[0]?.id ?? null;
    return id !== null;
  });
  await wait(1_000);
  return id ?? '';
}

/** As if they had been asked for just as the first was, by its workflow's own rows. */
async function copy(client: pg.Client, first: string, count: number): Promise<void> {
  for (const [table, column, prefix] of [
    ['dbos.workflow_status', 'workflow_uuid', 'deploy:'],
    ['dbos.workflow_input', 'workflow_uuid', 'deploy:'],
    ['dbos.operation_outputs', 'workflow_uuid', 'deploy:'],
    ['quarterdeck.deployments', 'id', ''],
    ['quarterdeck.deployment_services', 'deployment_id', ''],
  ]) {
    await client.query(
      `with one as materialized (select to_jsonb(o)::text as text from ${table} o where ${column} = $2)
       insert into ${table} select copy.* from one, generate_series(1, ${count}) i,
         jsonb_populate_record(null::${table}, replace(text, $1, 'd-copy' || i)::jsonb) copy`,
      [first, `${prefix}${first}`],
    );
    await client.query(`vacuum analyze ${table}`);
  }
}

/** All were run to where they wait, and most of them need not be in memory any more. */
async function letGo(client: pg.Client, many: number): Promise<void> {
  await until(
    'they wait and are let go',
    async () => {
      const { rows } = await client.query('select count(*)::integer as dormant from quarterdeck.waits');
      return rows[0].dormant >= many - 200;
    },
    { patience: 900_000, every: 500 },
  );
}

/** Tells each of them to end, as a press of Cancel does, and waits until all have. Gives when that was. */
async function cancel(client: pg.Client, ids: readonly string[]): Promise<number> {
  const by = { slackId: 'U0', name: 'the bench', githubLogin: null, kind: 'member' };
  for (const id of ids) {
    const message = { kind: 'cancel', id: 'cancel', by, channel: '', responseUrl: null };
    await client.query(
      `with box as (insert into quarterdeck.mailboxes as b (workflow_id, last) values ($1, 1)
         on conflict (workflow_id) do update set last = b.last + 1 returning last)
       insert into quarterdeck.mail (workflow_id, number, key, body) select $1, last, 'bench', $2 from box`,
      [`deploy:${id}`, JSON.stringify(message)],
    );
  }
  await client.query(`select pg_notify('quarterdeck_mail', 'deploy:' || id) from unnest($1::text[]) id`, [ids]);
  await until(
    'they are cancelled',
    async () => {
      const { rows } = await client.query(
        `select count(*)::integer as open from quarterdeck.deployments where id = any($1) and state = 'awaiting-approval'`,
        [ids],
      );
      return rows[0].open === 0;
    },
    { patience: 60_000 },
  );
  return performance.now();
}

/** When everything has come to rest: memory in bytes, and how much of a core it takes. */
async function settled(product: Product, quick: boolean): Promise<{ memory: number; cpu: number }> {
  await wait(quick ? 5_000 : 20_000);
  const before = await cpuMilliseconds(product.pid());
  const began = performance.now();
  await wait(quick ? 5_000 : 20_000);
  const used = (await cpuMilliseconds(product.pid())) - before;
  return { memory: await residentBytes(product.pid()), cpu: (100 * used) / (performance.now() - began) };
}
