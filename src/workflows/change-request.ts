import type { AuditAction } from '../model/audit-entry.ts';
import type { ChangePlan } from '../model/change-plan.ts';
import type { ChangeRequest } from '../model/change-request.ts';
import { changeClosed, changeFollowing, changeIdFor } from '../model/change-request.ts';
import type { Deployment, DeployRequest } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

type Ports = Pick<DeployPorts, 'audit' | 'changes'>;

/** Writes the change down that a deployment, which the gates have let in, carries out. */
export async function requestChange<M>(
  context: WorkflowContext<M>,
  ports: Ports,
  deployment: Deployment,
  { plan, by }: { plan: ChangePlan; by: DeployRequest['requester'] },
): Promise<void> {
  const { id, environment, target, services, ref, sha, requestedAt, scheduledFor } = deployment;
  const { slackId, name, githubLogin } = by;
  const requester = { slackId, name, githubLogin };
  const change: ChangeRequest = {
    id: changeIdFor(id),
    deploymentId: id,
    plan,
    environment,
    target,
    ref,
    sha,
    requester,
    requestedAt,
    plannedFor: scheduledFor ?? requestedAt,
    state: 'requested',
    stateSince: requestedAt,
    approvedAt: null,
    closedAt: null,
    validation: null,
  };
  await context.step('write the change down', async () => {
    await ports.audit.record({
      key: `${change.id}:requested`,
      at: requestedAt,
      actor: requester,
      action: 'change.requested',
      subject: change.id,
      details: { ...plan, deployment: id, environment, target, services, ref, sha, plannedFor: change.plannedFor },
    });
    await ports.changes.save(change);
  });
}

/**
 * Brings the change up to where its deployment stands: what is stored of the one is never ahead of the other, and every turn is in
 * the audit log once, however often this is done. Null for a deployment that carries out none.
 */
export async function followDeployment(
  ports: Ports,
  deployment: Deployment,
  now: Instant,
): Promise<ChangeRequest | null> {
  if (deployment.change === undefined) return null;
  const stored = await ports.changes.get(deployment.change);
  if (!stored) throw new Error(`the change request ${deployment.change} of ${deployment.id} is not stored`);
  const change = changeFollowing(stored, deployment, now);
  const attempt = deployment.attempts.length;
  const turn = async (action: AuditAction, which: string, details: Record<string, unknown>) =>
    ports.audit.record({
      key: `${change.id}:${which}`,
      at: now,
      actor: { system: 'quarterdeck' },
      action,
      subject: change.id,
      details: {
        deployment: deployment.id,
        environment: change.environment,
        services: deployment.services,
        ...details,
      },
    });
  if (change.approvedAt !== null && stored.approvedAt === null) {
    await turn('change.approved', 'approved', { votes: deployment.approval?.votes ?? [] });
  }
  if (change.state !== stored.state) {
    const run = deployment.run?.url ?? null;
    const { state } = change;
    if (state === 'implementing') await turn('change.started', `started:${attempt}`, { sha: change.sha });
    if (state === 'validating') await turn('change.implemented', `implemented:${attempt}`, { run });
    if (changeClosed(state)) await turn('change.closed', `${state}:${attempt}`, { state, why: deployment.note, run });
  }
  await ports.changes.save(change);
  return change;
}
