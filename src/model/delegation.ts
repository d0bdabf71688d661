import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

/** For a time somebody may approve in the place of somebody else. */
export interface Delegation {
  id: string;
  from: PersonRef & { slackId: string };
  to: PersonRef & { slackId: string };
  /** Only with this role; null: with every role by which `from` approves. */
  role: string | null;
  /** The roles by which `from` approved when it was given, for showing; what counts is what they hold at the vote. */
  roles: string[];
  since: Instant;
  until: Instant;
}

/** Whether it is for any of these roles, as far as is known without asking anybody. */
export function concerns({ role, roles }: Delegation, wanted: readonly string[]): boolean {
  return (role === null ? roles : [role]).some((one) => wanted.includes(one));
}
