import type { Do, Refused } from '../command.ts';
import { sayInstant } from '../model/instant-words.ts';
import type { Lock, LockScope, LockWaiter, WaitEnd } from '../model/lock.ts';
import { onlyTold, sameScope, sayScope, typedScope } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import { sayEnd } from '../policy/lock-end.ts';
import { mayLock, samePerson } from '../policy/permissions.ts';
import { audit, ref } from './lock-audit.ts';
import { leaveQueueButton } from './lock-buttons.ts';
import { findLock, mayNot } from './lock-finding.ts';
import { showLock } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';

/** Standing in line for a lock, leaving the line, and taking the lock when it is one's turn. */
export function lockQueueUseCases(ports: LockPorts): Pick<Do, 'waitForLock' | 'leaveLockQueue' | 'takeLockTurn'> {
  /** The line of a lock is part of its message; and when the lock is free, somebody may have the turn. */
  async function lineChanged({ environment, service }: LockScope): Promise<void> {
    const held = await findLock(ports, { environment, service }, ports.clock.now());
    if (held) await showLock(ports, await ports.catalogs.active(), held.id);
    ports.wake();
  }

  return {
    async waitForLock({ id, by, asked, environment, service, reason, length, deploy }) {
      const scope = { environment, service };
      const catalog = await ports.catalogs.active();
      const waiterId = `wait:${id}`;
      const asks = { id: waiterId, ...scope, person: ref(by), reason, length, since: asked, turnUntil: null };
      const wanted: LockWaiter = deploy ? { ...asks, deploy } : asks;
      const may = onlyTold(wanted)
        ? { allowed: true as const }
        : mayLock(await ports.people.membership(by.slackId, catalog.roles), catalog, scope);
      if (!may.allowed) {
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, { service, reason, why: may.why });
        return mayNot(`You may not lock ${sayScope(scope)}, so you cannot wait for it`, may);
      }
      const held = await findLock(ports, scope, ports.clock.now());
      if (!(await ports.lockQueue.get(waiterId))) {
        const refused = await nothingToWaitFor(ports, wanted, held);
        if (refused) return refused;
      }
      const { waiter, ended } = await ports.lockQueue.join(wanted);
      if (ended) return over(waiter, ended);
      await audit(ports, waiter.id, 'lock.waited-for', by, environment, { service, reason: waiter.reason });
      await lineChanged(scope);
      return { kind: 'changed', notice: await inLine(ports, waiter, held) };
    },

    async leaveLockQueue({ by, from }) {
      const line = 'waiterId' in from ? null : await ports.lockQueue.waiting(from);
      const found = line
        ? line.find(({ person }) => samePerson(person, by))
        : (await ports.lockQueue.get('waiterId' in from ? from.waiterId : ''))?.waiter;
      if (!found || !samePerson(found.person, by)) {
        return {
          kind: 'refused',
          title: 'You are not in that line',
          lines: ['/deploys shows who waits for which lock.'],
        };
      }
      await audit(ports, found.id, 'lock.queue-left', by, found.environment, { service: found.service });
      await ports.lockQueue.end(found.id, 'left');
      await lineChanged(found);
      const title = `You no longer wait for the lock on ${sayScope(found)}`;
      return { kind: 'changed', notice: { kind: 'text', tone: 'info', title, lines: [] } };
    },

    async takeLockTurn({ by, asked, waiterId }) {
      const found = await ports.lockQueue.get(waiterId);
      if (!found || !samePerson(found.waiter.person, by)) return somebodyElses(found?.waiter);
      const { waiter, ended } = found;
      const { environment, service, reason, length } = waiter;
      const now = ports.clock.now();
      const catalog = await ports.catalogs.active();
      // Of the waiter's own name: pressed twice, or handled again after a crash, it is one lock.
      const lockId = `lock:${waiter.id}`;
      if (!(await ports.locks.get(lockId))) {
        if (ended) return over(waiter, ended);
        if (waiter.turnUntil === null) return notYet(ports, waiter);
        if (waiter.turnUntil <= now) return over(waiter, 'passed-over');
        const may = mayLock(await ports.people.membership(by.slackId, catalog.roles), catalog, waiter);
        if (!may.allowed) return mayNot(`You may not lock ${sayScope(waiter)} any more`, may);
      }
      const until = length === null ? null : asked + length;
      const lock: Lock = { id: lockId, environment, service, owner: ref(by), reason, since: asked, until };
      const answer = await ports.locks.take(lock, now);
      if (!answer.taken && answer.held.id !== lockId) {
        await ports.lockQueue.setTurn(waiter.id, null);
        await lineChanged(waiter);
        const { owner, reason: theirs } = answer.held;
        const title = `${owner.name} locked ${sayScope(waiter)} before you`;
        return { kind: 'refused', title, lines: [theirs, 'You keep your place in the line.'] };
      }
      await audit(ports, lockId, 'lock.taken', by, environment, { service, reason, until, lock: lockId });
      await ports.lockQueue.end(waiter.id, 'served');
      const shown = await showLock(ports, catalog, lockId);
      const isOver = shown === null || shown.notice.done === 'released';
      return isOver ? over(waiter, 'served') : { kind: 'locked', ...shown };
    },
  };
}

/** For whom a lock that is free is kept: the first in line, where that is somebody else. Null: for nobody. */
export async function keptFor(ports: LockPorts, scope: LockScope, by: Lock['owner']): Promise<LockWaiter | null> {
  const first = (await ports.lockQueue.waiting(scope)).find((waiter) => !onlyTold(waiter));
  return first && !samePerson(first.person, by) ? first : null;
}

/** Whoever has the lock by now waits for it no longer, however they got it. */
export async function endOwnWaiting(ports: LockPorts, lock: Lock): Promise<void> {
  const line = await ports.lockQueue.waiting(lock);
  for (const { id, person } of line) if (samePerson(person, lock.owner)) await ports.lockQueue.end(id, 'served');
}

async function nothingToWaitFor(ports: LockPorts, wanted: LockWaiter, held: Lock | undefined): Promise<Refused | null> {
  const { environment, service, person: by } = wanted;
  const scope = { environment, service };
  const where = sayScope(scope);
  if (held && samePerson(held.owner, by)) {
    const lines = [`/lock extend ${typedScope(scope)} for 2h makes it last longer.`];
    return { kind: 'refused', title: `You hold the lock on ${where} already`, lines };
  }
  if (!held && onlyTold(wanted)) {
    return { kind: 'refused', title: 'Everything is no longer locked', lines: ['Ask for your deploy again.'] };
  }
  if (held || (await ports.lockQueue.waiting(scope)).length > 0) return null;
  const touching = (await ports.locks.inForce(ports.clock.now(), scope)).filter((other) => !sameScope(other, scope));
  const others = touching.map((other) => `${sayScope(other)} is locked by ${other.owner.name}: ${other.reason}`);
  const lines = [`Take it with /lock ${typedScope(scope)} and a reason.`, ...others];
  return { kind: 'refused', title: `There is no lock on ${where} to wait for`, lines };
}

async function inLine(ports: LockPorts, waiter: LockWaiter, held: Lock | undefined): Promise<Notice> {
  if (onlyTold(waiter)) {
    return {
      kind: 'text',
      tone: 'success',
      title: `You are told when ${sayScope(waiter)} is free`,
      lines: [
        ...(held ? [`${held.owner.name} holds it ${sayEnd(held.until)}: ${held.reason}`] : []),
        'It comes in a direct message, with a button that asks for your deploy again.',
      ],
      buttons: [await leaveQueueButton(ports, waiter)],
    };
  }
  const place = await placeOf(ports, waiter);
  return {
    kind: 'text',
    tone: 'success',
    title: `You are number ${place} in line for the lock on ${sayScope(waiter)}`,
    lines: [
      held
        ? `${held.owner.name} holds it ${sayEnd(held.until)}: ${held.reason}`
        : 'It is free, and somebody has the turn to take it.',
      'When it is your turn you are told in a direct message, with a button that locks it for you at once.',
    ],
    buttons: [await leaveQueueButton(ports, waiter)],
  };
}

async function placeOf(ports: LockPorts, waiter: LockWaiter): Promise<number> {
  const line = (await ports.lockQueue.waiting(waiter)).filter((each) => !onlyTold(each));
  return line.findIndex(({ id }) => id === waiter.id) + 1;
}

async function notYet(ports: LockPorts, waiter: LockWaiter): Promise<Refused> {
  const title = `It is not your turn to lock ${sayScope(waiter)}`;
  const place = await placeOf(ports, waiter);
  return { kind: 'refused', title, lines: [`You are number ${place} in line, and are told when it is your turn.`] };
}

function over(waiter: LockWaiter, how: WaitEnd): Refused {
  const again = `/lock wait ${typedScope(waiter)} and a reason puts you in line again.`;
  const words = {
    served: 'You had the lock, and it is over.',
    left: 'You left the line.',
    'passed-over': waiter.turnUntil
      ? `It was your turn until ${sayInstant(waiter.turnUntil, 'UTC')}; the next in line was asked then.`
      : 'The next in line was asked.',
  };
  return { kind: 'refused', title: `Your turn to lock ${sayScope(waiter)} is over`, lines: [words[how], again] };
}

function somebodyElses(waiter: LockWaiter | undefined): Refused {
  const lines = waiter ? [`It is the turn of ${waiter.person.name}.`] : [];
  return { kind: 'refused', title: 'It is not your turn', lines };
}
