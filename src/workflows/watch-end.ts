import type { Person } from '../model/person.ts';
import type { RollbackRequest } from '../model/rollback.ts';
import { stillWatched } from '../model/rollout.ts';
import type { Running } from '../model/running.ts';
import { releaseRoles } from '../policy/permissions.ts';
import { record } from './audit.ts';
import { callSomebody, itIsWellAgain } from './page.ts';
import { foresee } from './rollback-foresight.ts';
import { rollbackByRule, rollbackWorkflow, rollbackWorkflowId } from './rollback-message.ts';
import { reply } from './tell.ts';
import type { WatchMessage } from './watch-message.ts';
import { showWatchPicture } from './watch-picture.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';
import { whoDecides } from './who-decides.ts';
import { whomItConcerns } from './whom-it-concerns.ts';

export type WatchEnd =
  | { state: 'passed' }
  | { state: 'superseded'; why: string }
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
  const roles = releaseRoles(watching.environment);
  if (end.state === 'failed') await takeBack(watching, end);
  watch.state = end.state;
  watch.endedAt = await context.now();
  watch.question = null;
  watch.why = null;
  if (end.state === 'failed') watch.why = end.why;
  if (end.state === 'superseded') watch.why = end.why;
  if (end.state === 'passed') await verified(watching);
  const by = end.state === 'failed' && end.by !== 'quarterdeck' ? end.by : { system: 'quarterdeck' };
  await record(context, ports, deployment, `watch.${end.state}`, by, {
    environment: deployment.environment,
    services: stillWatched(deployment.services, watch),
    sha: deployment.sha,
    why: watch.why,
    kept: watch.kept,
    rollback: watch.rollback,
    ...(watch.stays && { stays: watch.stays.why }),
    because: end.state === 'failed' ? end.about : [],
  });
  await showWatch(context, ports, deployment, watch, `watch ${end.state}`);
  if (end.state === 'superseded') return;
  await reply(context, ports, deployment, `watch-${end.state}`, async () => ({
    kind: 'watch-ended',
    deployment,
    ...(end.state === 'failed' ? await whomItConcerns(ports, deployment) : { mention: [], authors: [] }),
    ...(watch.stays && {
      decides: { roles, mention: await whoDecides(ports, roles, { first: deployment.requester.slackId }) },
    }),
  }));
  if (end.state === 'failed') await showWatchPicture(watching, 'taken-back', end.about);
  if (end.state === 'passed') await itIsWellAgain(watching);
  else if (end.by === 'quarterdeck') {
    await callSomebody(watching, watch.stays ? `${end.why} It still serves: ${watch.stays.why}.` : end.why);
  }
}

/** Begins what brings the version before back, where something says how; what is refused is said where the deployment is. */
async function takeBack(
  { context, ports, deployment, environment, watch }: Watching,
  { by, why, message }: Extract<WatchEnd, { state: 'failed' }>,
): Promise<void> {
  if (!environment.rollback) return;
  const cause = `watch:${deployment.id}`;
  // What went out since to some of its services is not its own.
  const target = watch.gone ? stillWatched(deployment.services, watch).join(',') : deployment.target;
  const origin = message
    ? { channel: message.channel, responseUrl: message.responseUrl, via: 'button' as const }
    : null;
  const request: RollbackRequest = { ...rollbackByRule(cause, { ...deployment, target }, why), by, origin };
  const foresight = await context.step('what there is to go back to', () => foresee(ports, request));
  await context.start(rollbackWorkflow, rollbackWorkflowId(cause), request);
  if (foresight.kind === 'stays') {
    watch.stays = { why: foresight.why, helps: foresight.helps };
    return;
  }
  const [first = request.id, ...others] = foresight.ids;
  watch.rollback = first;
  if (others.length > 0) watch.otherRollbacks = others;
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
