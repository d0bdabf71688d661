import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction } from './production.ts';
import { posted } from './readable.ts';

const staging = '        # "Staging: develop branch", "strategy: rolling update"';

/**
 * GitHub protects both environments: staging by Quarterdeck's own rule, production by the rule and a reviewer. A pushed tag deploys to
 * production; a push to develop deploys to staging, and goes on to production when the load test is over. So does what deploys the worker.
 */
vi.setConfig({ testTimeout: 60_000 });
let c: Conversation;
beforeAll(async () => {
  const guarded = (line: string, text: string) => [line, `        ${text}\n${line}`] as const;
  const was =
    "    if: inputs.environment == 'production' || (github.event_name == 'push' && startsWith(github.ref, 'refs/tags/v'))";
  const tested = "((github.event.head_commit || inputs.services == 'worker') && needs.load-test.result == 'success')";
  const goesOn = was.replace(': ', `: always() && (${tested} || `);
  const asked = `  staging: { apps: [quarterdeck] }
  production: { apps: [quarterdeck], reviewers: { users: [lead] } }`;
  c = await converseChanged({
    'quarterdeck.yml': inTurn(
      outWithItsRun,
      replacing([
        ['github_environment: { protection: custom-rule }', 'github_environment: { protection: both }'],
        guarded(staging, 'github_environment: { protection: custom-rule }'),
        ['          ref: { tags: ["v*.*.*"] }', '          ref: { tags: ["v*.*.*"], branches: [develop] }'],
      ]),
    ),
    '.github/workflows/deploy.yml': replacing([[was, `    needs: [load-test]\n${goesOn})`]]),
    'world.yml': replacing([['  production: { apps: [quarterdeck] }', asked]]),
  });
}, 90_000);
afterAll(() => c?.close());

const waiting = async () => {
  const { runs } = await c.until('a run that waits on GitHub', (world) =>
    world.runs.some(({ status }) => status === 'waiting'),
  );
  return runs.find(({ status }) => status === 'waiting')?.id ?? 0;
};
const review = async (approved: boolean, comment: string) =>
  c.call('POST', '/api/people/lead/reviews', { run: await waiting(), environment: 'production', approved, comment });
const approvedInSlack = async () => {
  const card = await askProduction(c, 'dev', 'v1.4.0');
  await c.presses('lead2', 'Approve', card);
  return c.becomes(card, /GitHub waits for its own reviewers of \*production\*/);
};

test("Quarterdeck's own rule lets a run in that has passed its gates, and the message says so", async () => {
  await c.types('dev', '/deploy staging');
  const message = await c.reads('deployments', /Let into staging on GitHub by Quarterdeck's own rule/);
  await c.passes({ advance: '20m' });
  await c.becomes(message, /\*Succeeded\*/);
});

let card: Message;
test("a run that was approved in Slack waits for GitHub's own reviewers, whom the message names with a link", async () => {
  card = await approvedInSlack();
  expect(readable(card)).toMatch(/reviewers of \*production\*: lena-lead\. .*Review it on GitHub/);
});

test("who turns it away on GitHub's page ends it, with their words", async () => {
  await review(false, 'the auction has not <!here> settled');
  const text = readable(await c.becomes(card, /\*Rejected\*/));
  expect(text).toMatch(/Turned away from production on GitHub by lena-lead: the auction has not .*here.* settled/);
  expect((await c.world()).running.api?.production?.ref).toBe('v1.3.0');
  expect(
    posted(await c.messages('deployments'))
      .map(readable)
      .join(),
  ).not.toContain('<!here>');
});

test('a reviewer who has linked their account approves in Slack, and GitHub is answered in their name', async () => {
  const asked = await c.asks('lead', '/quarterdeck link', /Link your GitHub account/);
  await c.call('POST', '/api/people/lead/device', { code: /[B-Z]{4}-[B-Z]{4}/.exec(asked)?.[0] });
  await c.reads('deployments', /Linked: you are lena-lead on GitHub/, { as: 'lead' });
  card = await askProduction(c, 'dev', 'v1.4.0');
  await c.presses('lead', 'Approve', card);
  const text = readable(await c.becomes(card, /Let into production on GitHub in the name of lena-lead/));
  expect(text).not.toContain('GitHub waits for');
  await c.presses('dev', 'Cancel', card);
  await c.becomes(card, /\*Cancelled\*/);
});

const pushes = (handle: string, tag: string) =>
  c.call('POST', `/api/people/${handle}/pushes`, {
    repository: 'acme/trading-engine',
    tag,
    commit: 'v1.4.0',
    message: tag,
  });

test('a tag that somebody pushes is held by the rule until it is approved, which may be done on GitHub, and no webhook need tell of it', async () => {
  await pushes('dev', 'v1.4.1');
  card = await c.reads('deployments', /v1\.4\.1[\s\S]*Waiting for approval/, { thread: false });
  expect(readable(card)).toMatch(/Started by[\s\S]*by a push/);
  await c.scenario('webhooks-lost');
  await review(true, 'as planned');
  const text = readable(
    await c.becomes(card, /\*Running\*[\s\S]*Let into production on GitHub by Quarterdeck's own rule/),
  );
  expect(text).toMatch(/Let into production on GitHub by lena-lead: as planned/);
  expect(text).toMatch(/Approved by Lena/);
  await c.scenario('webhooks-normal');
  await c.passes({ advance: '20m' });
  await c.becomes(card, /\*Succeeded\*/);
  expect((await c.world()).running.api?.production?.ref).toBe('v1.4.1');
});

test('a deployment to staging whose run goes on is held before production, and whoever asked for it does not approve that', async () => {
  await c.types('lead2', '/deploy staging worker');
  const staging = await c.reads('deployments', /trading-engine\/worker → staging|worker → staging/, { thread: false });
  await c.becomes(staging, /Let into staging on GitHub by Quarterdeck's own rule/);
  await c.passes({ advance: '25m' });
  card = await c.reads('deployments', /worker → production[\s\S]*Waiting for approval/, { thread: false });
  expect(readable(card)).toMatch(/the deployment to staging of Luis Ferreira \(luis-lead\), whose run went on/);
  expect(readable(await c.becomes(staging, /\*Succeeded\*/))).not.toMatch(/Deploy to production|production/);
  await c.isTold('lead2', 'Approve', card, /Luis Ferreira asked for this deployment/);
  await c.presses('lead', 'Approve', card);
  await c.becomes(card, /\*Running\*[\s\S]*Let into production on GitHub in the name of lena-lead/);
  await c.passes({ advance: '20m' });
  await c.becomes(card, /\*Succeeded\*/);
  const { running } = await c.world();
  expect(running.worker?.production?.sha).toBe(running.worker?.staging?.sha);
  expect((await c.messages('operations')).map(readable).join()).not.toContain('skipped the rules');
});

test('a run that goes on from staging to production is a deployment for each, and is approved before production', async () => {
  await c.call('POST', '/api/people/dev/pushes', { branch: 'develop', message: 'fix: a stop order without a price' });
  const staging = await c.reads('deployments', /→ staging[\s\S]*by a push/, { thread: false });
  await c.becomes(staging, /Let into staging on GitHub by Quarterdeck's own rule/);
  // The load test is over, and so is CI, which the push has set off beside it.
  await c.passes({ advance: '25m' });
  card = await c.reads('deployments', /→ production[\s\S]*Waiting for approval[\s\S]*by a push/, { thread: false });
  expect(readable(await c.becomes(staging, /\*Succeeded\*/))).not.toMatch(/Deploy to production|production/);
  expect(readable(card)).toMatch(/Earlier environment\* passed/);
  const sha = (await c.world()).running.api?.staging?.sha;
  expect((await c.world()).running.api?.production?.sha).not.toBe(sha);
  await c.presses('lead', 'Approve', card);
  await c.becomes(card, /\*Running\*[\s\S]*Let into production on GitHub in the name of lena-lead/);
  await c.passes({ advance: '20m' });
  await c.becomes(card, /\*Succeeded\*/);
  expect((await c.world()).running.api?.production?.sha).toBe(sha);
  for (const message of [staging, card]) {
    const id = /d-[a-z2-7]{10}/.exec(readable(message))?.[0];
    const audit = await c.asks('lead', `/audit ${id}`, /Audit/i);
    expect(audit).toMatch(/Ended|succeeded/i);
  }
  expect((await c.messages('operations')).map(readable).join()).not.toContain('skipped the rules');
});

test('one that the gates refuse is turned away on GitHub, which reads why', async () => {
  await c.types('lead2', '/lock production the auction is late');
  await c.reads('deployments', /locked[\s\S]*the auction is late/i);
  await pushes('lead', 'v1.4.2');
  card = await c.reads('deployments', /v1\.4\.2[\s\S]*\*Refused\*/, { thread: false });
  await c.becomes(card, /Turned away from production on GitHub by Quarterdeck's own rule/);
  await c.until('the run has failed', ({ runs }) =>
    runs.some(({ ref, event, conclusion }) => ref === 'v1.4.2' && event === 'push' && conclusion === 'failure'),
  );
});
