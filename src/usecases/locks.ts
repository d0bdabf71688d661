import type { Do, Refused } from '../command.ts';
import type { Button } from '../model/button.ts';
import type { Lock, LockWaiter } from '../model/lock.ts';
import { sayScope, typedScope } from '../model/lock.ts';
import { sayEnd } from '../policy/lock-end.ts';
import { mayLock } from '../policy/permissions.ts';
import { lockAsking } from './lock-asking.ts';
import { audit, ref } from './lock-audit.ts';
import { waitButton } from './lock-buttons.ts';
import { lockChanges } from './lock-changes.ts';
import { findLock, judgeMeant, judgeRight, mayNot, notLocked } from './lock-finding.ts';
import { showLock } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';
import { endOwnWaiting, keptFor, lockQueueUseCases } from './lock-queue.ts';

/** Who may deploy to an environment may lock it; its owner, and those whom the catalog trusts with approvals, may unlock. */
export function lockUseCases(ports: LockPorts): Omit<Do, 'people' | 'askReviewers' | 'releaseQuarantine'> {
  return {
    ...lockChanges(ports),
    ...lockQueueUseCases(ports),
    ...lockAsking(ports),

    async lock({ id, environment, service, by, reason, asked, until }) {
      const scope = { environment, service };
      const catalog = await ports.catalogs.active();
      const may = mayLock(await ports.people.membership(by.slackId, catalog.roles), catalog, scope);
      if (!may.allowed) {
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, { service, reason, why: may.why });
        return mayNot(`You may not lock ${sayScope(scope)}`, may);
      }
      const now = ports.clock.now();
      const lock: Lock = { id: `lock:${id}`, ...scope, owner: ref(by), reason, since: asked, until };
      const wait = () => waitButton(ports, { ...scope, reason, length: until === null ? null : until - asked });
      const known = (await ports.locks.get(lock.id)) ?? (await findLock(ports, scope, now));
      const first = known ? null : await keptFor(ports, scope, lock.owner);
      if (first) {
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, {
          service,
          reason,
          keptFor: first.person,
        });
        return keptForAnother(first, await wait());
      }
      const answer = await ports.locks.take(lock, now);
      if (!answer.taken && answer.held.id !== lock.id) {
        const heldBy = answer.held.owner;
        await audit(ports, `${id}:refused`, 'lock.refused', by, environment, { service, reason, heldBy });
        return lockedAlready(answer.held, await wait());
      }
      await audit(ports, id, 'lock.taken', by, environment, { service, reason, until, lock: lock.id });
      await endOwnWaiting(ports, lock);
      // Handled again after a crash, it may be over by now, and must not be shown as held.
      const account = await ports.locks.account(lock.id, ports.clock.now());
      const shown = account && !account.over ? await showLock(ports, catalog, lock.id) : null;
      if (!shown) {
        const title = `Your lock on ${sayScope(scope)} is over already`;
        return { kind: 'refused', title, lines: ['Lock it again if need be.'] };
      }
      return { kind: 'locked', ...shown };
    },

    async unlock({ id, lock: which, by, asked }) {
      const now = ports.clock.now();
      const catalog = await ports.catalogs.active();
      // Handled again after a crash: it is finished, and what was taken since is none of its business.
      const before = await ports.locks.releasedBy(id);
      const found = before ?? (await findLock(ports, which, now));
      if (!found) return notLocked(which);
      if (!before) {
        const refused =
          judgeMeant(found, which, asked, '/unlock') ??
          (await judgeRight(ports, catalog, found, { id, by, what: 'unlock' }));
        if (refused) return refused;
        if (!(await ports.locks.release(found.id, now, id, ref(by)))) return notLocked(which);
      }
      await audit(ports, id, 'lock.released', by, found.environment, { service: found.service, lock: found });
      const shown = await showLock(ports, catalog, found.id);
      return shown ? { kind: 'unlocked', ...shown } : notLocked(which);
    },
  };
}

function lockedAlready(held: Lock, wait: Button): Refused {
  const { owner, reason, until } = held;
  return {
    kind: 'refused',
    title: `${sayScope(held)} is locked already`,
    lines: [
      `${owner.name} holds it ${sayEnd(until)}: ${reason}`,
      `Ask them to release it with /unlock ${typedScope(held)}, then lock it yourself.`,
    ],
    buttons: [wait],
  };
}

function keptForAnother(first: LockWaiter, wait: Button): Refused {
  const until = first.turnUntil === null ? 'now' : sayEnd(first.turnUntil);
  const title = `The lock on ${sayScope(first)} is kept for ${first.person.name}`;
  const lines = [
    `They waited for it, and it is their turn ${until}: ${first.reason}`,
    `Ask them to take it, or to leave the line with /lock leave ${typedScope(first)}.`,
    `If it cannot wait: /lock steal ${typedScope(first)} and a reason, for whoever may release other people's locks.`,
  ];
  return { kind: 'refused', title, lines, buttons: [wait] };
}
