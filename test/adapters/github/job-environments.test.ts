import { expect, test } from 'vitest';
import { createRuns } from '../../../src/adapters/github/runs.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const open = scriptedClients();
const job = (id: number, environment: string | null) => ({
  detailsUrl: `https://github.example/acme/shop/actions/runs/5/job/${id}`,
  deployment: environment === null ? null : { environment },
});
const page = (nodes: object[], endCursor: string | null = null): Script => ({
  status: 200,
  body: {
    data: { node: { checkSuite: { checkRuns: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } } } },
  },
  to: '/graphql',
});
const run: Script = { status: 200, body: { node_id: 'WFR_5' }, to: '/runs/5' };

test('each job that has come to an environment is told with it, page by page; what is no job is left out', async () => {
  const big = 34_000_000_001;
  const { github, server } = await open([
    run,
    page([job(1, null), job(big, 'live'), { detailsUrl: null, deployment: null }], 'next'),
    page([job(3, 'staging'), { detailsUrl: 'https://elsewhere.example/job/x', deployment: { environment: 'live' } }]),
  ]);
  expect(await createRuns(github).environments(repository, 5)).toEqual({ [big]: 'live', 3: 'staging' });
  const asked = server.seen.slice(1).map(({ body }) => JSON.parse(body).variables);
  expect(asked).toEqual([
    { id: 'WFR_5', after: null },
    { id: 'WFR_5', after: 'next' },
  ]);
});

test('what may not be seen is a fault and not nothing', async () => {
  const message = 'Resource not accessible by integration';
  const forbidden: Script = { status: 200, body: { data: { node: null }, errors: [{ type: 'FORBIDDEN', message }] } };
  const { github } = await open([run, forbidden]);
  await expect(createRuns(github).environments(repository, 5)).rejects.toMatchObject({ kind: 'denied' });
});
