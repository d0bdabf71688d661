import { describe, expect, test } from 'vitest';
import { listChecks } from '../../../src/adapters/github/checks.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const open = scriptedClients();
const ok = (body: unknown): Script => ({ status: 200, body });

describe('checks', () => {
  const check = (name: string, startedAt: string | null, conclusion: string | null, more: object = {}) => ({
    __typename: 'CheckRun',
    name,
    status: conclusion ? 'COMPLETED' : 'WAITING',
    conclusion,
    startedAt,
    url: `https://github.example/${name}`,
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    checkSuite: { app: { slug: 'github-actions' } },
    ...more,
  });
  const status = (context: string, state: string, createdAt = '2026-01-20T15:00:00Z') => ({
    __typename: 'StatusContext',
    context,
    state,
    createdAt,
    targetUrl: null,
    description: null,
  });
  const page = (nodes: object[], endCursor: string | null = null) => {
    const contexts = { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
    return ok({ data: { repository: { object: { __typename: 'Commit', statusCheckRollup: { contexts } } } } });
  };
  const read = async (...script: Script[]) => {
    const { github, server } = await open(script);
    const found = await listChecks(github, repository, 'a'.repeat(40));
    return { found, server, short: found.map(({ name, status, conclusion }) => [name, status, conclusion]) };
  };
  const [early, late] = ['2026-01-20T15:00:00Z', '2026-01-20T16:00:00Z'];

  test('of one name and app the latest counts; another app of that name is another check', async () => {
    const other = { checkSuite: { app: { slug: 'other' } } };
    const { found } = await read(
      page([
        check('ci', early, 'FAILURE'),
        check('ci', late, 'SUCCESS'),
        check('ci', early, 'FAILURE', other),
        check('ci', early, 'NEUTRAL', { checkSuite: { app: null } }),
      ]),
    );
    expect(found.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['ci', 'success'],
      ['ci', 'failure'],
      ['ci', 'neutral'],
    ]);
  });

  test('one that has not begun is the latest, and of two that began together the worse counts', async () => {
    const { short } = await read(
      page([
        check('again', null, null),
        check('again', late, 'SUCCESS'),
        check('tie', late, 'SUCCESS'),
        check('tie', late, 'TIMED_OUT'),
        check('tie', late, 'SKIPPED'),
      ]),
    );
    expect(short).toEqual([
      ['again', 'queued', null],
      ['tie', 'completed', 'timed_out'],
    ]);
  });

  test('the run of an Actions job is in the address of its page; of any other check nothing is guessed', async () => {
    const at = (to: string) => ({ detailsUrl: `https://github.example/acme/shop/${to}` });
    const { found } = await read(
      page([
        check('build', early, 'FAILURE', at('actions/runs/77/job/1')),
        check('report', early, 'FAILURE', at('runs/2')),
        check('scan', early, 'FAILURE', { ...at('actions/runs/78'), checkSuite: { app: { slug: 'scanner' } } }),
      ]),
    );
    expect(found.map(({ name, runId }) => [name, runId])).toEqual([
      ['build', 77],
      ['report', undefined],
      ['scan', undefined],
    ]);
  });

  test('every page is read, and the older commit statuses with them', async () => {
    const first = Array.from({ length: 100 }, (_, index) => check(`c${index}`, early, 'SUCCESS'));
    const statuses = [
      status('ci/legacy', 'ERROR'),
      status('ci/waiting', 'PENDING'),
      status('ci/due', 'EXPECTED'),
      status('ci/done', 'FAILURE', early),
      status('ci/done', 'SUCCESS', late),
    ];
    const { found, short, server } = await read(page(first, 'next'), page([check('last', null, null), ...statuses]));
    expect(found).toHaveLength(105);
    expect(found).toContainEqual({
      name: 'last',
      status: 'queued',
      conclusion: null,
      url: 'https://github.example/last',
    });
    expect(short.filter(([name]) => name?.startsWith('ci/'))).toEqual([
      ['ci/done', 'completed', 'success'],
      ['ci/due', 'in_progress', null],
      ['ci/legacy', 'completed', 'failure'],
      ['ci/waiting', 'in_progress', null],
    ]);
    expect(server.seen.map(({ body }) => JSON.parse(body).variables.after)).toEqual([null, 'next']);
  });

  test('nobody has reported anything: that is no check; a commit that is not there is a fault', async () => {
    const none = { __typename: 'Commit', statusCheckRollup: null };
    expect((await read(ok({ data: { repository: { object: none } } }))).found).toEqual([]);
    const gone = read(ok({ data: { repository: { object: null } } }));
    await expect(gone).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('half an answer is none', async () => {
    const hidden = {
      data: { repository: { object: { __typename: 'Commit', statusCheckRollup: null } } },
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    };
    await expect(read(ok(hidden))).rejects.toMatchObject({
      kind: 'denied',
      message: 'GitHub refused access to checks of aaaaaaa in acme/shop: Resource not accessible by integration',
    });
  });
});
