import { parseDuration } from '../../model/time.ts';
import type { AroundTime, DatedTime, ExchangeRule, WindowEffect, WindowRule } from '../../model/window.ts';
import { datesOf } from './dates.ts';
import type { WindowEntry } from './schema-window.ts';
import { weeklyRanges } from './weekly-ranges.ts';

type Exchange = NonNullable<WindowEntry['exchange']>;
type Freeze = NonNullable<WindowEntry['freezes']>[number];

/** What is not written is left out: such a catalog is the one that it always was. */
export function buildWindow(entry: WindowEntry): WindowRule {
  const { avoid, exchange, freezes, events } = entry;
  return {
    timezone: entry.timezone,
    allowed: (entry.allowed ?? []).flatMap(weeklyRanges),
    preferred: (entry.preferred ?? []).flatMap(weeklyRanges),
    ...(avoid && {
      avoid: avoid.map((one) => ({ ranges: weeklyRanges(one), reason: one.reason ?? null, ...exceptionOf(one) })),
    }),
    ...(exchange && { exchange: buildExchange(exchange) }),
    ...(freezes && { freezes: freezes.map((one) => ({ name: one.reason, ...buildDates(one) })) }),
    ...(events && { events: events.map((one) => ({ name: one.name, ...buildDates(one) })) }),
  };
}

function buildDates(entry: Omit<Freeze, 'reason'>): Omit<DatedTime, 'name'> {
  const { from = '', to = '' } = datesOf(entry) ?? {};
  return { from, to, ...exceptionOf(entry) };
}

function exceptionOf({ effect, except_roles }: Pick<Freeze, 'effect' | 'except_roles'>) {
  return { effect: effect ?? ('refuse' as const), exceptRoles: except_roles ?? [] };
}

function buildExchange(entry: Exchange): ExchangeRule {
  return {
    calendar: entry.calendar,
    aroundOpen: buildAround(entry.around_open),
    aroundClose: buildAround(entry.around_close),
    session: effectOf(entry.session),
    holidays: effectOf(entry.holidays),
    halfDays: effectOf(entry.half_days),
  };
}

function buildAround(entry: Exchange['around_open']): AroundTime | null {
  if (!entry) return null;
  const length = (text: string | undefined) => (text === undefined ? 0 : (parseDuration(text) ?? 0));
  return { before: length(entry.before), after: length(entry.after), effect: entry.effect ?? 'refuse' };
}

function effectOf(written: Exchange['session']): WindowEffect | null {
  return written === undefined || written === 'allow' ? null : written;
}
