import { expect } from 'vitest';
import { z } from 'zod';
import { buttons, readable } from '../acceptance/readable.ts';
import { approvedStory } from '../builders.ts';
import { auditOf } from './database.ts';
import type { Deployment } from './deployment.ts';
import type { FaultWorld } from './world.ts';

const seenRun = z.looseObject({
  name: z.string(),
  event: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  attempt: z.number(),
});

/**
 * Whatever went wrong on the way: one run, one message and its copy, one vote, one of each reply, a complete audit trail. Gives its
 * actions. `besides`: what the trail may have more.
 */
export async function expectOneDeployment(
  world: FaultWorld,
  deployment: Deployment,
  when: string,
  { besides = [] }: { besides?: readonly string[] } = {},
): Promise<{ order: string[] }> {
  const { id, ts, service } = deployment;
  const { slack, github } = world.world;
  const audit = await auditOf(world.store, id);
  const mine = (channel: string) => world.posts(channel).filter((message) => readable(message).includes(`\`${id}\``));
  const replies = slack.messages('deployments').filter(({ ts: own, thread_ts: to }) => to === ts && own !== ts);
  const replied = (pattern: RegExp) => replies.filter(({ text }) => pattern.test(text)).length;
  const order = audit.map(({ action }) => action);
  const votes = audit.find(({ action }) => action === 'approval.decided')?.details.votes;

  expect(
    {
      runs: runsOf(world, id).map(({ event, status, conclusion, attempt }) => ({ event, status, conclusion, attempt })),
      running: github.world().running[service]?.production?.ref,
      messages: mine('deployments').map((message) => ({ ts: message.ts, asks: buttons(message).includes('Approve') })),
      copies: mine('operations').map((message) => buttons(message).includes('Approve')),
      changeLists: replied(/commits? in this deployment/),
      endings: replied(/^Succeeded/),
      audit: order.filter((action) => !besides.includes(action)),
      votes: Array.isArray(votes) ? votes.length : votes,
    },
    when,
  ).toEqual({
    runs: [{ event: 'workflow_dispatch', status: 'completed', conclusion: 'success', attempt: 1 }],
    running: 'v1.4.0',
    messages: [{ ts, asks: false }],
    copies: [false],
    changeLists: expect.any(Number),
    endings: 1,
    audit: [...approvedStory],
    votes: 1,
  });
  expect(replied(/commits? in this deployment/), when).toBeLessThanOrEqual(1);
  return { order };
}

/** The runs on GitHub that were dispatched for a deployment. */
export function runsOf({ world }: FaultWorld, id: string): z.infer<typeof seenRun>[] {
  return z
    .array(seenRun)
    .parse(world.github.world().runs)
    .filter(({ name }) => name.includes(id));
}
