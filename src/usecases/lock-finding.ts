import type { Refused, WhichLock } from '../command.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Lock } from '../model/lock.ts';
import { sameScope, sayScope } from '../model/lock.ts';
import type { Person } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { sayEnd } from '../policy/lock-end.ts';
import type { Permission } from '../policy/permissions.ts';
import { mayRelease } from '../policy/permissions.ts';
import { audit } from './lock-audit.ts';
import type { LockPorts } from './lock-ports.ts';

/** The lock in force that is meant. */
export async function findLock(ports: LockPorts, which: WhichLock, now: Instant): Promise<Lock | undefined> {
  const held = await ports.locks.inForce(now);
  return held.find((lock) => ('id' in which ? lock.id === which.id : sameScope(lock, which)));
}

export function notLocked(which: WhichLock): Refused {
  const where = 'id' in which ? 'It' : sayScope(which);
  return { kind: 'refused', title: `${where} is not locked`, lines: ['/deploys shows the locks in force.'] };
}

/** What somebody took after it was asked for is not what was meant. A button means its own lock. */
export function judgeMeant(lock: Lock, which: WhichLock, asked: Instant, command: string): Refused | null {
  const { owner, reason, since } = lock;
  if ('id' in which || since <= asked) return null;
  const title = `${sayScope(which)} was locked again after you asked`;
  const lines = [`${owner.name} holds it now: ${reason}`, `If you mean that lock too, type ${command} again.`];
  return { kind: 'refused', title, lines };
}

/** The lock's owner and those who may release other people's; everybody else is refused, `what` being what they may not do. */
export async function judgeRight(
  ports: LockPorts,
  catalog: Catalog,
  lock: Lock,
  { id, by, what }: { id: string; by: Person; what: string },
): Promise<Refused | null> {
  const membership = await ports.people.membership(by.slackId, catalog.roles);
  const may = mayRelease(membership, catalog, lock);
  if (may.allowed) return null;
  await audit(ports, `${id}:refused`, 'lock.refused', by, lock.environment, {
    wanted: what,
    lock: lock.id,
    service: lock.service,
    why: may.why,
  });
  // What somebody who came for the lock itself wants to know besides: how long it lasts.
  const refused = mayNot(`You may not ${what} ${sayScope(lock)}`, may);
  const held = `${lock.owner.name} holds it ${sayEnd(lock.until)}: ${lock.reason}`;
  return what === 'unlock' ? { ...refused, lines: [...refused.lines, held] } : refused;
}

export function mayNot(title: string, { why, who }: Extract<Permission, { allowed: false }>): Refused {
  return { kind: 'refused', title, lines: [why, `Who can: ${who.join(', ')}.`] };
}
