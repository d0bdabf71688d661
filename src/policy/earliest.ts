import type { Environment } from '../model/catalog.ts';
import type { Facts } from '../model/facts.ts';
import type { Instant } from '../model/time.ts';
import { judge } from './judge.ts';

/** More turns than gates that open and close: two windows that never meet must not be searched for ever. */
const mostTurns = 40;

/**
 * The first instant, from `facts.now` on, at which every gate lets it pass if nothing changes but the time; null when time alone
 * does not help. When all that blocks has opened, something else may have closed, so the gates are asked again at that instant.
 */
export function earliest(environment: Environment, facts: Facts): Instant | null {
  let now = facts.now;
  for (let turn = 0; turn < mostTurns; turn++) {
    const blocks = judge(environment, { ...facts, now }).filter(({ outcome }) => outcome === 'block');
    if (blocks.length === 0) return now;
    const opens = blocks.map(({ when }) => when ?? Number.NaN);
    const next = Math.max(...opens);
    if (!(next > now)) return null;
    now = next;
  }
  return null;
}
