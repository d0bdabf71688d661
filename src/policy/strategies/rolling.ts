import type { RolloutStep } from '../../model/rollout.ts';
import { smoke } from './phases.ts';

/** The cluster replaces pod after pod; the smoke test is of what then serves. */
export function rollingPlan(checks: number): RolloutStep[] {
  return [{ step: 'bring-up', replicas: null }, ...smoke(checks)];
}
