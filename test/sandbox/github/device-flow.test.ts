import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { GitHubSimulation } from '../../../sandbox/contract.ts';
import { connect, silent, startWorld } from './world.ts';

const shown = z.object({
  device_code: z.string().regex(/^[0-9a-f]{40}$/),
  user_code: z.string().regex(/^[B-Z]{4}-[B-Z]{4}$/),
  verification_uri: z.string(),
  expires_in: z.literal(900),
  interval: z.literal(5),
});
const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';

/** A device, and a clock of real time that only this test moves. */
async function startDevice() {
  let real = 1_000_000;
  const world = await startWorld('trading-engine', { realNow: () => real });
  const { github } = world;
  const post = async (path: string, body: object) => {
    const response = await fetch(github.apiUrl + path, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: github.clientId, ...body }),
    });
    expect(response.status).toBe(200);
    return z.record(z.string(), z.unknown()).parse(await response.json());
  };
  const device = shown.parse(await post('/login/device/code', {}));
  return {
    github,
    device,
    post,
    ask: (more: object = {}) =>
      post('/login/oauth/access_token', { device_code: device.device_code, grant_type, ...more }),
    wait(seconds: number) {
      real += seconds * 1_000;
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test("GitHub's own client signs a person in, and the token is theirs", async () => {
  await using world = await startWorld('trading-engine');
  const { github } = world;
  const { request } = new Octokit({ baseUrl: github.apiUrl, log: silent });
  const auth = createAppAuth({
    appId: github.appId,
    privateKey: github.privateKey,
    clientId: github.clientId,
    clientSecret: 'a device has none',
    request,
  });
  const { token } = await auth({
    type: 'oauth-user',
    onVerification({ user_code, verification_uri }) {
      expect(verification_uri).toBe(`${github.apiUrl}/login/device`);
      expect(github.enterDeviceCode('dev', user_code, true)).toBe(true);
    },
  });
  expect(token).toMatch(/^ghu_/);
  const asked = world.traffic.list().filter(({ direction }) => direction === 'from-bot');
  expect(asked.map(({ kind }) => kind)).toEqual(['POST /login/device/code', 'POST /login/oauth/access_token']);
  const dana = connect(github, token);
  expect((await dana.users.getAuthenticated()).data).toMatchObject({ login: 'dana-dev', id: 4101 });
  // What the App was not granted, it may not do for her either.
  await expect(
    dana.repos.createWebhook({ owner: world.owner, repo: world.repo, config: { url: 'http://127.0.0.1:9' } }),
  ).rejects.toMatchObject({ status: 404 });
});

test('until somebody enters the code it is pending; who asks too often has to slow down', async () => {
  await using at = await startDevice();
  expect(await at.ask()).toMatchObject({ error: 'authorization_pending' });
  at.wait(5);
  expect(await at.ask()).toMatchObject({ error: 'authorization_pending' });
  at.wait(4);
  expect(await at.ask()).toMatchObject({ error: 'slow_down', interval: 10 });
  at.wait(9);
  expect(await at.ask()).toMatchObject({ error: 'slow_down', interval: 15 });
  at.wait(15);
  expect(at.github.enterDeviceCode('lead', at.device.user_code.toLowerCase().replace('-', ''), true)).toBe(true);
  expect(await at.ask()).toEqual({ access_token: expect.stringMatching(/^ghu_/), token_type: 'bearer', scope: '' });
  at.wait(15);
  expect(await at.ask()).toMatchObject({ error: 'incorrect_device_code' });
});

test('a code that was refused, and one that is too old, lead to no token', async () => {
  await using at = await startDevice();
  expect(at.github.enterDeviceCode('dev', at.device.user_code, false)).toBe(true);
  expect(at.github.enterDeviceCode('dev', at.device.user_code, true)).toBe(false);
  expect(await at.ask()).toMatchObject({ error: 'access_denied', error_description: expect.any(String) });

  const late = shown.parse(await at.post('/login/device/code', {}));
  expect(late.user_code).not.toBe(at.device.user_code);
  at.wait(901);
  expect(at.github.enterDeviceCode('dev', late.user_code, true)).toBe(false);
  expect(await at.ask({ device_code: late.device_code })).toMatchObject({ error: 'expired_token' });
});

test.each([
  [{ client_id: 'another' }, 'incorrect_client_credentials'],
  [{ device_code: 'another' }, 'incorrect_device_code'],
  [{ grant_type: 'authorization_code' }, 'unsupported_grant_type'],
])('%j is answered %s', async (more, error) => {
  await using at = await startDevice();
  expect(await at.ask(more)).toMatchObject({ error });
});

test('without asking for JSON the answer is a form, as GitHub gives it', async () => {
  await using at = await startDevice();
  const body = new URLSearchParams({ client_id: at.github.clientId });
  const response = await fetch(`${at.github.apiUrl}/login/device/code`, { method: 'POST', body });
  expect(response.headers.get('content-type')).toContain('application/x-www-form-urlencoded');
  expect(new URLSearchParams(await response.text()).get('user_code')).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
});

/** Sends the form of the page, as a browser does. */
function submit({ apiUrl }: GitHubSimulation, values: Record<string, string>, origin = apiUrl) {
  return fetch(`${apiUrl}/login/device`, { method: 'POST', headers: { origin }, body: new URLSearchParams(values) });
}

test('a person enters the code on the page, sees who asks, and lets it in', async () => {
  await using at = await startDevice();
  const entry = await (await fetch(at.device.verification_uri)).text();
  expect(entry).toContain('<option value="dev">Dana Whitfield (dana-dev)</option>');
  const values = { handle: 'dev', user_code: at.device.user_code };
  const wrong = await submit(at.github, { ...values, user_code: '"><b>', decision: 'look' });
  expect(wrong.status).toBe(422);
  const text = await wrong.text();
  expect(text).toContain('That code is not valid');
  expect(text).toContain('&quot;&gt;&lt;b&gt;');
  const confirm = await (await submit(at.github, { ...values, decision: 'look' })).text();
  expect(confirm).toContain('You are signed in as <strong>dana-dev</strong>');
  expect(await at.ask()).toMatchObject({ error: 'authorization_pending' });
  expect((await submit(at.github, { ...values, decision: 'approve' }, 'http://elsewhere.example')).status).toBe(403);
  expect(await (await submit(at.github, { ...values, decision: 'approve' })).text()).toContain('is connected');
  at.wait(5);
  expect(await at.ask()).toMatchObject({ token_type: 'bearer' });
});
