import { deploymentIdFor } from '../model/deployment.ts';
import type { Person } from '../model/person.ts';
import type { Running } from '../model/running.ts';
import { record } from './audit.ts';
import { callSomebody, itIsWellAgain } from './page.ts';
import { rollbackByRule, rollbackWorkflow, rollbackWorkflowId } from './rollback-message.ts';
import { reply } from './tell.ts';
import type { WatchMessage } from './watch-message.ts';
import { showWatchPicture } from './watch-picture.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';
import { whomItConcerns } from './whom-it-concerns.ts';

export type WatchEnd =
  | { state: 'passed' }
  | { state: 'superseded'; by: string }
  | {
      state: 'failed';
      by: 'quarterdeck' | Person;
      why: string;
      about: string[];
      /** With which a person has said so. */
      message?: Extract<WatchMessage, { kind: 'answer' }>;
    };

/** The watch is over. What takes a release back begins before anything is said about it. */
export async function endWatch(watching: Watching, end: WatchEnd): Promise<void> {
  const { context, ports, deployment, watch } = watching;
  if (end.state === 'failed') watch.rollback = await takeBack(watching, end);
  watch.state = end.state;
  watch.endedAt = await context.now();
  watch.question = null;
  watch.why = null;
  if (end.state === 'failed') watch.why = end.why;
  if (end.state === 'superseded') watch.why = `${end.by} went out.`;
  if (end.state === 'passed') await verified(watching);
  const by = end.state === 'failed' && end.by !== 'quarterdeck' ? end.by : { system: 'quarterdeck' };
  await record(context, ports, deployment, `watch.${end.state}`, by, {
    environment: deployment.environment,
    services: deployment.services,
    sha: deployment.sha,
    why: watch.why,
    kept: watch.kept,
    rollback: watch.rollback,
    because: end.state === 'failed' ? end.about : [],
  });
  await showWatch(context, ports, deployment, watch, `watch ${end.state}`);
  if (end.state === 'superseded') return;
  await reply(context, ports, deployment, `watch-${end.state}`, async () => ({
    kind: 'watch-ended',
    deployment,
    ...(end.state === 'failed' ? await whomItConcerns(ports, deployment) : { mention: [], authors: [] }),
  }));
  if (end.state === 'failed') await showWatchPicture(watching, 'taken-back', end.about);
  if (end.state === 'passed') await itIsWellAgain(watching);
  else if (end.by === 'quarterdeck') await callSomebody(watching, end.why);
}

/** Id of the deployment that brings the version before back; null where nothing says how. */
async function takeBack(
  { context, deployment, environment }: Watching,
  { by, why, message }: Extract<WatchEnd, { state: 'failed' }>,
): Promise<string | null> {
  if (!environment.rollback) return null;
  const cause = `watch:${deployment.id}`;
  const request = rollbackByRule(cause, deployment, why);
  const origin = message
    ? { channel: message.channel, responseUrl: message.responseUrl, via: 'button' as const }
    : null;
  await context.start(rollbackWorkflow, rollbackWorkflowId(cause), { ...request, by, origin });
  return deploymentIdFor(cause);
}

/** Only now it is what others may follow, and what is gone back to. */
async function verified({ context, ports, deployment }: Watching): Promise<void> {
  const { id, environment, services, sha, startedElsewhere } = deployment;
  if (startedElsewhere?.servicesKnown === false) return;
  await context.step('verified', async () => {
    const running = await ports.deployments.running({ environment, services });
    const since = ports.clock.now();
    const entries = running
      .filter((entry) => entry.deploymentId === id && entry.sha === sha)
      .map((entry): Running => ({ ...entry, since, verified: true }));
    await ports.deployments.setRunning(entries);
  });
}
