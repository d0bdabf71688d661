import type { Do } from '../command.ts';
import { sayScope } from '../model/lock.ts';
import { samePerson } from '../policy/permissions.ts';
import { audit } from './lock-audit.ts';
import { extendButton, unlockButton } from './lock-buttons.ts';
import { findLock } from './lock-finding.ts';
import { tellDirectly } from './lock-message.ts';
import type { LockPorts } from './lock-ports.ts';

/** Asking the owner of a lock to release it: once for each person and owner, however often it is pressed. */
export function lockAsking(ports: LockPorts): Pick<Do, 'askForLock'> {
  return {
    async askForLock({ by, lockId, purpose }) {
      const lock = await findLock(ports, { id: lockId }, ports.clock.now());
      if (!lock) return { kind: 'refused', title: 'It is no longer locked', lines: ['Ask for your deploy again.'] };
      const where = sayScope(lock);
      const { owner } = lock;
      if (samePerson(owner, by)) {
        return {
          kind: 'refused',
          title: `You hold the lock on ${where} yourself`,
          lines: ['The Unlock button releases it.'],
        };
      }
      if (owner.slackId === null) {
        return { kind: 'refused', title: `${owner.name} is not known to Slack`, lines: ['Ask them in person.'] };
      }
      const key = `${lock.id}:${lock.since}:${by.slackId}`;
      await audit(ports, key, 'lock.asked-for', by, lock.environment, {
        lock: lock.id,
        service: lock.service,
        owner,
        purpose,
      });
      await tellDirectly(ports, owner, `lock-asked-for:${key}`, {
        kind: 'text',
        tone: 'info',
        title: `${by.name} asks you to release the lock on ${where}`,
        lines: [`What for: ${purpose}`, `You hold it for: ${lock.reason}`],
        buttons: [await unlockButton(ports, lock), await extendButton(ports, lock)],
      });
      const lines = [
        `They hold ${where} for: ${lock.reason}`,
        'They were sent a direct message with a button that releases it.',
      ];
      return {
        kind: 'changed',
        notice: { kind: 'text', tone: 'success', title: `${owner.name} has been asked`, lines },
      };
    },
  };
}
