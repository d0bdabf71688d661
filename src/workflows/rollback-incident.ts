import type { Deployment } from '../model/deployment.ts';
import { rollbackStory } from '../policy/rollback-story.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import { releaseButton } from './release-button.ts';
import { offerRestore } from './restore-offer.ts';
import type { LeftBehind } from './rollback-after.ts';
import { readGoesBack } from './rollback-changes.ts';
import type { RollbackLook } from './rollback-look.ts';
import type { RollbackPorts } from './rollback-ports.ts';
import { reply } from './tell.ts';

/** The last reply in the thread: everything that happened, in order, and the button that releases what was quarantined. */
export async function tellStory(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  deployment: Deployment,
  left: LeftBehind,
): Promise<void> {
  await reply(context, ports, deployment, 'story', async () => {
    const of = deployment.rollback?.of ?? null;
    const bad = of === null ? null : await ports.deployments.get(of);
    const buttons = left.quarantined ? [await releaseButton(ports, left.quarantined)] : [];
    return { kind: 'rollback-story', deployment, happened: rollbackStory(deployment, bad, left), buttons };
  });
}

/** The database is never restored by itself: where migrations lie between, or nobody can tell, a person is offered it. */
export async function offerDatabase(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<void> {
  const { database } = look.rule;
  const { rollback } = deployment;
  if (!database || !rollback) return;
  if (rollback.migrations === null) {
    // Nothing waits any more: it is asked once again, with all the patience there is.
    const found = await context.step('whether migrations lie between', () =>
      readGoesBack(ports, look.target.pipeline.repository, look),
    );
    if (found.known) {
      rollback.migrations = found.migrations;
      await show(context, ports, deployment, 'what lies between');
    }
  }
  if (rollback.migrations === false) return;
  await offerRestore(context, ports, deployment, { repository: look.target.pipeline.repository, database, round: 1 });
}
