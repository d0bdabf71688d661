import { afterEach, describe, expect, test } from 'vitest';
import { scopeOf } from '../../../src/adapters/github/credentials.ts';
import { pointsAt } from '../../../src/adapters/github/refs.ts';
import { openSimulatedGitHub, type SimulatedGitHub } from '../../contracts/github-simulated.ts';

let world: SimulatedGitHub;
afterEach(() => world?.close());

async function open() {
  const calls: string[] = [];
  world = await openSimulatedGitHub((simulation) => ({
    auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
    pause: async () => {},
    onCall: ({ path, status }) => calls.push(`${status} ${path.split('?')[0]}`),
  }));
  return calls;
}

test.each([
  ['/repos/acme/shop/commits/a%2Fb', { owner: 'acme', repository: 'shop' }],
  ['/repos/acme/shop', { owner: 'acme', repository: 'shop' }],
  ['/orgs/acme/teams/leads', { owner: 'acme', repository: null }],
  ['/repos/acme/shop/installation', null],
  ['/orgs/acme/installation', null],
  ['/app', null],
  ['/rate_limit', null],
])('%s concerns %j', (path, scope) => {
  expect(scopeOf(path)).toEqual(scope);
});

describe('a GitHub App', () => {
  test('gets one token for many requests', async () => {
    await open();
    const branch = (name: string) => pointsAt(world.github, world.repository, 'branch', name);
    expect(await Promise.all(['main', 'develop', 'release'].map(branch))).toEqual(
      [1, 2, 3].map(() => expect.stringMatching(/^[0-9a-f]{40}$/)),
    );
    await branch('main');
    expect(world.traffic.counts()).toMatchObject({
      'github GET /repos/{owner}/{repo}/installation': 1,
      'github POST /app/installations/{installation_id}/access_tokens': 1,
    });
  });

  test('sees the teams of an organization', async () => {
    await open();
    expect(await world.teams.isMember('acme/leads', 'lena-lead')).toBe(true);
    expect(await world.teams.isMember('acme/leads', 'dana-dev')).toBe(false);
  });

  test('renews a token that GitHub no longer takes, once', async () => {
    const calls = await open();
    await pointsAt(world.github, world.repository, 'branch', 'develop');
    calls.length = 0;
    world.simulation.fault({ kind: 'http', status: 401, match: 'git/ref', times: 1 });
    expect(await pointsAt(world.github, world.repository, 'branch', 'main')).toMatch(/^[0-9a-f]{40}$/);
    expect(calls.map((call) => call.slice(0, 3))).toEqual(['401', '200']);
    world.simulation.fault({ kind: 'http', status: 401, match: 'git/ref', times: 9 });
    const refused = pointsAt(world.github, world.repository, 'branch', 'develop');
    await expect(refused).rejects.toMatchObject({ kind: 'denied' });
    expect(calls.map((call) => call.slice(0, 3))).toEqual(['401', '200', '401', '401']);
  });

  test('waits when no token is to be had for a while', async () => {
    await open();
    world.simulation.fault({ kind: 'http', status: 502, match: '/installation$', times: 2 });
    world.simulation.fault({ kind: 'http', status: 503, match: 'access_tokens', times: 2 });
    expect(await pointsAt(world.github, world.repository, 'branch', 'develop')).toMatch(/^[0-9a-f]{40}$/);
  });

  test('that is not installed somewhere says so', async () => {
    await open();
    const asked = pointsAt(world.github, { owner: 'other', name: 'place' }, 'branch', 'main');
    await expect(asked).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('not installed on other/place'),
    });
  });
});
