import type { Catalog } from '../model/catalog.ts';
import type { Lock } from '../model/lock.ts';
import { sayScope, typedScope } from '../model/lock.ts';
import type { Instant } from '../model/time.ts';
import { hour, sayDuration } from '../model/time.ts';
import { sayEnd } from '../policy/lock-end.ts';
import { audit } from './lock-audit.ts';
import { extendButton, unlockButton } from './lock-buttons.ts';
import { showLock, tellDirectly } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';
import { giveTurns } from './lock-turns.ts';

/** So long after it was taken or extended, and then again and again, its owner is asked whether it is still needed. */
const forgottenAfter = 3 * hour;

/**
 * Does with locks what is due by the clock: tells that one ran out, reminds owners of those that they may have forgotten, and gives the
 * turn to those who wait for one that is free. Gives when something is due next. All of it is told by keys of the lock and the time that it is due, so that replicas that do it at the
 * same moment, or again after a crash, do it once.
 */
export async function keepLocks(ports: LockPorts): Promise<Instant | null> {
  const now = ports.clock.now();
  const catalog = await ports.catalogs.active();
  for (const lock of await ports.locks.ranOut(now)) await tellRanOut(ports, catalog, lock);
  const held = await ports.locks.inForce(now);
  const due = await Promise.all(held.map((lock) => remind(ports, lock, now)));
  const turns = await giveTurns(ports);
  if (turns !== null) due.push(turns);
  return due.length === 0 ? null : Math.min(...due);
}

async function tellRanOut(ports: LockPorts, catalog: Catalog, lock: Lock): Promise<void> {
  await audit(ports, `${lock.id}:${lock.until}`, 'lock.ran-out', null, lock.environment, {
    service: lock.service,
    lock,
  });
  await showLock(ports, catalog, lock.id);
  await ports.locks.endTold(lock.id);
}

/** When it has to be looked at again. */
async function remind(ports: LockPorts, lock: Lock, now: Instant): Promise<Instant> {
  const since = lock.confirmedAt ?? lock.since;
  const times = Math.floor((now - since) / forgottenAfter);
  const next = Math.min(lock.until ?? Number.POSITIVE_INFINITY, since + (times + 1) * forgottenAfter);
  if (times > 0) {
    const key = `${lock.id}:${since}:${times}`;
    const { slackId } = lock.owner;
    const muted = slackId === null ? [] : await ports.mutes.among([slackId], 'reminders', now);
    if (muted.length > 0) return next;
    await tellDirectly(ports, lock.owner, `lock-reminder:${key}`, {
      kind: 'text',
      tone: 'warning',
      title: `Your lock on ${sayScope(lock)} still holds deploys`,
      lines: [
        `You hold it for: ${lock.reason}`,
        `It has been in force for ${sayDuration(times * forgottenAfter)} and stays ${sayEnd(lock.until)}.`,
        `If it is no longer needed: /unlock ${typedScope(lock)}, or the button.`,
      ],
      buttons: [await unlockButton(ports, lock), await extendButton(ports, lock)],
    });
    await audit(ports, key, 'lock.reminded', null, lock.environment, {
      lock: lock.id,
      service: lock.service,
      owner: lock.owner,
    });
  }
  return next;
}
