import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { fullName } from '../model/repository.ts';
import type { RollbackPart, RollbackRefusal } from '../model/rollback.ts';
import { rollbackInputs } from '../policy/rollback-inputs.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { lanesOf } from './gather.ts';
import { quarterdeckItself } from './left-behind.ts';
import { partsOf } from './rollback-foresight.ts';
import { lookBack, type RollbackLook } from './rollback-look.ts';
import type { RollbackRequest } from './rollback-message.ts';
import { sayRollouts } from './rollouts.ts';
import { stoppedAmong } from './stopped-inside.ts';

export interface Begun {
  kind: 'begun';
  look: RollbackLook;
  deployment: Deployment;
  /** It has the lane, or stands in line before all others. */
  taken: boolean;
}

export type Beginning =
  | RollbackRefusal
  /** Each part is a rollback of its own. */
  | { kind: 'parts'; parts: RollbackPart[] }
  | { kind: 'plan'; look: RollbackLook; deployment: Deployment; inTheWay: string[] }
  | Begun;

/**
 * From the request to a stored deployment that has the lane or is next: all in one step, which may run again. Of two that ask at the same
 * moment the lane lets one through; the other is told of it.
 */
export async function begin(ports: DeployPorts, driver: string, request: RollbackRequest): Promise<Beginning> {
  const look = await lookBack(ports, request);
  if (look.kind === 'refused') {
    const parts = partsOf(request, look.parts);
    return parts ? { kind: 'parts', parts } : look;
  }
  const deployment = draft(ports, driver, request, look);
  const lanes = lanesOf(deployment.services, deployment.environment);
  if (request.dryRun) {
    const { holders } = await ports.lanes.state(lanes);
    const words = await sayRollouts(
      ports,
      holders.map(({ deploymentId }) => deploymentId),
    );
    return { kind: 'plan', look, deployment, inTheWay: Object.values(words) };
  }
  // Stored before it stands in line: whoever comes second can tell that this is a rollback.
  await ports.deployments.save(deployment);
  const answer = await ports.lanes.take(lanes, deployment.id, 'first');
  if (answer.taken) return { kind: 'begun', look, deployment, taken: true };
  const { waiting } = await ports.lanes.state(lanes);
  const ahead = [...answer.holders, ...waiting.slice(0, Math.max(0, waiting.indexOf(deployment.id)))];
  const stopped = await stoppedAmong(ports, ahead);
  const others = await Promise.all(ahead.filter((id) => !stopped.includes(id)).map((id) => ports.deployments.get(id)));
  const first = others.find((one) => one?.rollback && !ended(one.state));
  if (!first) return { kind: 'begun', look, deployment, taken: false };
  await ports.lanes.leave(deployment.id);
  const now = ports.clock.now();
  const note = `${first.requester.name} was faster: ${first.id}.`;
  await ports.deployments.save({ ...deployment, state: 'refused', stateSince: now, endedAt: now, note });
  return {
    kind: 'refused',
    reason: 'under-way',
    title: `${deployment.environment} is being rolled back already`,
    lines: [
      `${first.requester.name} asked for it before: ${first.services.join(', ')} to ${first.ref.name}. Its message in the channel shows how far it is.`,
      'When it has ended, ask again if it is not what you meant.',
    ],
  };
}

function draft(ports: DeployPorts, driver: string, request: RollbackRequest, look: RollbackLook): Deployment {
  const { environment, target, ref, rule, bad, unverified, catalogHash, passes, places } = look;
  const { id, by, origin, why } = request;
  const now = ports.clock.now();
  const requester =
    by === 'quarterdeck' ? quarterdeckItself : { slackId: by.slackId, name: by.name, githubLogin: by.githubLogin };
  return {
    id,
    pipeline: target.pipeline.name,
    target: target.name,
    services: target.services,
    environment: environment.name,
    repository: fullName(target.pipeline.repository),
    workflow: rule.workflow ?? environment.workflow,
    channel: environment.channel,
    url: environment.url,
    requester,
    origin: origin ?? { channel: environment.channel, responseUrl: null, via: 'rule' },
    reason: why,
    inputs: rollbackInputs(environment, rule, target, ref, bad),
    requestedInputs: {},
    catalogHash,
    driver,
    requestedAt: now,
    scheduledFor: null,
    state: 'requested',
    stateSince: now,
    ref: { kind: ref.kind, name: ref.name },
    sha: ref.sha,
    tree: ref.tree,
    commit: { title: ref.title, author: ref.author, at: ref.committedAt, url: ref.url },
    from: bad ? { ref: bad.ref, sha: bad.sha } : null,
    compare: null,
    rollback: {
      of: bad?.of ?? null,
      bad: bad ? { ref: bad.ref, sha: bad.sha } : null,
      ...(unverified && { unverified }),
      why: why ?? 'nobody said why',
      by: by === 'quarterdeck' ? by : requester,
      ...(rule.migrations.length > 0 ? { migrations: null } : {}),
      due: now + rule.target,
      ...(places.length > 0
        ? {
            services: places.map(({ service, image }) => ({
              service,
              image,
              state: 'moving' as const,
              pods: { ready: 0, wanted: 0 },
              why: null,
            })),
          }
        : {}),
    },
    approval: null,
    verdicts: passes ? [passes] : [],
    glass: false,
    headMustMatch: true,
    temporaryTag: false,
    dispatches: 0,
    place: null,
    attempts: [{ number: 1, kind: 'dispatch', by: requester, startedAt: now, endedAt: null, runId: null }],
    reruns: 0,
    run: null,
    endedAt: null,
    note: null,
  };
}
