import type { Lock } from '../model/lock.ts';
import { showLock } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';

/**
 * Locks what was rolled back, with the message that every lock has. One that somebody holds for exactly that stays theirs. The same
 * lock, handled again after a crash, is one.
 */
export async function holdAfter(ports: LockPorts, lock: Lock): Promise<{ taken: true } | { taken: false; held: Lock }> {
  const answer = await ports.locks.take(lock, ports.clock.now());
  if (!answer.taken && answer.held.id !== lock.id) return answer;
  const { environment, service, reason, until, owner } = lock;
  await ports.audit.record({
    key: `lock.taken:${lock.id}`,
    at: ports.clock.now(),
    actor: owner.slackId === null ? { system: 'quarterdeck' } : owner,
    action: 'lock.taken',
    subject: environment,
    details: { service, reason, until, lock: lock.id },
  });
  await showLock(ports, await ports.catalogs.active(), lock.id);
  return { taken: true };
}
