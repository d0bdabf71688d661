import type { AuditAction, AuditEntry } from '../model/audit-entry.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

/**
 * Writes one audit entry about a deployment, once, however often the line is re-run. `which` tells entries of one action in one
 * workflow apart: the round, the dispatch, the vote.
 */
export async function record<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'audit' | 'clock'>,
  deployment: { id: string },
  action: AuditAction,
  actor: AuditEntry['actor'],
  details: Record<string, unknown>,
  which: string | number = '',
): Promise<void> {
  const named =
    'system' in actor ? actor : { slackId: actor.slackId, name: actor.name, githubLogin: actor.githubLogin };
  await context.step(`audit: ${action}`, () =>
    ports.audit.record({
      key: [context.id, action, String(which)].filter((part) => part !== '').join(':'),
      at: ports.clock.now(),
      actor: named,
      action,
      subject: deployment.id,
      details,
    }),
  );
}
