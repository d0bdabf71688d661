import type { Deployment } from '../model/deployment.ts';
import type { Rollout, RolloutStep } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import type { Stage, StageState } from './stage.ts';

/** The steps of the strategy, as the card lists them: those of the services that are on their way. */
export function rolloutStages({ rollout, state }: Deployment, now: Instant): Stage[] {
  if (!rollout) return [];
  const over = state !== 'rolling-out';
  const stages = rollout.plan.map((step, index): Stage => {
    const stands = standsAt(rollout, index, over);
    const words = stands === 'running' ? runningWords(rollout, step, now) : doneWords[stands];
    return { id: `rollout:${index}`, title: stepTitle(rollout, step), state: stands, words, url: null };
  });
  if (!rollout.takenBack) return stages;
  const back: StageState = over ? 'done' : 'running';
  const wordsBack =
    over && rollout.services.some(({ left }) => left) ? 'what was tried is gone' : (backWords[back] ?? '');
  return [...stages, { id: 'rollout:back', title: 'Take it back', state: back, words: wordsBack, url: null }];
}

const doneWords: Record<StageState, string> = {
  pending: 'not yet',
  running: 'now',
  waiting: 'waits',
  done: 'done',
  failed: 'failed',
  cancelled: 'not gone on with',
  skipped: 'not reached',
};
const backWords: Partial<Record<StageState, string>> = {
  running: 'the version before is brought back',
  done: 'the version before serves',
};

function standsAt({ done, takenBack, question, held }: Rollout, index: number, over: boolean): StageState {
  if (index < done) return 'done';
  const ended = takenBack !== null || over;
  if (index > done) return ended ? 'skipped' : 'pending';
  if (takenBack) return takenBack.by === 'quarterdeck' ? 'failed' : 'cancelled';
  if (over) return 'failed';
  return question || held ? 'waiting' : 'running';
}

function runningWords({ phaseUntil, services }: Rollout, step: RolloutStep, now: Instant): string {
  if (step.step === 'watch' && phaseUntil !== null) return `${sayDuration(Math.max(0, phaseUntil - now))} left`;
  if (step.step !== 'bring-up') return 'now';
  const moving = services.filter(({ state }) => state === 'moving');
  const ready = moving.reduce((sum, { pods }) => sum + pods.ready, 0);
  const wanted = moving.reduce((sum, { pods }) => sum + pods.wanted, 0);
  return `${ready} of ${wanted} pods ready`;
}

/** As the strategy's own documents call it. */
export function stepTitle({ strategy, phases }: Pick<Rollout, 'strategy' | 'phases'>, step: RolloutStep): string {
  switch (step.step) {
    case 'bring-up':
      return strategy === 'rolling'
        ? 'Replace the pods'
        : `Bring up the ${strategy === 'blue-green' ? 'second colour' : 'canary'}${step.replicas === null ? '' : ` (${step.replicas} replicas)`}`;
    case 'smoke':
      return 'Smoke test';
    case 'weigh':
      return `${step.percent} % of the traffic`;
    case 'watch':
      return strategy === 'by-run'
        ? `Watch it for ${sayDuration(step.length)}`
        : `Watch ${phases[step.phase]?.weight ?? 0} % for ${sayDuration(step.length)}`;
    case 'promote':
      return 'Promote';
    case 'retire':
      return strategy === 'blue-green'
        ? `Old colour to ${step.replicas} ${step.replicas === 1 ? 'replica' : 'replicas'}`
        : 'End the canary';
  }
}
