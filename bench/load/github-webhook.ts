import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Prepared } from './job.ts';

const bytes = 20_000;

const webhooks = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ workflow_job: z.looseObject({}).optional() })) }),
);

/** GitHub's own example of a `workflow_job` delivery, with as many steps as make it 20 kB. */
function workflowJob(): Record<string, unknown> {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples');
  const all = webhooks.parse(JSON.parse(readFileSync(file, 'utf8')));
  const payload = all.find(({ name }) => name === 'workflow_job')?.examples[0];
  const job = payload?.workflow_job;
  if (payload === undefined || job === undefined) throw new Error('the examples of webhooks have no workflow_job');
  const steps: unknown[] = [];
  while (JSON.stringify(payload).length < bytes) {
    steps.push({
      name: `Step ${steps.length + 1}: run the tests of the package and keep what they say`,
      status: 'completed',
      conclusion: 'success',
      number: steps.length + 1,
      started_at: '2026-01-20T15:05:07.000Z',
      completed_at: '2026-01-20T15:06:41.000Z',
    });
    job.steps = steps;
  }
  return payload;
}

/** Makes signed deliveries, each with a GUID and a body of its own. */
export function githubWebhooks(secret: string): (guid: string, number: number) => Prepared {
  const payload = workflowJob();
  const [before = '', after = ''] = JSON.stringify({ ...payload, delivery: '@' }).split('"@"');
  return (guid, number) => {
    const body = Buffer.from(`${before}${number}${after}`);
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/0000000',
        'x-github-event': 'workflow_job',
        'x-github-delivery': guid,
        'x-github-hook-id': '1',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    };
  };
}
