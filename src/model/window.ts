import type { Millis } from './time.ts';

/**
 * Outside `allowed` a deploy is blocked; inside it but outside `preferred` it is warned of. Empty lists mean any time. Whatever
 * else speaks against a moment counts on top. The optional parts are missing in versions that an earlier release has stored.
 */
export interface WindowRule {
  timezone: string;
  allowed: WeeklyRange[];
  preferred: WeeklyRange[];
  avoid?: AvoidedTime[];
  exchange?: ExchangeRule;
  freezes?: DatedTime[];
  events?: DatedTime[];
}

/** `days` 1 (Monday) to 7 (Sunday); times in minutes since midnight, `to` exclusive, at most 1440. */
export interface WeeklyRange {
  days: number[];
  from: number;
  to: number;
}

/** What a rule does when its time has come. */
export type WindowEffect = 'refuse' | 'warn';

interface Exception {
  effect: WindowEffect;
  /** Who holds one of these is warned instead of refused. */
  exceptRoles: string[];
}

/** Hours of the week in which nothing should be deployed. `reason` is shown; null for none. */
export interface AvoidedTime extends Exception {
  ranges: WeeklyRange[];
  reason: string | null;
}

/** A time with a date, by the clock on the wall of the window's zone: `2026-12-18T17:00`. `to` is exclusive. */
export interface DatedTime extends Exception {
  /** What people call it: shown as it is. */
  name: string;
  from: string;
  to: string;
}

export const exchangeNames = ['nyse'] as const;
export type ExchangeName = (typeof exchangeNames)[number];

/** What an exchange's day means for deploys. Null: nothing. */
export interface ExchangeRule {
  calendar: ExchangeName;
  aroundOpen: AroundTime | null;
  /** On half days around the early close. */
  aroundClose: AroundTime | null;
  /** From the opening to the close. */
  session: WindowEffect | null;
  /** Weekdays on which the exchange is closed, from midnight to midnight there. */
  holidays: WindowEffect | null;
  /** Days on which it closes early, from midnight to midnight there. */
  halfDays: WindowEffect | null;
}

export interface AroundTime {
  before: Millis;
  after: Millis;
  effect: WindowEffect;
}
