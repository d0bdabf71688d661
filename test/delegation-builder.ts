import type { Delegation } from '../src/model/delegation.ts';
import { hour } from '../src/model/time.ts';
import { now, person } from './builders.ts';

/** The first approves no more for a while, and the second in their place. */
export function delegationOf([from, to]: [from: string, to: string], changes: Partial<Delegation> = {}): Delegation {
  const named = (handle: string) => {
    const { slackId, name, githubLogin } = person(handle);
    return { slackId, name, githubLogin };
  };
  return {
    id: `d-${from}-${to}`,
    from: named(from),
    to: named(to),
    role: null,
    roles: ['release-managers'],
    since: now,
    until: now + 24 * hour,
    ...changes,
  };
}
