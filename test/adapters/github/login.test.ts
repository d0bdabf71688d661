import { expect, onTestFinished, test } from 'vitest';
import { createGitHubLogin } from '../../../src/adapters/github/login.ts';
import { hour } from '../../../src/model/time.ts';
import { type Script, startScriptedServer } from './scripted-server.ts';

const at = Date.parse('2026-01-20T15:00:00Z');
const date = { date: new Date(at).toUTCString() };
const renewed = {
  access_token: 'ghu_new',
  expires_in: 28_800,
  refresh_token: 'ghr_new',
  refresh_token_expires_in: 15_897_600,
  scope: '',
  token_type: 'bearer',
};

async function login(script: Script[], clientSecret: string | null = 'secret') {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  const settings = { apiUrl: `${server.url}/api/v3`, clientId: 'Iv1', clientSecret, now: () => at };
  return { login: createGitHubLogin(settings), server };
}
const says = (body: object): Script => ({ status: 200, headers: date, body });

test('a token that expires is given with its end and what renews it', async () => {
  const { login: github, server } = await login([says(renewed), says({ login: 'dana-dev', id: 4101 })]);
  expect(await github.ask('d')).toEqual({
    kind: 'signed-in',
    login: 'dana-dev',
    githubId: 4101,
    token: {
      token: 'ghu_new',
      expiresAt: at + 8 * hour,
      refresh: { token: 'ghr_new', expiresAt: at + 15_897_600_000 },
    },
  });
  expect(server.seen.map(({ path }) => path)).toEqual(['/login/oauth/access_token', '/api/v3/user']);
  expect(server.seen[1]?.headers.authorization).toBe('Bearer ghu_new');
});

test('renewed with the secret of the App; not without it, and not when GitHub says no', async () => {
  const { login: github, server } = await login([says(renewed), says({ error: 'bad_refresh_token' })]);
  expect(await github.renew('ghr_old')).toMatchObject({ token: 'ghu_new', expiresAt: at + 8 * hour });
  expect(JSON.parse(server.seen[0]?.body ?? '{}')).toMatchObject({
    client_secret: 'secret',
    refresh_token: 'ghr_old',
    grant_type: 'refresh_token',
  });
  expect(await github.renew('ghr_old')).toBeNull();
  const without = await login([says(renewed)], null);
  expect(await without.login.renew('ghr_old')).toBeNull();
  expect(without.server.seen).toEqual([]);
});

test.each([
  { said: { error: 'slow_down', interval: 10 }, is: { kind: 'slow-down', interval: 10_000 } },
  { said: { error: 'slow_down' }, is: { kind: 'slow-down', interval: 5_000 } },
  { said: { error: 'expired_token' }, is: { kind: 'over' } },
])('GitHub says $said', async ({ said, is }) => {
  const { login: github } = await login([says(said)]);
  expect(await github.ask('d')).toEqual(is);
});

test('an App without the device flow is told so, with who can enable it; an outage is no answer', async () => {
  const disabled = await login([says({ error: 'device_flow_disabled' })]);
  await expect(disabled.login.begin()).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringMatching(/enable/),
  });
  const unknown = await login([says({ error: 'incorrect_client_credentials' })]);
  await expect(unknown.login.begin()).rejects.toThrow(/GITHUB_CLIENT_ID/);
  await expect(unknown.login.ask('d')).rejects.toMatchObject({ kind: 'invalid' });
  const away = await login([{ status: 503 }]);
  await expect(away.login.ask('d')).rejects.toMatchObject({ kind: 'unavailable' });
  const odd = await login([says({ device_code: 'd', user_code: 'u', verification_uri: 'javascript:alert(1)' })]);
  await expect(odd.login.begin()).rejects.toMatchObject({ kind: 'invalid' });
});

test('whose token it is is asked again when GitHub stumbles: the code is used up', async () => {
  const user = says({ login: 'dana-dev', id: 4101 });
  const { login: github } = await login([says({ ...renewed, refresh_token: undefined }), { status: 502 }, user]);
  expect(await github.ask('d')).toMatchObject({ kind: 'signed-in', login: 'dana-dev' });
});
