import type { Deployment, DeployRequest } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import { judge } from '../policy/judge.ts';
import type { MomentProblem } from '../policy/moment.ts';
import { readMoment } from '../policy/moment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';
import { answerLate, cancelledBy } from './tell.ts';

type Cancel = Extract<DeployMessage, { kind: 'cancel' }>;

/**
 * When it is to start, and what the gates say as of then; `at` is null when that is now. The times of day that people type are those
 * of the environment's window, else UTC.
 */
export function scheduleOf(
  seen: Look | null,
  { at = null }: Partial<Pick<DeployRequest, 'at'>>,
): { seen: Look | null; at: Instant | null; problem: MomentProblem | null } {
  if (seen === null || at === null) return { seen, at: null, problem: null };
  const { now } = seen.facts;
  const timezone = seen.environment.gates.window?.timezone ?? 'utc';
  const found = typeof at === 'number' ? at : readMoment(at, { now, timezone });
  if (typeof found !== 'number') return { seen, at: null, problem: found };
  if (found <= now) return { seen, at: null, problem: null };
  const facts = { ...seen.facts, now: found };
  return { seen: { ...seen, facts, verdicts: judge(seen.environment, facts) }, at: found, problem: null };
}

/**
 * Waits for the time that a deployment is scheduled for, holding no lane. `waited` says that time has passed and everything must be
 * looked at again; `cancelled` who ended the wait.
 */
export async function untilItsTime(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<{ waited: boolean; cancelled: Cancel | null }> {
  // Absent in deployments that an earlier release wrote down.
  const scheduledFor = deployment.scheduledFor ?? null;
  if (scheduledFor === null) return { waited: false, cancelled: null };
  const now = await context.now();
  if (now >= scheduledFor) return { waited: false, cancelled: null };
  deployment.state = 'scheduled';
  deployment.stateSince = now;
  await record(
    context,
    ports,
    deployment,
    'deployment.scheduled',
    { system: 'quarterdeck' },
    { for: scheduledFor },
    now,
  );
  await show(context, ports, deployment, 'scheduled');
  for (;;) {
    const message = await context.receive(scheduledFor);
    if (message === null) break;
    if (message.kind === 'cancel') {
      deployment.note = cancelledBy(message, 'before its time');
      return { waited: true, cancelled: message };
    }
    await answerLate(context, ports, deployment, message);
  }
  deployment.state = 'requested';
  deployment.stateSince = await context.now();
  await show(context, ports, deployment, 'its time has come');
  return { waited: true, cancelled: null };
}
