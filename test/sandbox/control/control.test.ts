import { expect, test } from 'vitest';
import { worldUnderTest } from './world-under-test.ts';

test('what a person does reaches Slack, and its outcome comes back without the status', async () => {
  await using world = await worldUnderTest();
  const command = await world.ask('POST', '/api/people/dev/commands', { channel: '#deployments', text: '/deploy x' });
  expect(command).toEqual({ status: 200, body: { acked: false, error: 'dispatch_failed' } });
  const press = { channel: 'deployments', ts: '1.1', button: 'Approve' };
  expect((await world.ask('POST', '/api/people/lead/actions', press)).body).toEqual({ acked: true });
  expect(
    (await world.ask('POST', '/api/people/dev/actions', { home: true, control: 'Where', value: 'x' })).status,
  ).toBe(200);
  const form = { view: 'V1', values: { Reason: '' } };
  expect((await world.ask('POST', '/api/people/dev/views', form)).body).toEqual({
    acked: true,
    errors: { Reason: 'Say why.' },
  });
  expect((await world.ask('DELETE', '/api/people/dev/views/V1')).body).toEqual({ acked: true });
  expect(world.calls.filter(([name]) => !name.endsWith('deliverTo'))).toEqual([
    ['command', 'dev', { channel: 'deployments', text: '/deploy x' }],
    ['press', 'lead', { channel: 'deployments', ts: '1.1' }, { button: 'Approve' }],
    ['press', 'dev', { home: true }, { control: 'Where', value: 'x' }],
    ['submit', 'dev', form],
    ['closeView', 'dev', 'V1'],
  ]);
});

test('two controls of one label answer 409', async () => {
  await using world = await worldUnderTest();
  const answer = await world.ask('POST', '/api/people/dev/actions', {
    channel: 'operations',
    ts: '1.1',
    button: 'Twice',
  });
  expect(answer).toEqual({ status: 409, body: { acked: false, error: 'ambiguous' } });
});

test('what a select offers, of a form that is open', async () => {
  await using world = await worldUnderTest();
  const offered = (view: string) => world.ask('GET', `/api/people/dev/options?view=${view}&label=Ref&query=d`);
  expect(await offered('V1')).toEqual({ status: 200, body: ['develop', 'main'] });
  expect(await offered('V2')).toEqual({ status: 404, body: { acked: false, error: 'this form is not open' } });
});

test('a name that is like no other gets no proposal, but those that there are', async () => {
  await using world = await worldUnderTest();
  const { body } = await world.ask('GET', '/api/people/nobody/views');
  expect(body).toMatchObject({ message: 'There is no handle "nobody".', nearest: null });
  expect(body).toMatchObject({ known: expect.arrayContaining(['dev', 'lead']) });
});

test.each([
  ['GET', '/api/people/lean/views', 'Did you mean "lead"?'],
  ['GET', '/api/channels/operation/messages', 'Did you mean "operations"?'],
  ['GET', '/api/channels/operations/messages?as=devv', 'Did you mean "dev"?'],
  ['POST', '/api/scenarios/check-red', 'Did you mean "checks-red"?'],
  ['POST', '/api/nothing', 'There is no route POST /api/nothing.'],
])('%s %s is not found and says what is', async (method, route, message) => {
  await using world = await worldUnderTest();
  const answer = await world.ask(method, route, method === 'POST' ? {} : undefined);
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ message: expect.stringContaining(message) });
});

test('a wrong body is refused with its mistakes', async () => {
  await using world = await worldUnderTest();
  const wrong = await world.ask('POST', '/api/people/dev/commands', { channel: 'deployments' });
  expect(wrong).toMatchObject({
    status: 400,
    body: { error: 'invalid_body', message: expect.stringContaining('text') },
  });
  const place = { channel: 'deployments', ts: '1.1' };
  const presses: [body: object, mistake: string][] = [
    [{ ...place }, 'say what: button, or control and value'],
    [{ ...place, button: 'Approve', control: 'Ref', value: 'x' }, 'say what: button, or control and value'],
    [{ button: 'Approve' }, 'say where: channel and ts, view, or home'],
  ];
  for (const [body, mistake] of presses) {
    const answer = await world.ask('POST', '/api/people/dev/actions', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(mistake) } });
  }
  for (const body of [
    { message: 'neither' },
    { branch: 'main' },
    { branch: 'main', message: '' },
    { tag: 'v1', branch: 'main', commit: 'abcdef' },
    { tag: 'v1', files: ['a'] },
  ])
    expect((await world.ask('POST', '/api/people/dev/pushes', body)).status, JSON.stringify(body)).toBe(400);
});

test('requests from the page of another site are refused', async () => {
  await using world = await worldUnderTest();
  const response = await fetch(`${world.sandbox.url}/api/bot/kill`, {
    method: 'POST',
    headers: { origin: 'http://elsewhere.example' },
  });
  expect(response.status).toBe(403);
});

test('messages hide what is only for others', async () => {
  await using world = await worldUnderTest();
  const texts = async (query: string) =>
    ((await world.ask('GET', `/api/channels/deployments/messages${query}`)).body as { text: string }[]).map(
      (m) => m.text,
    );
  expect(await texts('')).toEqual(['for all']);
  expect(await texts('?as=dev')).toEqual(['for all', 'for dev']);
  expect(await texts('?as=lead')).toEqual(['for all']);
});

test('the world tells people with the roles that they have now', async () => {
  await using world = await worldUnderTest();
  const before = (await world.ask('GET', '/api/world')).body;
  expect(before).toMatchObject({
    people: { lead: { name: 'Lena Brandt', roles: ['developers', 'release-managers'] }, guest: { roles: [] } },
    running: { api: { staging: { ref: 'develop' } } },
    traffic: {},
  });
  await world.ask('POST', '/api/scenarios/approver-leaves', {});
  const after = (await world.ask('GET', '/api/world')).body;
  expect(after).toMatchObject({
    people: { lead: { roles: ['developers'] }, lead2: { roles: ['developers', 'release-managers'] } },
  });
  expect(world.calls).toContainEqual(['setTeamMembers', 'release-managers', ['luis-lead', 'a-stranger']]);
  const again = await world.ask('POST', '/api/scenarios/approver-leaves', {});
  expect(again).toMatchObject({ status: 422, body: { message: 'lead is not in release-managers: lead2.' } });
  await world.ask('POST', '/api/scenarios/calm', {});
  expect((await world.ask('GET', '/api/world')).body).toEqual(before);
});

test('a push goes to the repository of the world, and one that is refused says why', async () => {
  await using world = await worldUnderTest();
  const push = (body: object) => world.ask('POST', '/api/people/dev/pushes', body);
  const pushed = { ref: 'refs/heads/main', sha: 'f'.repeat(40), runs: [7] };
  expect(await push({ branch: 'main', message: 'fix: it' })).toEqual({ status: 200, body: pushed });
  expect((await push({ tag: 'v1', branch: 'develop', message: 'One', force: true })).status).toBe(200);
  expect(world.calls.filter(([name]) => name === 'push')).toEqual([
    ['push', 'dev', { repository: 'acme/one', branch: 'main', message: 'fix: it' }],
    ['push', 'dev', { repository: 'acme/one', tag: 'v1', branch: 'develop', message: 'One', force: true }],
  ]);
  expect(await push({ repository: 'acme/two', tag: 'v1' })).toEqual({
    status: 404,
    body: { error: 'unknown_repository', message: 'There is none.' },
  });
});

test('a workflow is run by hand, and one that is not there is named', async () => {
  await using world = await worldUnderTest();
  const dispatch = (body: object) => world.ask('POST', '/api/people/dev/dispatches', body);
  const asked = { workflow: 'deploy.yml', ref: 'develop', inputs: { environment: 'staging' } };
  expect(await dispatch(asked)).toEqual({ status: 200, body: { run: 8 } });
  expect(world.calls).toContainEqual(['dispatch', 'dev', { repository: 'acme/one', ...asked }]);
  const unknown = { error: 'unknown_workflow', message: 'There is no cd.yml.' };
  expect(await dispatch({ workflow: 'cd.yml' })).toEqual({ status: 404, body: unknown });
  expect((await dispatch({ ref: 'develop' })).status).toBe(400);
});

test('a reviewer decides on GitHub, and who is none is told so', async () => {
  await using world = await worldUnderTest();
  const review = { run: 7, environment: 'production', approved: true };
  expect((await world.ask('POST', '/api/people/lead/reviews', { ...review, comment: 'go' })).status).toBe(200);
  expect(await world.ask('POST', '/api/people/dev/reviews', review)).toEqual({
    status: 422,
    body: {
      error: 'nothing_to_review',
      message: 'Nothing of run 7 waits in production for a review by Dana Whitfield.',
    },
  });
  expect(world.calls).toContainEqual(['review', 'lead', { ...review, comment: 'go' }]);
  expect((await world.ask('GET', '/api/people/dev/github')).body).toEqual({ login: 'dana-dev', token: 'ghp_dev' });
});

test('the code of a device is entered as a person', async () => {
  await using world = await worldUnderTest();
  const enter = (body: object) => world.ask('POST', '/api/people/dev/device', body);
  expect(await enter({ code: 'ABCD-EFGH' })).toEqual({ status: 200, body: { code: 'ABCD-EFGH', approve: true } });
  expect(await enter({ code: 'ABCD-EFGH', approve: false })).toMatchObject({ status: 200 });
  expect(await enter({ code: 'ZZZZ-ZZZZ' })).toMatchObject({ status: 404, body: { error: 'unknown_code' } });
});

test('an environment is protected from now on, and no more', async () => {
  await using world = await worldUnderTest();
  const protect = (body: object) => world.ask('POST', '/api/github/environments/production', body);
  const rules = { reviewers: { users: [], teams: ['sre'] }, preventSelfReview: true, waitTimer: '10m', apps: [] };
  expect(await protect({ reviewers: { teams: ['sre'] }, preventSelfReview: true, waitTimer: '10m' })).toEqual({
    status: 200,
    body: { ...rules, refs: null },
  });
  for (const wrong of [{ apps: ['other'] }, { waitTimer: 'soon' }, { colour: 'red' }])
    expect((await protect(wrong)).status, JSON.stringify(wrong)).toBe(400);
  const seven = { reviewers: { users: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } };
  expect((await protect(seven)).body).toMatchObject({ message: expect.stringContaining('six reviewers') });
  await world.ask('DELETE', '/api/github/environments/production');
  expect(world.calls.filter(([name]) => name === 'protect')).toEqual([
    ['protect', 'production', { ...rules, refs: null }],
    ['protect', 'production', null],
  ]);
});

test('the world is set by hand, and a waiting reader of the clock is told', async () => {
  await using world = await worldUnderTest();
  const start = Date.parse('2026-01-20T15:05:00Z');
  expect((await world.ask('GET', '/clock')).body).toEqual({ now: start, speed: 0, revision: 0 });
  const waiting = world.ask('GET', '/clock?after=0');
  expect((await world.ask('POST', '/api/clock', { by: '10m' })).body).toMatchObject({ now: start + 600_000 });
  expect(world.calls.at(-1)).toEqual(['told']);
  expect((await waiting).body).toEqual({ now: start + 600_000, speed: 0, revision: 1 });
  expect((await world.ask('GET', '/clock?after=0')).body).toMatchObject({ revision: 1 });
  const at = '2026-01-20T16:05:00Z';
  expect((await world.ask('POST', '/api/clock', { to: at })).body).toMatchObject({ now: Date.parse(at), revision: 2 });
  expect((await world.ask('POST', '/api/clock', { by: 1_500 })).body).toMatchObject({ now: Date.parse(at) + 1_500 });
});

test.each([
  [{ to: 'tomorrow' }, 400],
  [{ by: '10 minutes' }, 400],
  [{ by: -1 }, 400],
  [{ to: '2026-01-21T00:00:00Z', by: '1h' }, 400],
  [{}, 400],
  [{ to: '2026-01-20T15:04:59Z' }, 422],
  [{ by: '401d' }, 422],
])('the clock is not moved by %j', async (body, status) => {
  await using world = await worldUnderTest();
  const before = await world.ask('GET', '/api/clock');
  expect((await world.ask('POST', '/api/clock', body)).status).toBe(status);
  expect(await world.ask('GET', '/api/clock')).toEqual(before);
});

test('events tell what changed', async () => {
  await using world = await worldUnderTest();
  const response = await fetch(`${world.sandbox.url}/api/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = (await reader?.read())?.value ?? '';
  world.change();
  world.change();
  await world.ask('POST', '/api/clock', { by: '1s' });
  while (!seen.includes('clock')) seen += (await reader?.read())?.value ?? '';
  expect(seen.match(/"slack"/g)).toHaveLength(1);
  await reader?.cancel();
});
