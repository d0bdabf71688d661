import type { Instant } from '../../model/time.ts';
import { day } from '../../model/time.ts';
import type { TimeRule } from './time-rule.ts';

/** How far a search looks ahead. Further off than any freeze, and near enough that a search stays short. */
export const farthest = 400 * day;

/**
 * The first instant from `from` on at which none of the rules objects, all of them together; null when there is none within
 * 400 days. No instant is skipped that could be one: a rule that objects does so all the way to its `until`.
 */
export function nextClear(rules: readonly TimeRule[], from: Instant): Instant | null {
  let at = from;
  while (at <= from + farthest) {
    const ends = rules.flatMap((rule) => rule.until(at) ?? []);
    if (ends.length === 0) return at;
    at = Math.max(...ends);
  }
  return null;
}
