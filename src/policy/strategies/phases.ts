import type { Phase } from '../../model/delivery.ts';
import type { RolloutStep } from '../../model/rollout.ts';

/** Each phase is its traffic and, unless it goes on at once, its watch. */
export function stepsOfPhases(phases: readonly Phase[]): RolloutStep[] {
  return phases.flatMap(({ weight, watch }, phase): RolloutStep[] => [
    { step: 'weigh', phase, percent: weight },
    ...(watch > 0 ? [{ step: 'watch' as const, phase, length: watch }] : []),
  ]);
}

/** Nothing is asked where nothing is configured to be asked. */
export function smoke(checks: number): RolloutStep[] {
  return checks > 0 ? [{ step: 'smoke', checks }] : [];
}
