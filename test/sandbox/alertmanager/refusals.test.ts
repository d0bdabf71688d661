import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AlertmanagerSimulation, createAlertmanager } from '../../../sandbox/alertmanager/server.ts';
import { createParts } from '../../contracts/around-simulated.ts';

/** What Alertmanager 0.25 answered to the same requests. Where one is set, the same table is held against it. */
const matchers = [{ name: 'service', value: 'api', isRegex: false, isEqual: true }];
const [soon, later] = [new Date(Date.now() + 60_000), new Date(Date.now() + 600_000)];
const silence = { matchers, startsAt: soon, endsAt: later, createdBy: 'q', comment: 'c' };
const unknown = '7d0b4a39-3f32-4a5c-8e9a-2f1a0f0d1c11';
const { comment: _, ...withoutComment } = silence;
const past = { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-01T00:10:00Z' };
const one = (name: string, value: string) => ({ ...silence, matchers: [{ name, value, isRegex: false }] });

type Row = [what: string, method: string, path: string, sent: unknown, status: number, body: unknown];
const refusals: Row[] = [
  [
    'no matcher',
    'POST',
    '/silences',
    { ...silence, matchers: [] },
    422,
    { code: 612, message: 'matchers in body should have at least 1 items' },
  ],
  [
    'an empty value',
    'POST',
    '/silences',
    one('service', ''),
    400,
    'silence invalid: at least one matcher must not match the empty string',
  ],
  [
    'a bad name',
    'POST',
    '/silences',
    one('a-b', 'x'),
    400,
    'silence invalid: invalid label matcher 0: invalid label name "a-b"',
  ],
  ['no comment', 'POST', '/silences', withoutComment, 422, { code: 602, message: 'comment in body is required' }],
  [
    'an end before its start',
    'POST',
    '/silences',
    { ...silence, startsAt: later, endsAt: soon },
    400,
    'Failed to create silence: start time must be before end time',
  ],
  [
    'the past',
    'POST',
    '/silences',
    { ...silence, ...past },
    400,
    "Failed to create silence: end time can't be in the past",
  ],
  ['an unknown id', 'POST', '/silences', { ...silence, id: unknown }, 404, 'silence not found'],
  [
    'an id that is none',
    'DELETE',
    '/silence/xyz',
    undefined,
    422,
    { code: 601, message: 'silenceID in path must be of type uuid: "xyz"' },
  ],
  ['a silence that is not there', 'GET', `/silence/${unknown}`, undefined, 404, undefined],
  ['an unknown path', 'GET', '/nope', undefined, 404, { code: 404, message: 'path /api/v2/nope was not found' }],
];

const { ALERTMANAGER_URL: real } = process.env;
describe.each(['the simulation', ...(real ? ['the original'] : [])])('%s refuses', (which) => {
  let simulation: AlertmanagerSimulation;
  const parts = createParts();
  beforeAll(async () => {
    parts.clock.set(Date.now());
    simulation = await createAlertmanager(parts);
  });
  afterAll(async () => {
    await simulation.close();
    parts.clock.close();
  });

  test.each(refusals)('%s', async (_, method, path, sent, status, body) => {
    const url = which === 'the original' && real ? real : simulation.url;
    const answer = await fetch(`${url}/api/v2${path}`, {
      method,
      ...(sent === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) }),
    });
    const text = await answer.text();
    expect([answer.status, text.trim() === '' ? undefined : JSON.parse(text)]).toEqual([status, body]);
  });
});
