import type { Button, ButtonAction, SteerKind } from '../../model/button.ts';
import type { Rollout } from '../../model/rollout.ts';
import { sayExtension } from './steering.ts';

type Steer = Extract<ButtonAction, { kind: SteerKind }>;
export type Face = Omit<Button, 'id' | 'kind'>;

/** What can be pressed of a rollout as it stands; all of it counts for exactly the phase and the question that are shown with it. */
export function steering(deploymentId: string, rollout: Rollout): Steer[] {
  const { wave, at, question, held, step, takenBack } = rollout;
  const offer = (kind: SteerKind): Steer => ({ kind, deploymentId, wave, at, round: question?.round ?? null });
  if (step === 'done' || takenBack) return [];
  return [
    ...(question || step === 'watch' ? [offer('promote-rollout')] : []),
    ...(question ? [] : [offer(held ? 'resume-rollout' : 'hold-rollout')]),
    ...(sayExtension(rollout) === null ? [] : [offer('extend-rollout')]),
    offer('abort-rollout'),
  ];
}

/** How they look; `steeringFace` says more where the rollout is known. */
export const steeringFaces: Record<SteerKind, Face> = {
  'promote-rollout': {
    label: 'Promote',
    style: 'primary',
    confirm: {
      title: 'Go on to the next phase?',
      text: 'What is left of this phase is not watched any more.',
      yes: 'Promote',
    },
  },
  'hold-rollout': { label: 'Hold', style: 'plain', confirm: null },
  'resume-rollout': { label: 'Resume', style: 'primary', confirm: null },
  'extend-rollout': { label: 'Extend', style: 'plain', confirm: null },
  // It opens a form, which says what becomes of it and asks why.
  'abort-rollout': { label: 'Abort', style: 'danger', confirm: null },
};

/** Says what a press comes to: to which share it promotes, by how much it extends. */
export function steeringFace(kind: SteerKind, rollout: Rollout): Face {
  const face = steeringFaces[kind];
  if (kind === 'extend-rollout') return { ...face, label: `Extend by ${sayExtension(rollout) ?? 'a phase'}` };
  if (kind !== 'promote-rollout') return face;
  const { question, phases, at } = rollout;
  if (question && question.about !== 'judgement') {
    const text = 'It goes on from how the cluster stands now.';
    return { ...face, label: 'Go on', confirm: { title: 'Go on with this phase?', text, yes: 'Go on' } };
  }
  const next = phases[at + 1];
  return { ...face, label: next ? `Promote to ${next.weight} %` : 'Promote' };
}
