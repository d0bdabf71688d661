import { sayTarget } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment, DeployRequest } from '../model/deployment.ts';
import type { Verdict } from '../model/verdict.ts';
import { doubtful } from '../policy/doubt.ts';
import { earliest } from '../policy/earliest.ts';
import type { MomentProblem } from '../policy/moment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end } from './ending.ts';
import type { Asked, Look } from './gather.ts';
import { tellRequester } from './tell.ts';
import type { WaysOut } from './ways-out.ts';
import { waysOut } from './ways-out.ts';

/** The request goes no further: its sender, and only they, read every verdict; the audit log keeps them. */
export async function refuse(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: DeployRequest,
  seen: Look | null,
  ref: ResolvedRef | null,
): Promise<void> {
  const target = seen ? sayTarget(seen.target) : request.target;
  const what = `${target} ${ref?.name ?? request.ref ?? ''} to ${request.environment}`.replace(/\s+/g, ' ');
  const verdicts = seen?.verdicts ?? [];
  await record(context, ports, request, 'deployment.refused', request.requester, {
    environment: request.environment,
    target: request.target,
    ref: request.ref,
    sha: ref?.sha ?? null,
    verdicts,
    ...(seen ? {} : { why: 'not in the catalog' }),
  });
  const now = await context.now();
  const opens = seen ? earliest(seen.environment, seen.facts) : null;
  const ways = await context.step('ways out', () => waysOut(ports, request, { what, seen, ref, opens, now }));
  await tellRequester(
    context,
    ports,
    request,
    'refused',
    seen
      ? {
          kind: 'refusal',
          what,
          verdicts,
          ref,
          earliest: opens,
          ...found(ways),
          now,
          timezone: seen.environment.gates.window?.timezone ?? null,
        }
      : {
          kind: 'text',
          tone: 'error',
          title: `${what} cannot be deployed`,
          lines: ['The catalog no longer has this service or environment. /quarterdeck help lists what it has.'],
        },
  );
}

/**
 * What was let in is refused when it is about to start: its message, which stays, has every verdict that blocks, and who asked gets
 * the ways out as well. Null: the catalog no longer has it.
 */
export async function refuseLate(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { ref, askedBy }: Pick<Asked, 'ref' | 'askedBy'>,
  seen: Look | null,
): Promise<void> {
  const blocks = seen?.verdicts.filter(({ outcome }) => outcome === 'block') ?? [];
  if (seen) deployment.verdicts = seen.verdicts;
  if (!seen) deployment.note = 'The catalog no longer has this service or environment.';
  else if (blocks.length > 0) {
    const why = blocks.map(({ says, unblock }) => [says, unblock].filter(Boolean).join(' '));
    deployment.note = ['Refused when it was about to start.', ...why, ...anew(deployment, blocks)].join(' ');
  } else deployment.note = 'The catalog has changed what this name deploys. Ask again.';
  const actor = { system: 'quarterdeck' };
  const details = { verdicts: blocks, why: deployment.note };
  const now = await context.now();
  await record(context, ports, deployment, 'deployment.refused', actor, details, `late:${now}`);
  await end(context, ports, deployment, 'refused');
  if (!seen || blocks.length === 0) return;
  const { environment, target, origin, requestedInputs: inputs, reason } = deployment;
  const opens = earliest(seen.environment, seen.facts);
  const what = `${sayTarget(seen.target)} ${ref.name} to ${environment}`;
  const ways = await context.step('ways out', async () => {
    const change =
      deployment.change === undefined ? null : ((await ports.changes.get(deployment.change))?.plan ?? null);
    const request = { environment, target, reason, inputs, ref: ref.name, change };
    return waysOut(ports, request, { what, seen, ref, opens, now });
  });
  const timezone = seen.environment.gates.window?.timezone ?? null;
  // The answer to the command is long over by now: it goes to the channel.
  const asker = { requester: { slackId: askedBy }, origin: { ...origin, responseUrl: null } };
  const notice = {
    kind: 'refusal' as const,
    what,
    verdicts: seen.verdicts,
    ref,
    earliest: opens,
    ...found(ways),
    now,
    timezone,
  };
  await tellRequester(context, ports, asker, `refused:${now}`, notice);
}

/** Nobody has said no where nobody could be asked: how it goes on from there. */
function anew({ approval, change }: Deployment, blocks: readonly Verdict[]): string[] {
  if (!blocks.every(doubtful) || change !== undefined) return [];
  return [`Deploy again asks for it anew${approval ? ', and for its approval' : ''}.`];
}

/** The release before remembered buttons alone. */
export function found(ways: WaysOut | WaysOut['buttons']): WaysOut {
  return Array.isArray(ways) ? { buttons: ways, links: [] } : ways;
}

/** The time that was asked for cannot be read. */
export async function refuseTime(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: DeployRequest,
  { wrong, right }: MomentProblem,
): Promise<void> {
  const notice = {
    kind: 'text' as const,
    tone: 'error' as const,
    title: 'That time could not be read',
    lines: [wrong, right],
  };
  await tellRequester(context, ports, request, 'refused', notice);
}
