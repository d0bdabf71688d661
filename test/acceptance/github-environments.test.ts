import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChangedExample } from './changed-example.ts';
import { copyExample, replacing } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction } from './production.ts';
import { posted } from './readable.ts';

const workflow = (name: string) => `      ${name}:
        # "${name === 'staging' ? 'Staging: develop branch' : 'Production: release tags'}"`;
const guarded = (name: string, protection: string) =>
  [
    workflow(name),
    workflow(name).replace('\n', `\n        github_environment: { protection: ${protection} }\n`),
  ] as const;

/** GitHub protects both environments: staging by Quarterdeck's own rule, production by a reviewer. */
let c: Conversation;
let example: ChangedExample;
beforeAll(async () => {
  example = await copyExample();
  await example.change(
    'quarterdeck.yml',
    replacing([guarded('staging', 'custom-rule'), guarded('production', 'reviewers')]),
  );
  const environments =
    'environments:\n  staging: { apps: [quarterdeck] }\n  production: { reviewers: { users: [lead] } }\n';
  await example.change('world.yml', (text) => text + environments);
  c = await converse({ examples: example.folder, speed: 20 });
}, 90_000);
afterAll(async () => {
  await c?.close();
  await example?.remove();
});

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

test("who lets it in on GitHub's page is named, though no webhook tells of it", async () => {
  await c.scenario('webhooks-lost');
  card = await approvedInSlack();
  await review(true, 'now it has');
  await c.becomes(card, /Let into production on GitHub by lena-lead: now it has/);
  await c.scenario('webhooks-normal');
  await c.passes({ advance: '20m' });
  await c.becomes(card, /\*Succeeded\*/);
  expect((await c.world()).running.api?.production?.ref).toBe('v1.4.0');
});
