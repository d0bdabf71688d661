import type { ResolvedRef } from '../model/commit.ts';
import type { DeployRequest } from '../model/deployment.ts';
import { earliest } from '../policy/earliest.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';
import { tellRequester } from './tell.ts';

/** The request goes no further: its sender, and only they, read every verdict; the audit log keeps them. */
export async function refuse(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: DeployRequest,
  seen: Look | null,
  ref: ResolvedRef | null,
): Promise<void> {
  const what = `${request.target} ${ref?.name ?? request.ref ?? ''} to ${request.environment}`.replace(/\s+/g, ' ');
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
          earliest: earliest(seen.environment, seen.facts),
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
