import type { HealthCheck } from '../../model/delivery.ts';
import type { Watch } from '../../model/rollout.ts';

/** Tries in a row that have failed, by check. */
export type Tries = Map<string, number>;

/** One try of one check: `says` what went wrong, null when nothing did. */
export interface Tried {
  service: string;
  check: Pick<HealthCheck, 'name' | 'url' | 'attempts'>;
  says: string | null;
}

/**
 * Counts one more try of each, and gives the worst of them: how often it has failed in a row, each time from the last of its attempts on,
 * and what it says.
 */
export function countHealth(tries: Tries, tried: readonly Tried[]): Watch['health'] {
  let worst: Watch['health'] = { failures: 0, says: null };
  for (const { service, check, says } of tried) {
    const key = `${check.name} ${check.url}`;
    const failed = says === null ? 0 : (tries.get(key) ?? 0) + 1;
    tries.set(key, failed);
    const failures = Math.max(0, failed - check.attempts + 1);
    if (says !== null && failures > worst.failures)
      worst = { failures, says: `${service} fails its check "${check.name}": ${says.replace(/\.$/, '')}` };
  }
  return worst;
}
