import type { Facts } from '../../model/facts.ts';
import type { Lock } from '../../model/lock.ts';
import { stopsTheLine, typedScope } from '../../model/lock.ts';
import type { Verdict } from '../../model/verdict.ts';
import { sayEnd } from '../lock-end.ts';
import { samePerson } from '../permissions.ts';
import { block, factsMissing, list, pass, warn } from '../verdicts.ts';

export interface LockRule {
  /** Roles that may release other people's locks. */
  unlockers: string[];
}

/**
 * Somebody else's lock on the environment or on one of the services blocks; your own only reminds you. A lock on everything holds
 * its owner as well, and lets through what mends: deployments of services whose last one here failed. A rollback passes every lock.
 */
export function lock(rules: LockRule, facts: Facts): Verdict {
  if (!facts.locks.known) return factsMissing('lock', 'The locks', facts.locks.why);
  const touching = facts.locks.value.filter((held) => touches(held, facts));
  if (touching.length === 0) return pass('lock', `Nothing of ${facts.environment} that this touches is locked.`);
  const stops = touching.filter(stopsTheLine);
  if (facts.line.rollback) return passedByRollback(touching, stops.length > 0);
  const mends = stops.length > 0 ? mending(facts) : null;
  if (mends === 'unknown') return failuresUnknown(facts);
  const blocking = blockingLocks(facts);
  const saw = touching.map((held) => ({ what: sayWhere(held), found: sayLock(held), wanted: 'no lock' }));
  if (blocking.length > 0) return blocked(rules, facts, blocking, saw);
  if (mends) return warn('lock', mends.reason, `${sayStop(stops)} ${mends.says}`, { saw });
  return warn('lock', 'lock-is-yours', `${list(touching.map(sayWhere))} is locked by you, so you may deploy.`, { saw });
}

/** The locks that hold this deployment. */
export function blockingLocks(facts: Facts): Lock[] {
  if (!facts.locks.known) return [];
  const requester = facts.requester.known ? facts.requester.value.person : null;
  if (facts.line.rollback) return [];
  const touching = facts.locks.value.filter((held) => touches(held, facts));
  const mends = touching.some(stopsTheLine) ? mending(facts) : null;
  const stopped = mends === null || mends === 'unknown';
  return touching.filter((held) =>
    stopsTheLine(held) ? stopped : requester === null || !samePerson(held.owner, requester),
  );
}

function blocked(rules: LockRule, facts: Facts, blocking: Lock[], saw: Verdict['saw']): Verdict {
  const stopped = blocking.some(stopsTheLine);
  const owners = [...new Set(blocking.map((held) => held.owner.name))];
  const roles = [...new Set(blocking.flatMap((held) => (stopsTheLine(held) ? facts.line.releasers : rules.unlockers)))];
  const ends = blocking.map((held) => held.until);
  const passes = stopped ? ' Until then rollbacks pass, and deployments of services whose last one here failed.' : '';
  return block(
    'lock',
    stopped ? 'line-stopped' : 'locked',
    blocking.map((held) => `${sayWhere(held)} is ${sayLock(held)}.`).join(' '),
    {
      saw,
      unblock: `${list(owners)} or somebody with the role ${list(roles, 'or')} can release it with ${list(blocking.map(unlockCommand))}.${passes}`,
      who: [...owners, ...roles],
      when: ends.every((end) => end !== null) ? Math.max(...ends) : null,
    },
  );
}

/** Why this passes a lock on everything; null: it does not. */
function mending({ line, services, environment }: Facts) {
  if (!line.failed.known) return 'unknown';
  const { value } = line.failed;
  if (!services.every((service) => value.includes(service))) return null;
  const says = `The last deployment of ${list(services)} in ${environment} failed, and what mends that passes.`;
  return { reason: 'line-stopped-but-failed', says } as const;
}

function passedByRollback(touching: readonly Lock[], stopped: boolean): Verdict {
  const reason = stopped ? 'line-stopped-but-rollback' : 'locked-but-rollback';
  const says = `${touching.map((held) => `${sayWhere(held)} is ${sayLock(held)}.`).join(' ')} This is a rollback, and rollbacks pass.`;
  const saw = touching.map((held) => ({ what: sayWhere(held), found: sayLock(held), wanted: null }));
  return warn('lock', reason, says, { saw });
}

function failuresUnknown({ line }: Facts): Verdict {
  return factsMissing('lock', 'How the last deployments here ended', line.failed.known ? '' : line.failed.why);
}

function touches(held: Lock, { environment, services, now }: Facts): boolean {
  const there = stopsTheLine(held) || held.environment === environment;
  return (
    there && (held.service === null || services.includes(held.service)) && (held.until === null || held.until > now)
  );
}

function sayStop(stops: readonly Lock[]): string {
  return stops.map((held) => `Everything is ${sayLock(held)}.`).join(' ');
}

function sayWhere(held: Lock): string {
  if (stopsTheLine(held)) return 'Everything';
  return held.service === null ? `All of ${held.environment}` : `${held.service} in ${held.environment}`;
}

function sayLock(held: Lock): string {
  return `locked by ${held.owner.name} ${sayEnd(held.until)}: ${held.reason.replace(/\.$/, '')}`;
}

function unlockCommand(held: Lock): string {
  return `/unlock ${typedScope(held)}`;
}
