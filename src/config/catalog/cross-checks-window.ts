import { parseDuration } from '../../model/time.ts';
import { datesOf, isDate } from './dates.ts';
import { describe } from './problem.ts';
import type { WindowEntry } from './schema-window.ts';
import { checkDuration, checkRoleNames, type Tell } from './tell.ts';
import { knownZone, weeklyRanges } from './weekly-ranges.ts';

type Path = readonly PropertyKey[];

/** So that the time around the opening or the close stays on its own day. */
const longestAround = '6h';

export function checkWindow(rule: WindowEntry | undefined, path: Path, roles: readonly string[], tell: Tell): void {
  if (!rule) return;
  if (!knownZone(rule.timezone)) {
    tell([...path, 'timezone'], describe(rule.timezone), 'a time zone of the IANA database, as in America/New_York');
  }
  const lists = [rule.allowed, rule.preferred, rule.avoid, rule.freezes, rule.events];
  if (!rule.exchange && lists.every((list) => (list ?? []).length === 0)) {
    tell(path, 'a window without hours', 'entries under allowed, preferred, avoid, exchange, freezes or events');
  }
  for (const key of ['allowed', 'preferred', 'avoid'] as const) {
    (rule[key] ?? []).forEach((range, index) => {
      if (weeklyRanges(range).length === 0) {
        tell([...path, key, index, 'hours'], describe(range.hours), 'an end that differs from the beginning');
      }
    });
  }
  if (rule.exchange) checkExchange(rule.exchange, [...path, 'exchange'], tell);
  for (const key of ['freezes', 'events'] as const) {
    (rule[key] ?? []).forEach((entry, index) => {
      checkDates(entry, [...path, key, index], tell);
    });
  }
  for (const key of ['avoid', 'freezes', 'events'] as const) {
    (rule[key] ?? []).forEach((entry, index) => {
      checkRoleNames(entry.except_roles ?? [], [...path, key, index, 'except_roles'], roles, tell);
    });
  }
}

function checkExchange(entry: NonNullable<WindowEntry['exchange']>, path: Path, tell: Tell): void {
  const { calendar, ...rules } = entry;
  if (Object.values(rules).every((rule) => rule === undefined)) {
    const expected = 'what it means: around_open, around_close, session, holidays or half_days';
    tell(path, `the calendar ${calendar} alone`, expected);
  }
  for (const key of ['around_open', 'around_close'] as const) {
    const around = entry[key];
    if (!around) continue;
    if (around.before === undefined && around.after === undefined) {
      tell([...path, key], 'neither before nor after', 'a length of time for at least one of them');
    }
    for (const side of ['before', 'after'] as const) {
      const text = around[side];
      checkDuration(text, [...path, key, side], tell);
      if (text !== undefined && (parseDuration(text) ?? 0) > (parseDuration(longestAround) ?? 0)) {
        tell([...path, key, side], describe(text), `at most ${longestAround}`);
      }
    }
  }
}

function checkDates(
  entry: { on?: string | undefined; from?: string | undefined; to?: string | undefined },
  path: Path,
  tell: Tell,
): void {
  const written = (['on', 'from', 'to'] as const).filter((key) => entry[key] !== undefined);
  const wrong = written.filter((key) => !isDate(entry[key] ?? ''));
  for (const key of wrong) tell([...path, key], describe(entry[key]), 'a day that the calendar has');
  const dates = datesOf(entry);
  if (!dates) {
    tell(
      path,
      written.length === 0 ? 'neither on nor from and to' : written.join(' and '),
      'either on, or from and to',
    );
  } else if (wrong.length === 0 && dates.to <= dates.from) {
    tell([...path, 'to'], describe(entry.to), `an end after the beginning, ${entry.from}`);
  }
}
