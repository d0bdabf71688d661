import type { Strategy } from '../../model/delivery.ts';
import type { RolloutStep } from '../../model/rollout.ts';
import { smoke, stepsOfPhases } from './phases.ts';

/**
 * The second colour comes up whole, is tried, takes a little of the traffic and then all of it, and is watched both times. Until the
 * last step the old colour stands by untouched: the way back is one switch. It is then kept small, and the new colour is the stable
 * one from there on; no step of its own, as nothing moves for it.
 */
export function blueGreenPlan(
  { replicas, phases, keep }: Pick<Extract<Strategy, { kind: 'blue-green' }>, 'replicas' | 'phases' | 'keep'>,
  checks: number,
): RolloutStep[] {
  return [
    { step: 'bring-up', replicas },
    ...smoke(checks),
    ...stepsOfPhases(phases),
    { step: 'retire', replicas: keep },
  ];
}
