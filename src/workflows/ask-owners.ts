import type { Button } from '../model/button.ts';
import type { WantedDeploy } from '../model/deployment.ts';
import type { Facts } from '../model/facts.ts';
import type { Lock } from '../model/lock.ts';
import { sayScope, stopsTheLine } from '../model/lock.ts';
import { blockingLocks } from '../policy/gates/lock.ts';
import { samePerson } from '../policy/permissions.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** More would only be in the way; the refusal names every lock. */
const mostLocks = 2;

/**
 * Under a deployment that a lock refused: asking its owner to release it, and being told when it is free. `purpose` is what it is
 * wanted for, `deploy` what would be asked for then; null for a re-run: whoever is told that the lock is free presses Re-run again.
 */
export async function askOwners(
  ports: Pick<DeployPorts, 'buttons'>,
  facts: Facts,
  purpose: string,
  deploy: WantedDeploy | null,
): Promise<Button[]> {
  const buttons: Button[] = [];
  const requester = facts.requester.known ? facts.requester.value.person : null;
  for (const lock of blockingLocks(facts).slice(0, mostLocks)) {
    // A lock on everything holds its owner as well.
    const own = requester !== null && samePerson(lock.owner, requester);
    if (own) buttons.push(await unlock(ports, lock));
    else if (lock.owner.slackId !== null) buttons.push(await ask(ports, lock, purpose));
    if (!own && (deploy || !stopsTheLine(lock))) buttons.push(await wait(ports, lock, purpose, deploy));
  }
  return buttons;
}

async function unlock(ports: Pick<DeployPorts, 'buttons'>, lock: Lock): Promise<Button> {
  const kind = 'unlock' as const;
  const confirm = { title: 'Release this lock?', text: 'Deploys are possible again at once.', yes: 'Unlock' };
  const id = await ports.buttons.offer({ kind, lockId: lock.id });
  return { id, kind, label: `Unlock ${sayScope(lock)}`, style: 'plain', confirm };
}

async function ask(ports: Pick<DeployPorts, 'buttons'>, lock: Lock, purpose: string): Promise<Button> {
  const kind = 'ask-for-lock' as const;
  const id = await ports.buttons.offer({ kind, lockId: lock.id, purpose });
  return { id, kind, label: `Ask ${lock.owner.name} to release it`, style: 'plain', confirm: null };
}

async function wait(
  ports: Pick<DeployPorts, 'buttons'>,
  lock: Lock,
  reason: string,
  deploy: WantedDeploy | null,
): Promise<Button> {
  const kind = 'wait-for-lock' as const;
  const { environment, service } = lock;
  const wanted = { kind, environment, service, reason, length: null };
  const id = await ports.buttons.offer(deploy ? { ...wanted, deploy } : wanted);
  return { id, kind, label: `Tell me when ${sayScope(lock)} is free`, style: 'plain', confirm: null };
}
