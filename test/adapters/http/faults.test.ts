import { afterEach, describe, expect, test } from 'vitest';
import { createAlertmanager } from '../../../sandbox/alertmanager/server.ts';
import { createGrafana } from '../../../sandbox/grafana/server.ts';
import { createPagerDuty } from '../../../sandbox/pagerduty/server.ts';
import type { PlainServer } from '../../../sandbox/plain-http/server.ts';
import { createSilences } from '../../../src/adapters/alertmanager/silences.ts';
import { createAnnotations } from '../../../src/adapters/grafana/annotations.ts';
import type { JsonApi } from '../../../src/adapters/http/json-api.ts';
import { createPages } from '../../../src/adapters/pagerduty/pages.ts';
import { Fault } from '../../../src/model/fault.ts';
import { createParts, createRoad } from '../../contracts/around-simulated.ts';

type Road = Partial<JsonApi>;
interface Service {
  world: Pick<PlainServer, 'fault' | 'close'>;
  /** Does what leaves one thing behind; with another secret if one is given. */
  act(road?: Road, secret?: string): Promise<unknown>;
  /** How many things are there. */
  left(): number;
}

const from = Date.parse('2026-01-20T15:00:00Z');
const mark = 'd-1';
const openers: Record<string, () => Promise<Service>> = {
  async Alertmanager() {
    const parts = createParts();
    const world = await createAlertmanager(parts);
    const wish = { mark, scope: { service: 'api' }, until: from + 600_000, why: 'Deployment' };
    return {
      world,
      act: (road, token) =>
        createSilences({
          url: world.url,
          credentials: token === undefined ? null : { kind: 'bearer', token },
          road: { ...createRoad(), ...road },
          clock: () => parts.clock.now(),
        }).hold(wish),
      left: () => world.active().length,
    };
  },
  async Grafana() {
    const world = await createGrafana(createParts());
    return {
      world,
      act: (road, token = world.token) =>
        createAnnotations({ url: world.url, token, road: { ...createRoad(), ...road } }).open({
          mark,
          from,
          text: 'Deployment',
          tags: [],
        }),
      left: () => world.annotations().length,
    };
  },
  async PagerDuty() {
    const world = await createPagerDuty(createParts());
    const page = { mark, severity: 'critical' as const, summary: 'Taken back', source: 'api', at: from };
    return {
      world,
      act: (road, routingKey = world.routingKey) =>
        createPages({ url: world.url, routingKey, road: { ...createRoad(), ...road } }).trigger({
          ...page,
          details: {},
          links: [],
        }),
      left: () => world.incidents().length,
    };
  },
};

async function faultOf(doing: Promise<unknown>): Promise<Fault> {
  const error = await doing.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw error;
}

describe.each(Object.entries(openers))('%s in trouble', (name, open) => {
  let at: Service | null = null;
  const opened = async () => {
    at = await open();
    return at;
  };
  afterEach(async () => {
    await at?.world.close();
    at = null;
  });

  test.each([500, 503, 408])('%i may pass, and leaves nothing behind by half', async (status) => {
    const { world, act, left } = await opened();
    world.fault({ kind: 'http', status });
    const fault = await faultOf(act());
    expect(fault).toMatchObject({ kind: 'unavailable', retryAt: null });
    expect(fault.message).toBe(`${name} answered ${status}; it can be tried again later.`);
    expect(left()).toBe(0);
    await act();
    expect(left()).toBe(1);
  });

  test('a limit says when to come back', async () => {
    const { world, act } = await opened();
    world.fault({ kind: 'http', status: 429, retryAfter: 30 });
    expect(await faultOf(act({ now: () => 1_000 }))).toMatchObject({ kind: 'unavailable', retryAt: 31_000 });
  });

  test.each([401, 403])('%i is for a person who has the credentials', async (status) => {
    const { world, act } = await opened();
    world.fault({ kind: 'http', status });
    const fault = await faultOf(act());
    expect(fault.kind).toBe('denied');
    expect(fault.message).toMatch(new RegExp(`^${name} does not let us in \\(${status}\\)\\. Check `));
  });

  test('a redirect is not followed: the credentials are for this address', async () => {
    const { world, act } = await opened();
    world.fault({ kind: 'http', status: 302 });
    expect(await faultOf(act())).toMatchObject({ kind: 'not-found' });
  });

  test('an answer that was lost leaves one thing, however often it is asked again', async () => {
    const { world, act, left } = await opened();
    world.fault({ kind: 'lost-answer', match: '^POST' });
    expect(await faultOf(act())).toMatchObject({
      kind: 'unavailable',
      message: `${name} cannot be reached; it can be tried again later.`,
    });
    expect(left()).toBe(1);
    await act();
    await act();
    expect(left()).toBe(1);
  });

  test('silence is waited for as long as is set', async () => {
    const { world, act } = await opened();
    world.fault({ kind: 'hang' });
    const fault = await faultOf(act({ timeout: 50 }));
    expect(fault.message).toBe(`${name} took too long to answer; it can be tried again later.`);
  });

  test('nobody there is said so', async () => {
    const { world, act } = await opened();
    await world.close();
    expect(await faultOf(act())).toMatchObject({ kind: 'unavailable' });
  });

  test('an answer that is something else is said so', async () => {
    const { world, act } = await opened();
    world.fault({ kind: 'http', status: 200, times: 3 });
    expect(await faultOf(act())).toMatchObject({ kind: 'invalid' });
  });

  test('no secret is in what a person reads, nor in its cause', async () => {
    const { world, act } = await opened();
    const secret = 'a-secret-that-nobody-should-read';
    for (const status of [400, 401, 503]) {
      world.fault({ kind: 'http', status });
      const fault = await faultOf(act({}, secret));
      expect(`${fault.message} ${String(fault.cause)}`).not.toContain(secret);
    }
  });

  test('stopped, it sends nothing more', async () => {
    const { act, left } = await opened();
    await expect(act({ stopping: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(left()).toBe(0);
  });
});

test('Grafana says which permission a token lacks by what it may be given', async () => {
  const grafana = await createGrafana(createParts());
  const annotations = createAnnotations({ url: grafana.url, token: grafana.readOnlyToken, road: createRoad() });
  const fault = await faultOf(annotations.open({ mark, from, text: 'Deployment', tags: [] }));
  expect(fault.message).toContain('it needs to create, read and write annotations');
  await grafana.close();
});

test("PagerDuty's own words are kept, without the key", async () => {
  const world = await createPagerDuty(createParts());
  const pages = createPages({ url: world.url, routingKey: 'too-short', road: createRoad() });
  expect((await faultOf(pages.resolve(mark))).message).toBe(
    "PagerDuty refused to end the incident: Event object is invalid; Length of 'routing_key' is incorrect (should be 32 characters)",
  );
  await world.close();
});

test('a silence that a person ended between the look and the renewal is made anew', async () => {
  const parts = createParts();
  const world = await createAlertmanager(parts);
  const road = createRoad();
  const silences = createSilences({ url: world.url, credentials: null, road, clock: () => parts.clock.now() });
  const wish = { mark, scope: { service: 'api' }, until: from + 600_000, why: 'Deployment' };
  const first = await silences.hold(wish);
  world.expireByHand(first.id);
  expect((await silences.hold(wish)).id).not.toBe(first.id);
  expect(world.silences({ service: 'api', severity: 'page' })).toBe(true);
  expect(world.silences({ service: 'web' })).toBe(false);
  await world.close();
});
