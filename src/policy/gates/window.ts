import type { Facts } from '../../model/facts.ts';
import { sayInstant } from '../../model/instant-words.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { WindowRule } from '../../model/window.ts';
import { block, list, notConfigured, pass, warn } from '../verdicts.ts';
import { nextClear } from '../window/next-clear.ts';
import type { TimeRule } from '../window/time-rule.ts';
import { outside, timeRules } from '../window/time-rules.ts';
import { sayRanges } from '../window/words.ts';

/**
 * Asks every entry of the window about this moment. One that refuses blocks, and `when` is the first instant at which none does;
 * one that warns, or that the requester's role excepts, warns, and `when` is the first instant at which nothing is to be said.
 */
export function window(rules: WindowRule | null, facts: Facts): Verdict {
  const entries = rules ? timeRules(rules, facts.environment) : [];
  if (rules && rules.preferred.length > 0) entries.push(outside('preferred', rules, facts.environment));
  if (!rules || entries.length === 0) return notConfigured('window', 'Deployments are welcome at any time here.');

  const { timezone } = rules;
  const now = sayInstant(facts.now, timezone);
  const refuses = (rule: TimeRule) => rule.effect === 'refuse' && !holdsOneOf(rule.exceptRoles, facts);
  const objecting = entries.filter((rule) => rule.until(facts.now) !== null);
  const seen = (rules: readonly TimeRule[]) => rules.map((rule) => rule.seen(facts.now));

  const refusing = objecting.filter(refuses);
  if (refusing[0]) {
    const when = nextClear(entries.filter(refuses), facts.now);
    const who = refusing[0].exceptRoles.filter((role) => refusing.every((rule) => rule.exceptRoles.includes(role)));
    const why = list(refusing.map((rule) => rule.says(facts.now)));
    const unblock = sayWayOut(when === null ? null : sayInstant(when, timezone, facts.now), who);
    return block('window', refusing[0].reason, `It is ${now}, ${why}.`, { saw: seen(refusing), unblock, who, when });
  }
  if (objecting[0]) {
    const why = list(objecting.map((rule) => `${rule.says(facts.now)}${sayException(rule, facts)}`));
    const when = nextClear(entries, facts.now);
    return warn('window', objecting[0].reason, `It is ${now}. That is allowed, but it is ${why}.`, {
      saw: seen(objecting),
      when,
    });
  }
  const hours = rules.preferred.length > 0 ? rules.preferred : rules.allowed;
  const wanted = hours.length > 0 ? sayRanges(hours, timezone) : null;
  return pass('window', `It is ${now}, a good time.`, [{ what: 'Time', found: now, wanted }]);
}

/** A role that could not be verified is not held. */
function holdsOneOf(roles: readonly string[], { requester }: Facts): boolean {
  return requester.known && roles.some((role) => requester.value.roles.includes(role));
}

function sayException({ effect, exceptRoles }: TimeRule, facts: Facts): string {
  const held = exceptRoles.filter((role) => holdsOneOf([role], facts));
  return effect === 'refuse' ? ` (which does not bind ${list(held, 'or')})` : '';
}

function sayWayOut(when: string | null, who: readonly string[]): string {
  const roles = list(who, 'or');
  if (when === null) {
    const ask = who.length > 0 ? ` Until then somebody with the role ${roles} may deploy.` : '';
    return `These hours never come (seen 400 days ahead); have quarterdeck.yml mended.${ask}`;
  }
  return `Try again from ${when}.${who.length > 0 ? ` Before that, somebody with the role ${roles} may deploy.` : ''}`;
}
