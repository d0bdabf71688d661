import type { Strategy } from '../../model/delivery.ts';
import type { RolloutStep } from '../../model/rollout.ts';
import { smoke, stepsOfPhases } from './phases.ts';

/** A few pods beside the stable version get more and more of the traffic; then it becomes the stable one, and they go. */
export function canaryPlan(
  { replicas, phases }: Pick<Extract<Strategy, { kind: 'canary' }>, 'replicas' | 'phases'>,
  checks: number,
): RolloutStep[] {
  return [
    { step: 'bring-up', replicas },
    ...smoke(checks),
    ...stepsOfPhases(phases),
    { step: 'promote' },
    { step: 'retire', replicas: 0 },
  ];
}
