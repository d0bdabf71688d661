import type { Catalog } from '../model/catalog.ts';
import type { Lock, LockAccount, LockScope } from '../model/lock.ts';
import { stopsTheLine } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { PersonRef } from '../model/person.ts';
import { touchedBy } from '../policy/permissions.ts';
import { extendButton, unlockButton } from './lock-buttons.ts';
import type { LockPorts } from './lock-ports.ts';

type LockNotice = Extract<Notice, { kind: 'lock' }>;

const somebody: PersonRef = { slackId: null, name: 'somebody', githubLogin: null };
/** Two who change it at once each write what they see; whoever finds it changed meanwhile writes again. */
const mostTries = 5;

/**
 * A lock concerns everybody who deploys there: one message in the environment's channel, made of what is stored and of nothing else,
 * so that it can be written again at any time. Null when there is no such lock.
 */
export async function showLock(
  ports: LockPorts,
  catalog: Catalog,
  lockId: string,
): Promise<{ notice: LockNotice; told: string[] } | null> {
  let seen = await look(ports, lockId);
  for (let tries = 1; seen; tries++) {
    const notice = await noticeOf(ports, seen);
    const told = channelsOf(catalog, seen.lock);
    for (const channel of told) await ports.chat.show({ anchor: lockAnchor(lockId, channel), channel, notice });
    const again = await look(ports, lockId);
    ports.wake();
    if (tries === mostTries || JSON.stringify(again) === JSON.stringify(seen)) return { notice, told };
    seen = again;
  }
  return null;
}

/** Adds what was done to the thread of the lock's message. */
export async function tellThread(
  ports: LockPorts,
  catalog: Catalog,
  lock: Lock,
  key: string,
  notice: Notice,
): Promise<void> {
  for (const channel of channelsOf(catalog, lock))
    await ports.chat.reply({ anchor: lockAnchor(lock.id, channel), key, notice });
}

/** Tells one person directly, wherever they are. */
export async function tellDirectly(
  ports: Pick<LockPorts, 'chat'>,
  person: PersonRef,
  key: string,
  notice: Notice,
): Promise<void> {
  if (person.slackId === null) return;
  await ports.chat.whisper({ key, person: person.slackId, channel: person.slackId, responseUrl: null, notice });
}

/** Where people are told of it: the channels of what it touches; of a stop of the line also the operators' one. */
export function channelsOf(catalog: Catalog, scope: LockScope): string[] {
  const channels = touchedBy(catalog, scope).map(({ channel }) => channel);
  return [...new Set(stopsTheLine(scope) ? [...channels, catalog.channels.operations] : channels)];
}

/** The lock, what became of it, and the names of those who wait for it. */
async function look(ports: LockPorts, lockId: string): Promise<(LockAccount & { queue: string[] }) | null> {
  const account = await ports.locks.account(lockId, ports.clock.now());
  if (!account) return null;
  const waiting = account.over ? [] : await ports.lockQueue.waiting(account.lock);
  return { ...account, queue: waiting.map(({ person }) => person.name) };
}

async function noticeOf(
  ports: LockPorts,
  { lock, over, queue }: LockAccount & { queue: string[] },
): Promise<LockNotice> {
  if (over) {
    const by = over.by ?? (over.ranOut ? lock.owner : somebody);
    return { kind: 'lock', lock, done: 'released', by, buttons: [], ...(over.ranOut ? { ranOut: true } : {}) };
  }
  const buttons = [await unlockButton(ports, lock), await extendButton(ports, lock)];
  return { kind: 'lock', lock, done: 'taken', by: lock.owner, buttons, ...(queue.length > 0 ? { queue } : {}) };
}

function lockAnchor(lockId: string, channel: string): string {
  return `lock:${lockId}:${channel}`;
}
