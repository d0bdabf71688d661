import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createWebhookHandling } from '../../../src/inbound/github/handle.ts';
import { deploymentIdIn } from '../../../src/model/deployment.ts';
import type { RunUpdate } from '../../../src/model/run.ts';
import type { Taken } from '../../../src/ports/inbox.ts';

const examplesFile = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
const examples = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(JSON.parse(readFileSync(examplesFile, 'utf8')));
const examplesOf = (kind: string) => examples.find(({ name }) => name === kind)?.examples ?? [];

let signals: { update: RunUpdate; deploymentId: string | null }[];
let failing: boolean;
let handle: ReturnType<typeof createWebhookHandling>;
beforeEach(() => {
  [signals, failing] = [[], false];
  handle = createWebhookHandling({
    knows: (repository) => repository.toLowerCase() !== 'acme/unknown',
    signal: {
      run: async (update, deploymentId) => {
        if (failing) throw new Error('not now');
        signals.push({ update, deploymentId });
      },
    },
  });
});
const taken = (kind: string, body: unknown): Taken => ({
  source: 'github',
  id: '1',
  key: 'k',
  tries: 0,
  age: 0,
  kind,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const first = (kind: string) => z.looseObject({}).parse(examplesOf(kind)[0]);

describe('GitHub’s own examples', () => {
  test.each(['workflow_run', 'workflow_job'])('every %s is read', async (kind) => {
    expect(examplesOf(kind).length).toBeGreaterThan(2);
    for (const example of examplesOf(kind)) expect(await handle(taken(kind, example))).toEqual({ kind: 'signalled' });
    expect(signals).toHaveLength(examplesOf(kind).length);
    expect(signals.every(({ update }) => !update.whole && update.runId > 0)).toBe(true);
  });

  test('every other kind is ignored', async () => {
    const others = examples.filter(({ name }) => !/^(workflow_(run|job)|deployment_review)$/.test(name));
    for (const { name, examples: bodies } of others)
      expect(await handle(taken(name, bodies[0]))).toMatchObject({ kind: 'ignored' });
    expect(signals).toEqual([]);
  });
});

describe('news of a run', () => {
  const event = (title: string) => {
    const example = first('workflow_run');
    return { ...example, workflow_run: { ...z.looseObject({}).parse(example.workflow_run), display_title: title } };
  };

  test('names the deployment whose id is in the title', async () => {
    await handle(taken('workflow_run', event('Deploy staging (d-abcdefghij)')));
    expect(signals[0]).toMatchObject({
      deploymentId: 'd-abcdefghij',
      update: { jobs: [], run: { title: 'Deploy staging (d-abcdefghij)', attempt: expect.any(Number) } },
    });
  });

  test('of a job names the run and no deployment', async () => {
    const example = first('workflow_job');
    await handle(taken('workflow_job', example));
    const job = z.object({ workflow_job: z.looseObject({ run_id: z.number() }) }).parse(example).workflow_job;
    expect(signals[0]).toMatchObject({ deploymentId: null, update: { runId: job.run_id, run: null } });
    expect(signals[0]?.update.jobs).toHaveLength(1);
  });

  test('of a repository that the catalog does not have is ignored', async () => {
    const body = { ...event('x'), repository: { full_name: 'Acme/Unknown' } };
    expect(await handle(taken('workflow_run', body))).toMatchObject({ kind: 'ignored' });
    expect(signals).toEqual([]);
  });

  test.each(['', 'not json', '[]', '{}', '{"action":"completed","workflow_run":{"id":"x"}}'])(
    'that reads %j is not tried again',
    async (body) => {
      expect(await handle(taken('workflow_run', body))).toMatchObject({ kind: 'unreadable' });
    },
  );

  test('that could not be passed on is tried again', async () => {
    failing = true;
    await expect(handle(taken('workflow_run', event('x')))).rejects.toThrow('not now');
  });
});

describe('news of what a run waits for', () => {
  const rule = {
    action: 'requested',
    environment: 'production',
    event: 'push',
    sha: 'a',
    ref: 'main',
    deployment_callback_url: 'https://api.github.com/repos/acme/shop/actions/runs/4711/deployment_protection_rule',
    repository: { full_name: 'acme/shop' },
  };
  const bare = { repository: 'acme/shop', runId: 4711, run: null, jobs: [], whole: false, hold: 'k' };

  test('our rule is asked: the run is read from the address that GitHub wants to be answered at', async () => {
    expect(await handle(taken('deployment_protection_rule', rule))).toEqual({ kind: 'signalled' });
    expect(signals).toEqual([{ deploymentId: null, update: bare }]);
  });

  test.each([
    { ...rule, deployment_callback_url: 'https://api.github.com/repos/acme/shop/actions/runs/x' },
    { ...rule, deployment_callback_url: undefined },
  ])('an address without a run is not tried again', async (body) => {
    expect(await handle(taken('deployment_protection_rule', body))).toMatchObject({ kind: 'unreadable' });
  });

  test('a review names the run, and the deployment by its title', async () => {
    const workflow_run = { id: 4711, display_title: 'Deploy production (d-abcdefghij)' };
    const body = { action: 'approved', approver: { login: 'lena-lead' }, workflow_run, repository: rule.repository };
    expect(await handle(taken('deployment_review', body))).toEqual({ kind: 'signalled' });
    expect(signals).toEqual([{ deploymentId: 'd-abcdefghij', update: bare }]);
  });

  test('GitHub’s own example of a review is read', async () => {
    for (const example of examplesOf('deployment_review'))
      expect(await handle(taken('deployment_review', example))).toEqual({ kind: 'signalled' });
    expect(signals.length).toBeGreaterThan(0);
  });
});

test.each([
  ['Deploy d-abcdefghij', 'd-abcdefghij'],
  ['[d-a2b3c4d5e6] production', 'd-a2b3c4d5e6'],
  ['d-abcdefghi', null],
  ['d-abcdefghijk', null],
  ['d-abcdefghi1', null],
  ['xd-abcdefghij', null],
  ['Deploy main', null],
  ['D-ABCDEFGHIJ', null],
])('the id in %j is %s', (title, id) => {
  expect(deploymentIdIn(title)).toBe(id);
});
