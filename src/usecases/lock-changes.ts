import type { Do, LockAct, LockChange, Refused } from '../command.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Lock } from '../model/lock.ts';
import { sayScope, typedScope } from '../model/lock.ts';
import type { PersonRef } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { day } from '../model/time.ts';
import { sayEnd } from '../policy/lock-end.ts';
import { mayLock, samePerson } from '../policy/permissions.ts';
import type { LockChanged } from '../ports/locks.ts';
import { audit, ref } from './lock-audit.ts';
import { unlockButton } from './lock-buttons.ts';
import { findLock, judgeMeant, judgeRight, mayNot, notLocked } from './lock-finding.ts';
import { showLock, tellDirectly, tellThread } from './lock-message.ts';
import { overtake } from './lock-overtaking.ts';
import type { LockPorts } from './lock-ports.ts';
import { endOwnWaiting } from './lock-queue.ts';

const longest = 30 * day;

interface Change {
  /** What they may not do, where they may not. */
  what: 'extend the lock on' | 'hand over the lock on' | 'take over the lock on';
  command: string;
  action: 'lock.extended' | 'lock.given' | 'lock.stolen';
  /** After those that hold for every change; null: go on. */
  judge(held: Lock, catalog: Catalog): Promise<Refused | null>;
  to(held: Lock): Lock;
  /** Tells those whom it concerns besides who asked. */
  tell(changed: LockChanged, catalog: Catalog): Promise<void>;
}

/** Extending, handing over and taking over: the lock stays one lock, with one message. */
export function lockChanges(ports: LockPorts): Pick<Do, 'extendLock' | 'giveLock' | 'stealLock'> {
  async function change(act: LockAct, wanted: Change): Promise<LockChange | Refused> {
    const { id, lock: which, by, asked } = act;
    const catalog = await ports.catalogs.active();
    const now = ports.clock.now();
    // Handled again after a crash, it is not judged anew: the lock may be somebody else's by its own doing.
    let changed = await ports.locks.changedBy(id);
    if (!changed) {
      const found = await findLock(ports, which, now);
      if (!found) return notLocked(which);
      const refused =
        judgeMeant(found, which, asked, wanted.command) ??
        (await judgeRight(ports, catalog, found, { id, by, what: wanted.what })) ??
        (await wanted.judge(found, catalog));
      if (refused) return refused;
      // What was judged is what is changed: it may have passed to somebody else meanwhile.
      const same = (held: Lock) => samePerson(held.owner, found.owner) && held.until === found.until;
      changed = await ports.locks.change(found.id, now, id, (held) => (same(held) ? wanted.to(held) : null));
      if (!changed) return movedOn(found);
    }
    const { was, became } = changed;
    await audit(ports, id, wanted.action, by, became.environment, { service: became.service, was, became });
    await endOwnWaiting(ports, became);
    const shown = await showLock(ports, catalog, became.id);
    if (!shown) return notLocked(which);
    await wanted.tell(changed, catalog);
    return { kind: 'changed', notice: { ...shown.notice, buttons: [] } };
  }

  const thread = (catalog: Catalog, lock: Lock, id: string, title: string, lines: string[] = []) =>
    tellThread(ports, catalog, lock, id, { kind: 'text', tone: 'info', title, lines });

  /** The new owner has to be one who may lock there. */
  async function mayHold(
    catalog: Catalog,
    held: Lock,
    person: PersonRef & { slackId: string },
  ): Promise<Refused | null> {
    if (samePerson(held.owner, person)) {
      const title = `${person.name} holds the lock on ${sayScope(held)} already`;
      return { kind: 'refused', title, lines: [`/lock extend ${typedScope(held)} for 2h makes it last longer.`] };
    }
    const may = mayLock(await ports.people.membership(person.slackId, catalog.roles), catalog, held);
    return may.allowed ? null : mayNot(`${person.name} may not hold a lock on ${sayScope(held)}`, may);
  }

  return {
    async extendLock(act) {
      const now = ports.clock.now();
      const end = (held: Lock) => (held.until ?? now) + act.length;
      return change(act, {
        what: 'extend the lock on',
        command: '/lock extend',
        action: 'lock.extended',
        judge: async (held) => (end(held) > now + longest ? tooLong(held) : null),
        to: (held) => {
          const by = { kind: 'extended' as const, by: ref(act.by), from: held.owner };
          return { ...held, until: end(held), confirmedAt: now, change: by };
        },
        tell: ({ became }, catalog) =>
          thread(catalog, became, act.id, `${act.by.name} extended it ${sayEnd(became.until)}`),
      });
    },

    async giveLock(act) {
      const { by, id, asked } = act;
      const heir = ref(await ports.people.person(act.to));
      return change(act, {
        what: 'hand over the lock on',
        command: '/lock give',
        action: 'lock.given',
        judge: (held, catalog) => mayHold(catalog, held, heir),
        to: (held) => passedOn(held, heir, asked, { kind: 'given', by: ref(by), from: held.owner }),
        async tell({ was, became }, catalog) {
          const where = sayScope(became);
          const release = `/unlock ${typedScope(became)} releases it.`;
          await thread(catalog, became, id, `${by.name} handed it over to ${heir.name}`);
          await tellDirectly(ports, heir, `${id}:to`, {
            kind: 'text',
            tone: 'info',
            title: `${by.name} handed the lock on ${where} over to you`,
            lines: [became.reason, `It holds deploys ${sayEnd(became.until)}. ${release}`],
            buttons: [await unlockButton(ports, became)],
          });
          if (samePerson(was.owner, by)) return;
          const title = `${by.name} handed your lock on ${where} over to ${heir.name}`;
          await tellDirectly(ports, was.owner, `${id}:from`, {
            kind: 'text',
            tone: 'warning',
            title,
            lines: [was.reason],
          });
        },
      });
    },

    async stealLock(act) {
      const overtaken = await overtake(ports, act);
      if (overtaken) return overtaken;
      const { by, id, asked, reason, until } = act;
      return change(act, {
        what: 'take over the lock on',
        command: '/lock steal',
        action: 'lock.stolen',
        judge: (held, catalog) => mayHold(catalog, held, by),
        to: (held) => {
          const taken = passedOn(held, ref(by), asked, { kind: 'stolen', by: ref(by), from: held.owner });
          return { ...taken, reason, until };
        },
        async tell({ was, became }, catalog) {
          await thread(catalog, became, id, `${by.name} took it over from ${was.owner.name}`, [became.reason]);
          await tellDirectly(ports, was.owner, `${id}:from`, {
            kind: 'text',
            tone: 'warning',
            title: `${by.name} took over your lock on ${sayScope(was)}`,
            lines: [`Why: ${became.reason}`, `You held it for: ${was.reason}`],
          });
        },
      });
    },
  };
}

function passedOn(held: Lock, owner: PersonRef, since: Instant, change: NonNullable<Lock['change']>): Lock {
  const { confirmedAt: _, ...rest } = held;
  return { ...rest, owner, since, change };
}

function tooLong(held: Lock): Refused {
  const title = `The lock on ${sayScope(held)} would last too long`;
  return {
    kind: 'refused',
    title,
    lines: [`It now lasts ${sayEnd(held.until)}; a lock may last 30 days from now at most.`],
  };
}

function movedOn(held: Lock): Refused {
  const title = `The lock on ${sayScope(held)} changed while you asked`;
  return { kind: 'refused', title, lines: ['/deploys shows the locks in force. Ask again if you still want it.'] };
}
