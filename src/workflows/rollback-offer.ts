import type { Button } from '../model/button.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Version } from '../model/rollback.ts';
import { releaseRoles } from '../policy/permissions.ts';
import { rollbackTarget, say } from '../policy/rollback-target.ts';
import type { DeployPorts } from './deploy-ports.ts';

type Ports = Pick<DeployPorts, 'buttons' | 'catalogs' | 'deployments' | 'quarantine'>;

/** What may have to be taken back: it has ended, and a run of it has moved something. */
function mayBeTakenBack({ state, run, rollback }: Deployment): boolean {
  return run !== null && rollback === undefined && (state === 'succeeded' || state === 'failed');
}

/** The button that takes a deployment back, with its target fixed as of now; none where nothing says how, or there is nothing to go back to. */
export async function rollbackOffers(ports: Ports, deployment: Deployment): Promise<Button[]> {
  const { id, environment: where, services, rollback, state } = deployment;
  if (rollback && state === 'failed') return [await again(ports, deployment)];
  // Whoever answers the question of its watch takes it back by that.
  if (!mayBeTakenBack(deployment) || deployment.watch?.question) return [];
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find(({ name }) => name === deployment.pipeline);
  const environment = pipeline && findEnvironment(pipeline, where);
  if (!environment?.rollback) return [];
  const [running, verified, quarantined] = await Promise.all([
    ports.deployments.running({ environment: where, services }),
    ports.deployments.verified(where, services, 20),
    ports.quarantine.inForce(where, services),
  ]);
  const found = rollbackTarget({
    environment: where,
    services,
    running,
    verified,
    rollouts: [deployment],
    quarantined,
    releasers: releaseRoles(environment),
    of: deployment,
    to: null,
  });
  if (found.kind === 'refused') return [];
  const version = { ref: deployment.ref.name, sha: deployment.sha };
  return [
    await rollBackButton(ports, { environment: where, target: deployment.target, of: id, to: found.to }, version),
  ];
}

/** Back to one version. `from` as people know it; null where that is not said. */
export async function rollBackButton(
  ports: Pick<DeployPorts, 'buttons'>,
  given: { environment: string; target: string; of: string | null; to: Version },
  from: Version | null,
): Promise<Button> {
  const { environment, target, to } = given;
  const way = from ? `from ${say(from)} to ${say(to)}` : `to ${say(to)}`;
  return {
    id: await ports.buttons.offer({ kind: 'roll-back', ...given }),
    kind: 'roll-back',
    label: `Roll back to ${say({ ...to, ref: to.ref.slice(0, 40) })}`,
    style: 'danger',
    confirm: {
      title: 'Roll back?',
      text: `${target} in ${environment} goes ${way}, at once: no window, check or approval is waited for, and a rollout on its way there is cancelled.`,
      yes: 'Roll back',
    },
  };
}

/** A rollback that failed is tried again with the same target. */
function again(ports: Ports, { environment, target, rollback, ref, sha }: Deployment): Promise<Button> {
  const given = { environment, target, of: rollback?.of ?? null, to: { ref: ref.name, sha } };
  return rollBackButton(ports, given, rollback?.bad ?? null);
}
