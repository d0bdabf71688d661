import type { Button } from '../model/button.ts';
import type { Facts } from '../model/facts.ts';
import type { Lock } from '../model/lock.ts';
import { stopsTheLine } from '../model/lock.ts';
import { blockingLocks } from '../policy/gates/lock.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** More would only be in the way; the refusal names every lock. */
const mostLocks = 2;

/**
 * Under a deployment that a lock refused: asking its owner to release it, and standing in line for it. `purpose` is what it is
 * wanted for. A lock on everything has no line for deployments.
 */
export async function askOwners(ports: Pick<DeployPorts, 'buttons'>, facts: Facts, purpose: string): Promise<Button[]> {
  const buttons: Button[] = [];
  for (const lock of blockingLocks(facts).slice(0, mostLocks)) {
    if (lock.owner.slackId !== null) buttons.push(await ask(ports, lock, purpose));
    if (!stopsTheLine(lock)) buttons.push(await wait(ports, lock, purpose));
  }
  return buttons;
}

async function ask(ports: Pick<DeployPorts, 'buttons'>, lock: Lock, purpose: string): Promise<Button> {
  const kind = 'ask-for-lock' as const;
  const id = await ports.buttons.offer({ kind, lockId: lock.id, purpose });
  return { id, kind, label: `Ask ${lock.owner.name} to release it`, style: 'plain', confirm: null };
}

async function wait(ports: Pick<DeployPorts, 'buttons'>, lock: Lock, reason: string): Promise<Button> {
  const kind = 'wait-for-lock' as const;
  const { environment, service } = lock;
  const id = await ports.buttons.offer({ kind, environment, service, reason, length: null });
  const where = service === null ? environment : `${service} in ${environment}`;
  return { id, kind, label: `Tell me when ${where} is free`, style: 'plain', confirm: null };
}
