import type { Button } from '../model/button.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Lock, LockAccount, LockScope } from '../model/lock.ts';
import { stopsTheLine } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { PersonRef } from '../model/person.ts';
import { hour } from '../model/time.ts';
import { touchedBy } from '../policy/permissions.ts';
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
  let account = await ports.locks.account(lockId, ports.clock.now());
  for (let tries = 1; account; tries++) {
    const notice = await noticeOf(ports, account);
    const told = channelsOf(catalog, account.lock);
    for (const channel of told) await ports.chat.show({ anchor: lockAnchor(lockId, channel), channel, notice });
    const again = await ports.locks.account(lockId, ports.clock.now());
    ports.wake();
    if (tries === mostTries || JSON.stringify(again) === JSON.stringify(account)) return { notice, told };
    account = again;
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

export async function unlockButton(ports: Pick<LockPorts, 'buttons'>, lock: Lock): Promise<Button> {
  return {
    id: await ports.buttons.offer({ kind: 'unlock', lockId: lock.id }),
    kind: 'unlock',
    label: 'Unlock',
    style: 'plain',
    confirm: { title: 'Release this lock?', text: 'Deploys are possible again at once.', yes: 'Unlock' },
  };
}

export async function extendButton(ports: Pick<LockPorts, 'buttons'>, lock: Lock): Promise<Button> {
  return {
    id: await ports.buttons.offer({ kind: 'extend-lock', lockId: lock.id, length: 2 * hour }),
    kind: 'extend-lock',
    label: lock.until === null ? 'End it in 2h' : 'Extend 2h',
    style: 'plain',
    confirm: null,
  };
}

/** Where people are told of it: the channels of what it touches; of a stop of the line also the operators' one. */
export function channelsOf(catalog: Catalog, scope: LockScope): string[] {
  const channels = touchedBy(catalog, scope).map(({ channel }) => channel);
  return [...new Set(stopsTheLine(scope) ? [...channels, catalog.channels.operations] : channels)];
}

async function noticeOf(ports: LockPorts, { lock, over }: LockAccount): Promise<LockNotice> {
  if (over) {
    const by = over.by ?? (over.ranOut ? lock.owner : somebody);
    return { kind: 'lock', lock, done: 'released', by, buttons: [], ...(over.ranOut ? { ranOut: true } : {}) };
  }
  const buttons = [await unlockButton(ports, lock), await extendButton(ports, lock)];
  return { kind: 'lock', lock, done: 'taken', by: lock.owner, buttons };
}

function lockAnchor(lockId: string, channel: string): string {
  return `lock:${lockId}:${channel}`;
}
