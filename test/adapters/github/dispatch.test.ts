import { afterEach, describe, expect, test } from 'vitest';
import { createDispatch } from '../../../src/adapters/github/dispatch.ts';
import { openSimulatedGitHub } from '../../contracts/github-simulated.ts';
import { type Script, startScriptedServer } from './scripted-server.ts';
import { createTestClient } from './test-client.ts';

const request = {
  repository: { owner: 'acme', name: 'shop' },
  workflow: 'deploy.yml',
  ref: 'develop',
  inputs: { environment: 'staging', deployment_id: 'd-abcdefghij' },
};
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});
async function open(script: Script[], requestTimeout = 10_000) {
  const server = await startScriptedServer(script);
  cleanUp.push(server.close);
  const client = createTestClient(server.url, { requestTimeout });
  return { ...client, server, dispatch: createDispatch(client.github) };
}

describe('a dispatch and what became of it', () => {
  test('asks for its run and gets it', async () => {
    const { dispatch, server } = await open([
      { status: 200, body: { workflow_run_id: 42, run_url: '', html_url: '' } },
    ]);
    expect(await dispatch(request)).toEqual({ kind: 'dispatched', runId: 42 });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/repos/acme/shop/actions/workflows/deploy.yml/dispatches',
    });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      ref: 'develop',
      inputs: request.inputs,
      return_run_details: true,
    });
  });

  test('204, as GitHub Enterprise Server answers, tells no run', async () => {
    const { dispatch } = await open([(response) => response.writeHead(204).end()]);
    expect(await dispatch(request)).toEqual({ kind: 'dispatched', runId: null });
  });

  test('a server that does not know the parameter is asked without it, then and ever after', async () => {
    const message = 'Invalid request.\n\n"return_run_details" is not a permitted key.';
    const { dispatch, server } = await open([
      { status: 422, body: { message } },
      (response) => response.writeHead(204).end(),
    ]);
    expect(await dispatch(request)).toEqual({ kind: 'dispatched', runId: null });
    expect(await dispatch(request)).toEqual({ kind: 'dispatched', runId: null });
    expect(server.seen.map(({ body }) => body.includes('return_run_details'))).toEqual([true, false, false]);
  });

  test.each([401, 403, 404, 409, 422])(
    '%i is a refusal in the words of GitHub, and it is asked once',
    async (status) => {
      const { dispatch, server } = await open([{ status, body: { message: "No ref found for: 'x'" } }]);
      expect(await dispatch(request)).toEqual({ kind: 'refused', why: "No ref found for: 'x'" });
      expect(server.seen).toHaveLength(1);
    },
  );

  test.each([403, 429])('%i of a limit was not done, and says when to come back', async (status) => {
    const { dispatch, server, now } = await open([
      { status, headers: { 'retry-after': '60' }, body: { message: 'You have exceeded a secondary rate limit' } },
    ]);
    const answer = { kind: 'not-sent', retryAt: now() + 60_000 };
    expect(await dispatch(request)).toMatchObject(answer);
    // While the limit lasts it is not even sent.
    expect(await dispatch(request)).toMatchObject(answer);
    expect(server.seen).toHaveLength(1);
  });

  test.each([500, 502, 503, 504])('%i may have been done', async (status) => {
    const { dispatch, server } = await open([{ status, body: { message: 'Server Error' } }]);
    expect(await dispatch(request)).toMatchObject({ kind: 'lost', status });
    expect(server.seen).toHaveLength(1);
  });

  test('a connection that breaks, or an answer that breaks off or does not come, may have been done', async () => {
    const broken = await open([(response) => response.destroy()]);
    expect(await broken.dispatch(request)).toMatchObject({ kind: 'lost', status: null });
    expect(broken.server.seen).toHaveLength(1);
    const half = await open([
      (response) => response.writeHead(200, { 'content-length': '50' }).write('{"work', () => response.destroy()),
    ]);
    expect(await half.dispatch(request)).toMatchObject({ kind: 'lost', status: null });
    const silent = await open([() => {}], 500);
    expect(await silent.dispatch(request)).toMatchObject({ kind: 'lost', why: expect.stringContaining('timeout') });
    expect(silent.server.seen).toHaveLength(1);
  });

  test('nobody listening means that it was not sent', async () => {
    const { dispatch, server } = await open([]);
    await server.close();
    expect(await dispatch(request)).toMatchObject({ kind: 'not-sent', why: expect.stringContaining('ECONNREFUSED') });
  });

  test('an App that gets no token has sent nothing; one that is not installed is refused', async () => {
    const world = await openSimulatedGitHub((simulation) => ({
      auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
    }));
    cleanUp.push(world.close);
    world.simulation.fault({ kind: 'http', status: 502, match: 'access_tokens', times: 1 });
    expect(await world.runs.dispatch(request)).toMatchObject({ kind: 'not-sent' });
    expect(await world.runs.dispatch({ ...request, repository: { owner: 'other', name: 'place' } })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('not installed on other/place'),
    });
    expect(await world.runs.dispatch(request)).toMatchObject({ kind: 'dispatched', runId: expect.any(Number) });
  });

  test.each([
    ['an unknown workflow', { workflow: 'other.yml' }, 'Not Found'],
    ['an unknown ref', { ref: 'nowhere' }, 'No ref found for: nowhere'],
    ['an undeclared input', { inputs: { ...request.inputs, more: 'x' } }, 'Unexpected inputs provided: ["more"]'],
    ['a choice that is none', { inputs: { environment: 'moon' } }, 'not in the list of allowed values'],
  ])('GitHub refuses %s', async (_, change, why) => {
    const world = await openSimulatedGitHub();
    cleanUp.push(world.close);
    const answer = await world.runs.dispatch({ ...request, ...change });
    expect(answer).toEqual({ kind: 'refused', why: expect.stringContaining(why) });
  });

  test('a dispatch whose answer was lost is found by its title', async () => {
    const world = await openSimulatedGitHub();
    cleanUp.push(world.close);
    world.simulation.fault({ kind: 'lost-answer', match: 'dispatches', times: 1 });
    expect(await world.runs.dispatch(request)).toMatchObject({ kind: 'lost', status: null });
    const found = await world.runs.findByTitle(request.repository, 'deploy.yml', 'd-abcdefghij', Date.now());
    expect(found).toHaveLength(1);
  });
});
