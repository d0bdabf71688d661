import { IANAZone } from 'luxon';
import type { Instant, Millis } from '../model/time.ts';
import { day, minute } from '../model/time.ts';

/** What the clock on the wall shows: days since 1970-01-01, minutes since midnight, 1 (Monday) to 7 (Sunday). */
export interface Wall {
  date: number;
  minutes: number;
  weekday: number;
}

export function wallAt(zone: string, at: Instant): Wall {
  const local = at + offsetAt(zone, at);
  const date = Math.floor(local / day);
  return { date, minutes: Math.floor((local - date * day) / minute), weekday: weekdayOf(date) };
}

/** 1 (Monday) to 7 (Sunday). Day 0 was a Thursday. */
export function weekdayOf(date: number): number {
  return ((((date + 3) % 7) + 7) % 7) + 1;
}

/** Days since 1970-01-01 of a date; months count from 1. */
export function dateOf(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / day;
}

/** The first instant at which the clock shows this date and time or, where it jumps over them, a later one. */
export function instantOf(zone: string, date: number, minutes: number): Instant {
  const local = date * day + minutes * minute;
  const one = local - offsetAt(zone, local - day);
  const other = local - offsetAt(zone, local + day);
  const [earlier, later] = one < other ? [one, other] : [other, one];
  const exact = [earlier, later].find((at) => at + offsetAt(zone, at) === local);
  return exact ?? changeWithin(zone, earlier, later) ?? later;
}

/** When the zone's offset changes in `(from, to]`, at most a day; null when it does not. */
export function changeWithin(zone: string, from: Instant, to: Instant): Instant | null {
  for (let date = Math.floor(from / day); date * day < to; date++) {
    const { change } = offsetsOn(zone, date);
    if (change !== null && from < change && change <= to) return change;
  }
  return null;
}

/** Local time minus UTC. */
export function offsetAt(zone: string, at: Instant): Millis {
  const { before, change, after } = offsetsOn(zone, Math.floor(at / day));
  return change === null || at < change ? before : after;
}

/** Of one day of UTC: `(start, end]`. Clocks change at most once in it. */
interface Offsets {
  before: Millis;
  change: Instant | null;
  after: Millis;
}

/** By zone and day: asking the time zone database takes microseconds, and a search asks hundreds of times. */
const known = new Map<string, Map<number, Offsets>>();
const mostDays = 4_000;

function offsetsOn(zone: string, date: number): Offsets {
  const days = known.get(zone) ?? new Map<number, Offsets>();
  known.set(zone, days);
  const found = days.get(date);
  if (found) return found;
  const [start, end] = [date * day, (date + 1) * day];
  const [before, after] = [lookUp(zone, start), lookUp(zone, end)];
  const offsets = { before, change: before === after ? null : changeBetween(zone, start, end), after };
  if (days.size >= mostDays) days.clear();
  days.set(date, offsets);
  return offsets;
}

/** Exact to the minute: no zone changes its clock within one. */
function changeBetween(zone: string, from: Instant, to: Instant): Instant {
  const before = lookUp(zone, from);
  let [low, high] = [from / minute, to / minute];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (lookUp(zone, middle * minute) === before) low = middle;
    else high = middle;
  }
  return high * minute;
}

function lookUp(zone: string, at: Instant): Millis {
  return IANAZone.create(zone).offset(at) * minute;
}
