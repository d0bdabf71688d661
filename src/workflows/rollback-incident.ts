import type { Button } from '../model/button.ts';
import type { Deployment } from '../model/deployment.ts';
import { rollbackStory, takenBackStory } from '../policy/rollback-story.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { LeftBehind } from './left-behind.ts';
import { releaseButton } from './release-button.ts';
import { offerRestore } from './restore-offer.ts';
import { readGoesBack } from './rollback-changes.ts';
import type { RollbackLook } from './rollback-look.ts';
import { reply } from './tell.ts';

/** The last reply in the thread: everything that happened, in order, and the button that releases what was quarantined. */
export async function tellStory(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  left: LeftBehind,
): Promise<void> {
  await reply(context, ports, deployment, 'story', async () => {
    const of = deployment.rollback?.of ?? null;
    const bad = of === null ? null : await ports.deployments.get(of);
    const buttons = await buttonsOf(ports, left);
    return { kind: 'rollback-story', deployment, happened: rollbackStory(deployment, bad, left), buttons };
  });
}

/** The same of a rollout that was taken back by itself. */
export async function tellTakenBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  left: LeftBehind,
): Promise<void> {
  await reply(context, ports, deployment, 'story', async () => {
    const buttons = await buttonsOf(ports, left);
    return { kind: 'rollback-story', deployment, happened: takenBackStory(deployment, left), buttons };
  });
}

async function buttonsOf(ports: DeployPorts, { quarantined }: LeftBehind): Promise<Button[]> {
  return quarantined ? [await releaseButton(ports, quarantined)] : [];
}

/** The database is never restored by itself: where migrations lie between, or nobody can tell, a person is offered it. */
export async function offerDatabase(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
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
