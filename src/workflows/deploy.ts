import { changeIdFor } from '../model/change-request.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment, DeployRequest } from '../model/deployment.ts';
import { anchorOf } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import { second } from '../model/time.ts';
import { blocked } from '../model/verdict.ts';
import { earliest } from '../policy/earliest.ts';
import { fillInputs } from '../policy/inputs.ts';
import { canGoOn } from '../policy/part-of-run.ts';
import { standsInTheWay, stopsSchedule } from '../policy/scheduling.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { passGates } from './admission.ts';
import { rollOut } from './attempt.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import { changeList } from './change-list.ts';
import { requestChange } from './change-request.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { orEndVisibly } from './ending.ts';
import type { Asked, Look, Question } from './gather.ts';
import { look } from './gather.ts';
import { askForReview } from './glass-review.ts';
import { newDeployment } from './new-deployment.ts';
import { unpin } from './pin.ts';
import { refuse, refuseTime } from './refusal.ts';
import { scheduleOf } from './schedule.ts';
import { tellRequester } from './tell.ts';

/** So long a silence after a command wants a word. */
const slow = 4 * second;

/** One deployment from the request to its end. Read it from top to bottom: this is the order of things. */
export function deploy(ports: DeployPorts) {
  return async (context: WorkflowContext<DeployMessage>, request: DeployRequest): Promise<void> => {
    const found = await context.step('look', () =>
      soOrTold(context, ports, request, {
        deploymentId: request.id,
        askedBy: request.requester.slackId,
        environment: request.environment,
        target: request.target,
        ref: request.ref,
        fixed: null,
        glass: request.glass ?? false,
        ...(request.change ? { change: changeIdFor(request.id) } : {}),
        voters: [],
      }),
    );
    const ref = found?.facts.ref.known && 'sha' in found.facts.ref.value ? found.facts.ref.value : null;
    const start = scheduleOf(found, request);
    if (start.problem) return refuseTime(context, ports, request, start.problem);
    const { seen: first, at } = start;
    const stopped = first && (at === null ? blocked(first.verdicts) : stopsSchedule(first.verdicts));
    if (!first || !ref || (stopped && !request.dryRun)) return refuse(context, ports, request, first, ref);

    const deployment = await context.step('write down', () => draft(ports, context.id, request, first, ref, at));
    const timezone = first.environment.gates.window?.timezone ?? null;
    if (request.dryRun) {
      await record(context, ports, deployment, 'deployment.dry-run', request.requester, { verdicts: first.verdicts });
      const now = await context.now();
      const { approvals } = first.environment;
      const opens = earliest(first.environment, first.facts);
      const notice = { kind: 'dry-run' as const, deployment, approvals, earliest: opens, now, timezone };
      return tellRequester(context, ports, request, 'dry-run', notice);
    }
    await record(context, ports, deployment, 'deployment.requested', request.requester, {
      environment: request.environment,
      services: deployment.services,
      ref: deployment.ref,
      sha: deployment.sha,
      inputs: deployment.inputs,
      reason: request.reason,
      scheduledFor: at,
      verdicts: first.verdicts,
      catalog: first.catalogHash,
    });
    if (deployment.glass) {
      const passed = deployment.verdicts.filter(({ reason }) => reason === 'glass-broken');
      const details = { reason: request.reason, passed: passed.map(({ gate, says }) => ({ gate, says })) };
      await record(context, ports, deployment, 'glass.broken', request.requester, details);
    }
    const { change, requester } = request;
    if (change) await requestChange(context, ports, deployment, { plan: change, by: requester });
    await show(context, ports, deployment, 'requested');
    await tellRequester(context, ports, request, 'started', {
      kind: 'started',
      deployment,
      anchor: anchorOf(deployment.id),
    });

    await orEndVisibly(context, ports, deployment, () =>
      changeList(context, ports, deployment, first).then(() =>
        drive(context, ports, deployment, {
          first,
          ref,
          askedBy: request.requester.slackId,
          glass: deployment.glass,
        }),
      ),
    );
  };
}

/** The first look, and a word to the requester when it takes long: GitHub or Slack is waited for, and nobody else says so. */
function soOrTold(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { requester, origin }: DeployRequest,
  question: Question,
): Promise<Look | null> {
  const tell = () =>
    ports.chat.whisper({
      key: `${context.id}:slow`,
      person: requester.slackId,
      channel: origin.channel,
      responseUrl: origin.responseUrl,
      notice: {
        kind: 'text',
        tone: 'info',
        title: 'Your request is kept',
        lines: ['GitHub or Slack does not answer quickly just now. It goes on by itself as soon as they do.'],
      },
    });
  return ports.whenSlow(() => look(ports, question), slow, tell);
}

/** Through the gates and out, and through the gates again whenever it took too long to get out. */
async function drive(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
): Promise<void> {
  for (let anew = false; ; anew = true) {
    const admitted = await passGates(context, ports, deployment, asked, anew);
    if (admitted && deployment.glass) await askForReview(context, deployment);
    if (!admitted) return unpin(context, ports, deployment, asked.first.target.pipeline.repository);
    if ((await rollOut(context, ports, deployment, admitted)) === 'ended') return;
  }
}

function draft(
  ports: DeployPorts,
  driver: string,
  request: DeployRequest,
  seen: Look,
  ref: ResolvedRef,
  scheduledFor: Instant | null,
): Promise<Deployment> {
  const { environment, target } = seen;
  const { slackId, name, githubLogin } = request.requester;
  const now = ports.clock.now();
  return newDeployment(ports, seen, ref, {
    id: request.id,
    requester: { slackId, name, githubLogin },
    origin: request.origin,
    driver,
    requestedAt: now,
    state: 'requested',
    attempts: [{ number: 1, kind: 'dispatch', by: request.requester, startedAt: now, endedAt: null, runId: null }],
    reason: request.reason,
    // The catalog's own come last: no form that was left open and no Deploy again gets round what it fixes.
    inputs: {
      ...request.inputs,
      ...fillInputs(environment.inputs, { environment: environment.name, target, ref: ref.name, sha: ref.sha }),
    },
    requestedInputs: request.inputs,
    scheduledFor,
    ...(request.change ? { change: changeIdFor(request.id) } : {}),
    ...(canGoOn(target.pipeline.environments, environment) ? { mayGoOn: true } : {}),
    glass: request.glass ?? false,
    note: scheduledFor !== null && blocked(seen.verdicts) ? standsInTheWay(seen.verdicts) : null,
  });
}
