import path from 'node:path';
import { createButtons } from '../../src/adapters/postgres/buttons.ts';
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts';
import { createDeployments } from '../../src/adapters/postgres/deployments.ts';
import { createLockQueue } from '../../src/adapters/postgres/lock-queue.ts';
import { createLocks } from '../../src/adapters/postgres/locks.ts';
import { readCatalog } from '../../src/config/catalog/load.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Person } from '../../src/model/person.ts';
import { board } from '../../src/usecases/board.ts';
import { renderNotice } from '../../src/views/render.ts';
import { withOwnPostgres } from '../own-postgres.ts';
import type { RowGroup } from '../row-group.ts';
import { median } from '../statistics.ts';
import { ratio, time } from '../table.ts';

const few = 1_000;
const services = ['api', 'websocket', 'fix-gateway', 'worker'];
const now = Date.parse('2026-01-13T16:00:00Z');
const person: Person = { slackId: 'U0', name: 'somebody', githubLogin: null, kind: 'member' };

/** Pages of `/deploys`, out of a thousand deployments and out of a million, on the built-in Postgres. */
export const historyPages: RowGroup = {
  letter: 'l',
  title: 'pages of the history',
  async measure({ rounds, quick }, say) {
    const many = quick ? 100_000 : 1_000_000;
    return withOwnPostgres(async (url) => {
      const loaded = await readCatalog(path.resolve('examples', 'trading-engine', 'quarterdeck.yml'));
      if (!loaded.ok) throw new Error('the example is not sound any more');
      say(`writing ${many.toLocaleString('en-US')} deployments`);
      const small = await historyOf(url, 'small', few);
      const large = await historyOf(url, 'large', many);
      const lines = [];
      for (const { what, page } of pages(loaded.catalog)) {
        const times = { small: [] as number[], large: [] as number[] };
        for (let round = 0; round < rounds * 20; round++) {
          times.small.push(await timed(() => page(small)));
          times.large.push(await timed(() => page(large)));
        }
        const [ours, floor] = [median(times.large), median(times.small)];
        say(`${what}: ${time(ours)}, ${time(floor)}`);
        lines.push({
          what: `${what}: of ${many.toLocaleString('en-US')} deployments (floor: of ${few.toLocaleString('en-US')})`,
          ours: time(ours),
          floor: time(floor),
          ratio: ratio(ours, floor),
          bar: '≤ 1.5',
        });
      }
      await Promise.all([small.close(), large.close()]);
      return lines;
    });
  },
};

/** From the question to the message, with everything but Slack and GitHub. */
function pages(catalog: Catalog): { what: string; page: (database: Database) => Promise<unknown> }[] {
  const show = (environment: string | null, service: string | null) => async (database: Database) => {
    const ports = {
      buttons: createButtons(database),
      catalogs: {
        active: async () => catalog,
        store: async () => {},
        activate: async () => {},
        read: async () => null,
      },
      clock: { now: () => now },
      deployments: createDeployments(database),
      locks: createLocks(database),
      lockQueue: createLockQueue(database),
      people: { membership: async () => ({ person, roles: [], unverified: [] }) },
      source: { lastDeployed: async () => null },
    };
    const notice = await board(ports, { environment, service }, person);
    const message = renderNotice(notice, { plain: false, permalink: null });
    if (!JSON.stringify(message).includes('Recently')) throw new Error('the page shows no deployment');
  };
  return [
    { what: '/deploys', page: show(null, null) },
    { what: '/deploys production', page: show('production', null) },
    { what: '/deploys production worker', page: show('production', 'worker') },
    {
      what: 'what staging has verified, as a deploy asks',
      page: (database) => createDeployments(database).verified('staging', services, 50),
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What all of them have in common. */
const like: Deployment = {
  ...{ id: '', pipeline: 'trading-engine', target: 'api', services: ['api'], environment: 'production' },
  ...{
    repository: 'acme/trading-engine',
    workflow: 'deploy.yml',
    channel: 'deployments',
    url: null,
    requester: person,
  },
  ...{ origin: { channel: 'C0', responseUrl: null, via: 'command' }, reason: null, inputs: {}, requestedInputs: {} },
  ...{ catalogHash: '', driver: '', requestedAt: 0, scheduledFor: null, state: 'succeeded', stateSince: 0 },
  ...{
    ref: { kind: 'tag', name: 'v1.4.0' },
    sha: '',
    tree: '',
    from: null,
    compare: null,
    approval: null,
    glass: false,
  },
  commit: {
    title: 'A change',
    author: { name: 'Dana', login: null },
    at: 0,
    url: 'https://github.com/acme/trading-engine',
  },
  verdicts: [
    {
      gate: 'ref',
      outcome: 'pass',
      reason: 'passed',
      says: 'x'.repeat(500),
      saw: [],
      unblock: null,
      who: [],
      when: null,
    },
  ],
  ...{ headMustMatch: true, temporaryTag: false, dispatches: 1, place: null, attempts: [], reruns: 0, run: null },
  ...{ endedAt: null, note: null },
};

/** A database of its own, as it is after so many deployments: one in ten failed, and a few are under way. */
async function historyOf(url: string, name: string, count: number): Promise<Database> {
  const admin = await openDatabase({ url });
  await admin.query(`create database ${name}`);
  await admin.close();
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openDatabase({ url: own.href });
  const service = `(array['${services.join(`','`)}'])[1 + i / 2 % 4]`;
  const environment = `(array['staging', 'production'])[1 + i % 2]`;
  const state = `case when i > ${count} - 3 then 'running' when i % 10 = 0 then 'failed' else 'succeeded' end`;
  const requestedAt = `${now} - (${count} - i) * 60000::bigint`;
  const sha = `md5(i::text) || '00000000'`;
  await database.query(`
    insert into quarterdeck.deployments (id, environment, state, requested_at, document)
      select 'd-' || i, ${environment}, ${state}, ${requestedAt}, '${JSON.stringify(like)}'::jsonb || jsonb_build_object(
        'id', 'd-' || i, 'target', ${service}, 'services', jsonb_build_array(${service}), 'environment', ${environment},
        'state', ${state}, 'requestedAt', ${requestedAt}, 'stateSince', ${requestedAt}, 'endedAt', ${requestedAt} + 600000, 'sha', ${sha})
      from generate_series(1, ${count}) i;
    insert into quarterdeck.deployment_services select 'd-' || i, ${service}, ${environment}, ${requestedAt} from generate_series(1, ${count}) i;
    insert into quarterdeck.verified (environment, service, since, sha, document)
      select ${environment}, ${service}, ${requestedAt}, ${sha}, jsonb_build_object('service', ${service}, 'sha', ${sha})
      from generate_series(1, ${count}) i where i % 10 > 0;
    insert into quarterdeck.running (environment, service, since, document)
      select e, s, ${now}, jsonb_build_object('environment', e, 'service', s, 'ref', 'v1.4.0', 'sha', md5(s) || '00000000', 'since', ${now},
        'by', '{"slackId": "U1", "name": "Dana", "githubLogin": null}'::jsonb, 'deploymentId', 'd-1', 'verified', true)
      from unnest(array['staging', 'production']) e, unnest(array['${services.join(`','`)}']) s`);
  for (const table of ['deployments', 'deployment_services', 'verified']) {
    await database.query(`vacuum analyze quarterdeck.${table}`);
  }
  return database;
}
