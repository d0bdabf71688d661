import type { Audit } from '../ports/audit.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { LockQueue } from '../ports/lock-queue.ts';
import type { Locks } from '../ports/locks.ts';
import type { Mutes } from '../ports/mutes.ts';
import type { People } from '../ports/people.ts';

/** What locks need of the outside world. */
export interface LockPorts {
  audit: Audit;
  buttons: Buttons;
  catalogs: Catalogs;
  chat: Chat;
  clock: Clock;
  locks: Locks;
  lockQueue: LockQueue;
  mutes: Pick<Mutes, 'among'>;
  people: People;
  /** A lock or its queue has changed: something may be due earlier than it was. */
  wake(): void;
}
