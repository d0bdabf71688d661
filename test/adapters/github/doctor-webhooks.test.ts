import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import type { GitHub } from '../../../src/adapters/github/client.ts';
import { examineWebhooks } from '../../../src/adapters/github/doctor-webhooks.ts';
import { catalog, environment, pipeline } from '../../builders.ts';
import { openSimulatedGitHub } from '../../contracts/github-simulated.ts';
import { collectWebhooks } from '../../sandbox/github/collect-webhooks.ts';
import { startScriptedServer } from './scripted-server.ts';
import { createTestClient } from './test-client.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});

const examine = (github: GitHub, given = catalog()) => examineWebhooks(github, given, true);

/** An App whose webhook has delivered a push, answered with `status`. */
async function delivered(status: number) {
  const world = await openSimulatedGitHub((simulation) => ({
    auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
  }));
  const door = await collectWebhooks(status);
  cleanUp.push(world.close, async () => door[Symbol.asyncDispose]());
  world.simulation.deliverTo(door.url);
  await world.push('develop');
  await vi.waitFor(() => expect(door.received.length).toBeGreaterThan(0), { interval: 5 });
  const github = world.github;
  return vi.waitFor(
    async () => {
      const findings = await examine(github);
      expect(findings.at(-1)?.found).not.toBe('none so far');
      return findings;
    },
    { timeout: 5_000, interval: 20 },
  );
}

test('what is delivered is taken', async () => {
  const findings = await delivered(202);
  expect(findings.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(findings.at(-1)?.found).toMatch(/^the newest \(\w+, 20.*\) was taken$/);
});

test('a delivery that was answered 401 shows that the secrets differ', async () => {
  expect((await delivered(401)).at(-1)).toMatchObject({
    ok: false,
    found: expect.stringContaining('was answered 401'),
    mend: expect.stringContaining('GITHUB_WEBHOOK_SECRET the same secret'),
  });
});

test('any other answer is a matter of the address', async () => {
  expect((await delivered(404)).at(-1)).toMatchObject({ ok: false, mend: expect.stringContaining('/github/webhooks') });
});

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** An App that subscribes to these events, and whose webhook has delivered nothing. */
async function subscribed(events: string[]) {
  const server = await startScriptedServer([
    { status: 200, body: [], to: '/app/hook' },
    { status: 200, body: { events } },
  ]);
  cleanUp.push(server.close);
  return createTestClient(server.url, { auth: { appId: '1', privateKey } }).github;
}

test('events that are not subscribed to are named as the settings name them', async () => {
  const github = await subscribed(['workflow_run', 'push']);
  expect(await examine(github)).toMatchObject([
    { ok: true },
    { ok: false, found: 'not subscribed to: Workflow jobs', mend: expect.stringContaining('Permissions & events') },
    { ok: true, found: 'none so far' },
  ]);
});

test('those of protected environments are wanted where the catalog has some', async () => {
  const environments = [environment({ githubEnvironment: { name: 'production', rule: true, reviewers: false } })];
  const guarded = catalog({ pipelines: [pipeline({ environments })] });
  const github = await subscribed(['workflow_run', 'workflow_job']);
  expect((await examine(github))[1]).toMatchObject({ ok: true });
  expect((await examine(await subscribed(['workflow_run', 'workflow_job']), guarded))[1]).toMatchObject({
    ok: false,
    found: 'not subscribed to: Deployment protection rules, Deployment reviews',
  });
});

test('what cannot be asked is a finding', async () => {
  const server = await startScriptedServer([{ status: 403, body: { message: 'No' } }]);
  cleanUp.push(server.close);
  const { github } = createTestClient(server.url, { auth: { appId: '1', privateKey } });
  expect((await examine(github)).at(-1)).toMatchObject({ ok: false, mend: 'Try again later.' });
});
