import type { Delivery, Phase, Strategy } from '../../model/delivery.ts';
import type { RolloutStep } from '../../model/rollout.ts';
import { blueGreenPlan } from './blue-green.ts';
import { canaryPlan } from './canary.ts';
import { smoke, stepsOfPhases } from './phases.ts';
import { rollingPlan } from './rolling.ts';

/** What a rollout consists of, in order. */
export interface Plan {
  phases: Phase[];
  steps: RolloutStep[];
}

/** The plan of a strategy. Where the run moves the version it has all of the traffic before anything is looked at. */
export function planOf(strategy: Strategy, { smoke: checks }: Pick<Delivery, 'smoke'>): Plan {
  switch (strategy.kind) {
    case 'rolling':
      return { phases: [{ weight: 100, watch: 0 }], steps: rollingPlan(checks.length) };
    case 'canary':
      return { phases: strategy.phases, steps: canaryPlan(strategy, checks.length) };
    case 'blue-green':
      return { phases: strategy.phases, steps: blueGreenPlan(strategy, checks.length) };
    case 'by-run': {
      const phases = [{ weight: 100, watch: strategy.watch }];
      const watches = stepsOfPhases(phases).filter(({ step }) => step === 'watch');
      return { phases, steps: [...smoke(checks.length), ...watches] };
    }
  }
}
