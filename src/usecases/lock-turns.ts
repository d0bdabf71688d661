import { sayInstant } from '../model/instant-words.ts';
import type { LockWaiter } from '../model/lock.ts';
import { onlyTold, sameScope, sayScope, typedScope } from '../model/lock.ts';
import type { Instant } from '../model/time.ts';
import { minute, sayDuration } from '../model/time.ts';
import { audit } from './lock-audit.ts';
import { deployNowButton, leaveQueueButton, takeTurnButton } from './lock-buttons.ts';
import { findLock } from './lock-finding.ts';
import { tellDirectly } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';

/** So long the first in line may take to take a lock that is free; then the next is asked. */
const turnLength = 30 * minute;

/**
 * In each line whose lock is free, gives the first the turn and tells everybody; passes over who let it go by. Gives when that is to
 * be looked at again. May be done at any time and by several replicas: who has the turn is stored, and each is told of it once.
 */
export async function giveTurns(ports: LockPorts): Promise<Instant | null> {
  const lines: LockWaiter[][] = [];
  for (const waiter of await ports.lockQueue.waiting()) {
    const line = lines.find(([first]) => first && sameScope(first, waiter));
    if (line) line.push(waiter);
    else lines.push([waiter]);
  }
  const due: Instant[] = [];
  for (const line of lines) {
    const next = await serve(ports, line);
    if (next !== null) due.push(next);
  }
  return due.length === 0 ? null : Math.min(...due);
}

async function serve(ports: LockPorts, line: readonly LockWaiter[]): Promise<Instant | null> {
  const [first] = line;
  if (!first) return null;
  const now = ports.clock.now();
  const current = line.find(({ turnUntil }) => turnUntil !== null);
  const { environment, service } = first;
  if (await findLock(ports, { environment, service }, now)) {
    // Somebody has it: it is nobody's turn until it is free again.
    if (current) await ports.lockQueue.setTurn(current.id, null);
    return null;
  }
  if (line.some(onlyTold)) {
    for (const waiter of line.filter(onlyTold)) await tellFree(ports, waiter);
    return serve(
      ports,
      line.filter((waiter) => !onlyTold(waiter)),
    );
  }
  if (current && current.turnUntil !== null && current.turnUntil <= now) {
    await passOver(ports, current);
    return serve(
      ports,
      line.filter((waiter) => waiter !== current),
    );
  }
  const turn = current ?? { ...first, turnUntil: now + turnLength };
  const { turnUntil } = turn;
  if (turnUntil === null) return null;
  // Given by another replica in this moment: that one tells of it, and here it is looked at when the turn is over.
  if (!current && !(await ports.lockQueue.setTurn(turn.id, turnUntil))) return turnUntil;
  await tellTurn(ports, turn, turnUntil);
  const behind = line.filter(({ id }) => id !== turn.id);
  for (const [index, waiter] of behind.entries()) await tellPlace(ports, waiter, turn, index + 2);
  return turnUntil;
}

async function tellFree(ports: LockPorts, waiter: LockWaiter): Promise<void> {
  const deploy = await deployNowButton(ports, waiter);
  const title = `${sentence(sayScope(waiter))} is free again`;
  const lines = [`You waited for it ${waiter.reason}.`];
  const notice = { kind: 'text' as const, tone: 'success' as const, title, lines, buttons: deploy ? [deploy] : [] };
  await tellDirectly(ports, waiter.person, `lock-free:${waiter.id}`, notice);
  await ports.lockQueue.end(waiter.id, 'served');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function tellTurn(ports: LockPorts, turn: LockWaiter, until: Instant): Promise<void> {
  const key = `${turn.id}:turn:${until}`;
  const { environment, service, person } = turn;
  const deploy = await deployNowButton(ports, turn);
  await audit(ports, key, 'lock.turn-given', null, environment, { service, person, until });
  await tellDirectly(ports, person, `lock-turn:${key}`, {
    kind: 'text',
    tone: 'success',
    title: `The lock on ${sayScope(turn)} is free, and it is your turn`,
    lines: [
      `You wanted it for: ${turn.reason}`,
      `It is kept for you until ${sayInstant(until, 'UTC')} (${sayDuration(turnLength)}); then the next in line is asked.`,
    ],
    buttons: [
      ...(deploy ? [deploy] : []),
      await takeTurnButton(ports, turn, deploy ? 'plain' : 'primary'),
      await leaveQueueButton(ports, turn),
    ],
  });
}

async function tellPlace(ports: LockPorts, waiter: LockWaiter, turn: LockWaiter, place: number): Promise<void> {
  await tellDirectly(ports, waiter.person, `lock-place:${waiter.id}:${turn.id}:${turn.turnUntil}`, {
    kind: 'text',
    tone: 'info',
    title: `You are number ${place} in line for the lock on ${sayScope(waiter)}`,
    lines: [`It is free, and it is the turn of ${turn.person.name}.`],
    buttons: [await leaveQueueButton(ports, waiter)],
  });
}

async function passOver(ports: LockPorts, waiter: LockWaiter): Promise<void> {
  const { id, environment, service, person } = waiter;
  await audit(ports, id, 'lock.passed-over', null, environment, { service, person });
  await tellDirectly(ports, person, `lock-passed-over:${id}`, {
    kind: 'text',
    tone: 'warning',
    title: `Your turn to lock ${sayScope(waiter)} is over`,
    lines: [
      `You did not take it within ${sayDuration(turnLength)}. /lock wait ${typedScope(waiter)} and a reason puts you in line again.`,
    ],
  });
  await ports.lockQueue.end(id, 'passed-over');
}
