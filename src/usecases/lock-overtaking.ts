import type { Do, LockChange, Refused } from '../command.ts';
import type { Lock } from '../model/lock.ts';
import { sayScope } from '../model/lock.ts';
import { mayLock } from '../policy/permissions.ts';
import { audit, ref } from './lock-audit.ts';
import { findLock, judgeRight, mayNot } from './lock-finding.ts';
import { showLock, tellDirectly } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';
import { endOwnWaiting, keptFor } from './lock-queue.ts';

/**
 * Takes a lock that is free and kept for who waits for it: those may who may release other people's locks. The line keeps its order.
 * Null: it is not so, and nothing was done.
 */
export async function overtake(
  ports: LockPorts,
  { id, lock: which, by, asked, reason, until }: Parameters<Do['stealLock']>[0],
): Promise<LockChange | Refused | null> {
  if ('id' in which) return null;
  const { environment, service } = which;
  const catalog = await ports.catalogs.active();
  const now = ports.clock.now();
  const lock: Lock = { id: `lock:${id}`, environment, service, owner: ref(by), reason, since: asked, until };
  const before = await ports.locks.get(lock.id);
  if (!before && (await findLock(ports, which, now))) return null;
  const first = await keptFor(ports, which, lock.owner);
  if (!first) return null;
  if (!before) {
    const theirs = { ...lock, owner: first.person, reason: first.reason };
    const refused = await judgeRight(ports, catalog, theirs, { id, by, what: 'take over the lock on' });
    if (refused) return refused;
    const may = mayLock(await ports.people.membership(by.slackId, catalog.roles), catalog, lock);
    if (!may.allowed) return mayNot(`You may not lock ${sayScope(lock)}`, may);
  }
  const answer = await ports.locks.take(lock, now);
  if (!answer.taken && answer.held.id !== lock.id) return null;
  const was = { owner: first.person, reason: first.reason };
  await audit(ports, id, 'lock.stolen', by, environment, { was, became: lock });
  await endOwnWaiting(ports, lock);
  await tellDirectly(ports, first.person, `${id}:before`, {
    kind: 'text',
    tone: 'warning',
    title: `${by.name} locked ${sayScope(lock)} before you`,
    lines: [`Why: ${reason}`, 'You keep your place in the line.'],
  });
  const shown = await showLock(ports, catalog, lock.id);
  return shown ? { kind: 'changed', notice: { ...shown.notice, buttons: [] } } : null;
}
