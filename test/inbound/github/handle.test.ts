import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createWebhookHandling, deploymentIdIn } from '../../../src/inbound/github/handle.ts';
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
    const others = examples.filter(({ name }) => !name.startsWith('workflow_run') && name !== 'workflow_job');
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
