import type { Instant } from '../../model/time.ts';
import type { Seen } from '../../model/verdict.ts';
import type { WindowEffect } from '../../model/window.ts';

/** One entry of the window, as the gate asks it. */
export interface TimeRule {
  reason: WindowReason;
  effect: WindowEffect;
  /** Who holds one of these is warned instead of refused. */
  exceptRoles: readonly string[];
  /** Null when it has nothing against `at`; else the first instant at which it has nothing any more, `Infinity` for never. */
  until(at: Instant): Instant | null;
  /** Goes on after "it is". Asked only while it objects, as is `seen`. */
  says(at: Instant): string;
  seen(at: Instant): Seen;
}

/** Of the closed list: what the gate passes on as its reason. */
export type WindowReason =
  | 'outside-window'
  | 'outside-preferred-window'
  | 'avoided-time'
  | 'market-hours'
  | 'market-holiday'
  | 'market-half-day'
  | 'frozen'
  | 'high-volume-event';
