import type { CanaryStatus } from '../canaries.ts';
import { timestamp } from '../object.ts';
import type { ClusterState } from './cluster-state.ts';
import { withCondition } from './conditions.ts';

/** The condition `Promoted` of a Canary for its phase, in Flagger's words. */
export function canaryCondition(state: ClusterState, status: CanaryStatus, target: string): Partial<CanaryStatus> {
  const now = timestamp(state.clock.now());
  const { phase = 'Initializing', conditions = [] } = status;
  const [is, message] = wordsOf(phase, target);
  const next = withCondition(conditions, { type: 'Promoted', status: is, reason: phase, message }, now);
  const moved = JSON.stringify(next) !== JSON.stringify(conditions);
  return { conditions: next, ...(moved ? { lastTransitionTime: now } : {}) };
}

function wordsOf(phase: string, target: string): ['True' | 'False' | 'Unknown', string] {
  switch (phase) {
    case 'Initialized':
      return ['True', `Deployment initialization completed.`];
    case 'Waiting':
      return ['Unknown', 'Waiting for approval.'];
    case 'WaitingPromotion':
      return ['Unknown', 'Waiting for promotion approval.'];
    case 'Promoting':
      return ['Unknown', 'Canary analysis completed, starting primary rolling update.'];
    case 'Finalising':
      return ['Unknown', 'Canary analysis completed, routing all traffic to primary.'];
    case 'Succeeded':
      return ['True', 'Canary analysis completed successfully, promotion finished.'];
    case 'Failed':
      return ['False', `Canary analysis failed, Deployment scaled to zero.`];
    case 'Progressing':
      return ['Unknown', 'New revision detected, progressing canary analysis.'];
    default:
      return ['Unknown', `New Deployment detected, initialization of ${target} in progress.`];
  }
}
