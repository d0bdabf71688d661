import { sayInstant } from '../model/instant-words.ts';
import type { DatedTime, ExchangeRule, WindowEffect, WindowRule } from '../model/window.ts';
import { exchanges } from '../policy/exchange/exchanges.ts';
import { list } from '../policy/verdicts.ts';
import { localInstant } from '../policy/window/dated-rules.ts';
import { sayAround } from '../policy/window/market-rules.ts';
import { sayRanges } from '../policy/window/words.ts';

/** One line for each entry, as `check` prints it. */
export function describeWindow(window: WindowRule): string[] {
  const { allowed, preferred, avoid = [], exchange, freezes = [], events = [], timezone } = window;
  const dated = (entry: DatedTime) =>
    `${entry.name}, from ${sayWithYear(entry.from, timezone)} to ${sayWithYear(entry.to, timezone)}${sayEffect(entry)}`;
  return [
    ...(allowed.length > 0 ? [`allowed: ${sayRanges(allowed, timezone)}`] : []),
    ...(preferred.length > 0 ? [`preferred: ${sayRanges(preferred, timezone)}`] : []),
    ...avoid.map((entry) => {
      const reason = entry.reason === null ? '' : `, ${entry.reason}`;
      return `avoid: ${sayRanges(entry.ranges, timezone)}${reason}${sayEffect(entry)}`;
    }),
    ...(exchange ? describeExchange(exchange) : []),
    ...freezes.map((entry) => `freeze: ${dated(entry)}`),
    ...events.map((entry) => `high-volume event: ${dated(entry)}`),
  ];
}

function describeExchange(rule: ExchangeRule): string[] {
  const { says } = exchanges[rule.calendar];
  const lines: [string, WindowEffect | null][] = [
    ...(rule.aroundOpen
      ? [[`opening, ${sayAround(rule.aroundOpen)} it`, rule.aroundOpen.effect] satisfies [string, WindowEffect]]
      : []),
    ...(rule.aroundClose
      ? [[`close, ${sayAround(rule.aroundClose)} it`, rule.aroundClose.effect] satisfies [string, WindowEffect]]
      : []),
    ['trading hours', rule.session],
    ['holidays', rule.holidays],
    ['half days', rule.halfDays],
  ];
  return lines.flatMap(([what, effect]) =>
    effect === null ? [] : [`${says} ${what}${sayEffect({ effect, exceptRoles: [] })}`],
  );
}

function sayEffect({ effect, exceptRoles }: { effect: WindowEffect; exceptRoles: readonly string[] }): string {
  if (effect === 'warn') return ': warned of';
  return exceptRoles.length > 0 ? `: refused, but not to ${list(exceptRoles, 'or')}` : ': refused';
}

/** The year is said whichever it is: a file is read for longer than one. */
function sayWithYear(text: string, timezone: string): string {
  return sayInstant(localInstant(text, timezone), timezone, null);
}
