import { DateTime } from 'luxon';
import type { Facts } from '../../model/facts.ts';
import type { Lock } from '../../model/lock.ts';
import type { Verdict } from '../../model/verdict.ts';
import { samePerson } from '../permissions.ts';
import { block, factsMissing, list, pass, warn } from '../verdicts.ts';

export interface LockRule {
  /** Roles that may release other people's locks. */
  unlockers: string[];
}

/** Somebody else's lock on the environment or on one of the services blocks; your own only reminds you. */
export function lock(rules: LockRule, facts: Facts): Verdict {
  if (!facts.locks.known) return factsMissing('lock', 'The locks', facts.locks.why);
  const touching = facts.locks.value.filter(
    (held) =>
      held.environment === facts.environment &&
      (held.service === null || facts.services.includes(held.service)) &&
      (held.until === null || held.until > facts.now),
  );
  if (touching.length === 0) return pass('lock', `Nothing of ${facts.environment} that this touches is locked.`);
  const requester = facts.requester.known ? facts.requester.value.person : null;
  const others = touching.filter((held) => requester === null || !samePerson(held.owner, requester));
  const saw = touching.map((held) => ({ what: sayScope(held), found: sayLock(held), wanted: 'no lock' }));
  if (others.length === 0) {
    return warn('lock', 'lock-is-yours', `${list(touching.map(sayScope))} is locked by you, so you may deploy.`, {
      saw,
    });
  }
  const owners = [...new Set(others.map((held) => held.owner.name))];
  const ends = others.map((held) => held.until);
  return block('lock', 'locked', others.map((held) => `${sayScope(held)} is ${sayLock(held)}.`).join(' '), {
    saw,
    unblock: `${list(owners)} or somebody who holds ${list(rules.unlockers, 'or')} can release it with ${list(others.map(unlockCommand))}.`,
    who: [...owners, ...rules.unlockers],
    when: ends.every((end) => end !== null) ? Math.max(...ends) : null,
  });
}

function sayScope(held: Lock): string {
  return held.service === null ? `All of ${held.environment}` : `${held.service} in ${held.environment}`;
}

function sayLock(held: Lock): string {
  const until =
    held.until === null
      ? 'until it is released'
      : `until ${DateTime.fromMillis(held.until, { zone: 'utc', locale: 'en-GB' }).toFormat("d LLLL, HH:mm 'UTC'")}`;
  return `locked by ${held.owner.name} ${until}: ${held.reason}`;
}

function unlockCommand(held: Lock): string {
  return `/unlock ${held.environment}${held.service === null ? '' : ` ${held.service}`}`;
}
