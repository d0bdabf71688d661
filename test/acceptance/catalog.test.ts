import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import { readable } from './conversation.ts';

const inputs = `
      strategy:
        description: How it is rolled out
        type: choice
        options: [rolling, recreate]
        default: rolling
      migrate:
        description: Run the database migrations
        type: boolean
        default: true
      replicas:
        description: How many
        type: number
        default: 2
      mirror:
        description: Copy traffic from
        type: environment
      ticket:
        description: Change request
        type: string
        required: true`;

/** AlphaVelocity with a workflow that has inputs of every type, and a catalog that is edited while the bot runs. */
describe('the catalog and the workflow', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  beforeAll(async () => {
    const workflow = replacing([['        default: staging\n', `        default: staging${inputs}\n`]]);
    c = await converseChanged({ '.github/workflows/deploy.yml': workflow }, { example: 'alphavelocity' });
  }, 60_000);
  afterAll(() => c?.close());
  // What this workflow requires can be given in the form alone, so a deploy that is typed would not get as far as its rules.
  const asks = (handle: string) => c.asks(handle, '/why staging', /Why: /);
  /** A changed file is taken in at its own time; the verdicts show which version is in force. */
  async function asksUntil(handle: string, until: RegExp): Promise<string> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const text = await asks(handle);
      if (until.test(text) || Date.now() > deadline) return text;
    }
  }
  const edit = (change: (text: string) => string) => c.example.change('quarterdeck.yml', change);

  test('the form asks for the inputs of the workflow, each by its type', async () => {
    const { view } = await c.types('dev', '/deploy');
    if (!view) throw new Error('no form was opened');
    const text = readable(view);
    for (const name of ['strategy', 'migrate', 'replicas', 'mirror', 'ticket']) expect(text).toContain(name);
    // What the catalog and the bot fix is not asked.
    expect(text).not.toContain('deployment_id');
    const types = view.blocks.flatMap((block) => /"element":\{"type":"(\w+)"/.exec(JSON.stringify(block))?.[1] ?? []);
    expect(types).toEqual(expect.arrayContaining(['static_select', 'checkboxes', 'number_input', 'plain_text_input']));

    expect((await c.submits('dev', view.id, { Environment: 'staging', ticket: '' })).errors).toMatchObject({
      ticket: /./,
    });
    const sent = await c.submits('dev', view.id, { strategy: 'recreate', migrate: [], replicas: '3', ticket: 'CR-17' });
    expect(sent).toEqual({ acked: true });
    const message = await c.reads('deployments', /alphavelocity → staging[\s\S]*\*Running\*/);
    expect(readable(message)).toMatch(/Inputs\*[\s\S]*strategy = `recreate`/);
    expect(readable(message)).toMatch(/ticket = `CR-17`/);
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
  });

  test('a changed catalog is taken: what sre could do, sre can do no more', async () => {
    expect(await asks('sre')).toMatch(/Permission\* passed/);
    await edit((text) => text.replace('roles: [developers, release-managers, sre]', 'roles: [release-managers]'));
    const answer = await asksUntil('sre', /Permission\* blocked/);
    expect(answer).toContain('Sam Ikeda does not have the role release-managers');
  });

  test('a bad one is not: the version before stays, and #operations reads what is wrong with it', async () => {
    await edit((text) => text.replace('default_ref: { branch: develop }', 'default_reff: { branch: develop }'));
    const told = readable(await c.reads('operations', /The catalog was not taken/));
    expect(told).toContain('the version before stays in force');
    expect(told).toMatch(/default_reff/);
    expect(told).toMatch(/default_ref\b/);
    expect(await asks('sre')).toContain('Permission* blocked');
  });

  test('doctor names what is missing: a workflow that cannot be dispatched, a user group that is not there', async () => {
    await edit((text) =>
      text
        .replace('default_reff: {', 'default_ref: {')
        .replace('workflow: deploy.yml', 'workflow: ci.yml')
        .replace('sre: { slack_groups: [sre] }', 'sre: { slack_groups: [sree] }'),
    );
    const deadline = Date.now() + 20_000;
    let answer = '';
    while (!answer.includes('ci.yml') && Date.now() < deadline)
      answer = await c.asks('lead', '/quarterdeck doctor', /^Doctor/);
    expect(answer).toMatch(/staging: \S*ci\.yml can be dispatched[\s\S]*To mend it:\* Add "workflow[ˍ_]dispatch/);
    expect(answer).toMatch(/sree/);
    expect(answer).toMatch(/\d+ problems in \d+ checks/);
  });
});
