import type { AuditAction, AuditEntry } from '../model/audit-entry.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';

/**
 * One audit entry about a deployment, as it is about to be written. `which` tells entries of one action in one workflow apart:
 * the round, the dispatch, the vote. Written again after a crash it is the same entry, by its key.
 */
export interface Happening {
  action: AuditAction;
  actor: AuditEntry['actor'];
  details: Record<string, unknown>;
  which?: string | number;
}

/** Writes one audit entry about a deployment, once, however often the line is re-run. */
export async function record<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'audit' | 'clock'>,
  deployment: { id: string },
  action: AuditAction,
  actor: AuditEntry['actor'],
  details: Record<string, unknown>,
  which: string | number = '',
): Promise<void> {
  await context.step(`audit: ${action}`, () =>
    writeDown(context, ports, deployment, [{ action, actor, details, which }]),
  );
}

/** As `record`, inside a step of the caller's: several entries, in their order. */
export async function writeDown<M>(
  context: Pick<WorkflowContext<M>, 'id'>,
  ports: Pick<DeployPorts, 'audit' | 'clock'>,
  deployment: { id: string },
  happenings: readonly Happening[],
): Promise<void> {
  for (const { action, actor, details, which = '' } of happenings) {
    const named =
      'system' in actor ? actor : { slackId: actor.slackId, name: actor.name, githubLogin: actor.githubLogin };
    await ports.audit.record({
      key: [context.id, action, String(which)].filter((part) => part !== '').join(':'),
      at: ports.clock.now(),
      actor: named,
      action,
      subject: deployment.id,
      details,
    });
  }
}
