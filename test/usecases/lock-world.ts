import type { Do } from '../../src/command.ts';
import type { Membership } from '../../src/model/person.ts';
import { lockUseCases } from '../../src/usecases/locks.ts';
import { catalog, membership, now, person } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeButtons } from '../fakes/buttons.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLockQueue } from '../fakes/lock-queue.ts';
import { createFakeLocks } from '../fakes/locks.ts';
import { createFakeMutes } from '../fakes/mutes.ts';
import { createFakeChat } from '../fakes/outbox.ts';

export const staging = { environment: 'staging', service: null };

/** Locks on fakes; `die` makes the process stop at the next write of that kind, as a kill does. */
export function open() {
  const clock = createFakeClock(now);
  const audit = createFakeAudit();
  const chat = createFakeChat();
  const locks = createFakeLocks();
  const lockQueue = createFakeLockQueue();
  let dies: 'audit' | 'chat' | 'release' | 'whisper' | 'leave' | null = null;
  const unlessKilled =
    <Given extends unknown[], Answer>(what: typeof dies, act: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      if (dies !== what) return act(...given);
      dies = null;
      throw new Error('killed');
    };
  const held = new Map<string, Membership>();
  let woken = 0;
  const ports = {
    audit: { ...audit, record: unlessKilled('audit', audit.record) },
    chat: { ...chat, show: unlessKilled('chat', chat.show), whisper: unlessKilled('whisper', chat.whisper) },
    lockQueue: { ...lockQueue, end: unlessKilled('leave', lockQueue.end) },
    locks: { ...locks, release: unlessKilled('release', locks.release) },
    buttons: createFakeButtons(),
    catalogs: createFakeCatalogs(catalog()),
    clock,
    mutes: createFakeMutes(),
    people: {
      person: async (slackId: string) => held.get(slackId)?.person ?? person('sec'),
      membership: async (slackId: string) => held.get(slackId) ?? membership('sec', { roles: [] }),
      byGitHub: async () => null,
      holders: async () => [],
    },
    wake: () => {
      woken++;
    },
  };
  const act = lockUseCases(ports);
  for (const handle of ['dev', 'dev2', 'lead']) held.set(person(handle).slackId, membership(handle));
  const lock = (handle: string, id: string, changes: Partial<Parameters<Do['lock']>[0]> = {}) =>
    act.lock({ id, ...staging, by: person(handle), reason: 'load test', asked: clock.now(), until: null, ...changes });
  const unlock = (handle: string, id: string, changes: Partial<Parameters<Do['unlock']>[0]> = {}) =>
    act.unlock({ id, lock: staging, by: person(handle), asked: clock.now(), ...changes });
  return {
    act,
    ports,
    /** How often something that is due may have changed. */
    woken: () => woken,
    /** Their roles are gone. */
    forget: (handle: string) => held.set(person(handle).slackId, membership(handle, { roles: [] })),
    clock,
    audit,
    chat,
    locks,
    lockQueue,
    lock,
    unlock,
    die: (what: typeof dies) => {
      dies = what;
    },
  };
}

export type World = ReturnType<typeof open>;

export const owners = async ({ locks, clock }: World) =>
  (await locks.inForce(clock.now())).map(({ owner }) => owner.name);
