import { sayInstant } from '../../model/instant-words.ts';
import type { AvoidedTime, WindowRule } from '../../model/window.ts';
import { inRanges, nextClosing, nextOpening } from '../opening.ts';
import { datedRule } from './dated-rules.ts';
import { marketRules } from './market-rules.ts';
import type { TimeRule } from './time-rule.ts';
import { sayRanges } from './words.ts';

/** Every entry but `preferred`, the most particular first: the first that refuses gives the verdict its reason. */
export function timeRules(rules: WindowRule, environment: string): TimeRule[] {
  const { timezone, avoid = [], exchange, freezes = [], events = [] } = rules;
  return [
    ...freezes.map((entry) => datedRule('frozen', entry, timezone)),
    ...events.map((entry) => datedRule('high-volume-event', entry, timezone)),
    ...(exchange ? marketRules(exchange, timezone) : []),
    ...avoid.map((entry) => avoided(entry, timezone)),
    ...(rules.allowed.length > 0 ? [outside('allowed', rules, environment)] : []),
  ];
}

/** Outside `allowed` it refuses, outside `preferred` it warns. */
export function outside(key: 'allowed' | 'preferred', rules: WindowRule, environment: string): TimeRule {
  const { timezone } = rules;
  const ranges = rules[key];
  const said = sayRanges(ranges, timezone);
  return {
    reason: key === 'allowed' ? 'outside-window' : 'outside-preferred-window',
    effect: key === 'allowed' ? 'refuse' : 'warn',
    exceptRoles: [],
    until: (at) => (inRanges(ranges, timezone, at) ? null : (nextOpening(ranges, timezone, at) ?? Infinity)),
    says: () =>
      key === 'allowed'
        ? `outside the hours for ${environment}`
        : `outside the preferred hours for ${environment}: ${said}`,
    seen: (at) => ({ what: 'Time', found: sayInstant(at, timezone), wanted: said }),
  };
}

function avoided({ ranges, reason, effect, exceptRoles }: AvoidedTime, timezone: string): TimeRule {
  const said = sayRanges(ranges, timezone);
  return {
    reason: 'avoided-time',
    effect,
    exceptRoles,
    until: (at) => (inRanges(ranges, timezone, at) ? (nextClosing(ranges, timezone, at) ?? Infinity) : null),
    says: () => `a time to avoid (${reason ?? said})`,
    seen: () => ({ what: 'Time to avoid', found: said, wanted: null }),
  };
}
