import { isDeepStrictEqual } from 'node:util';
import { lookAtRollout, nextWeight, type Rolled, rolledVersion, rolledWeight, wantedImage } from './argo-rollout.ts';
import { unfitRollout, untriedShare } from './argo-steps.ts';
import { changedBy } from './changed-by.ts';
import { rollouts } from './kinds.ts';
import { type Mover, markOf, withTrouble } from './mover.ts';
import { setVersion, setWithImage, withImage } from './progress.ts';
import { rejected, type Scene } from './scene.ts';
import { mergePatch, type Plan, templateOf, templatePatch, type Write } from './writes.ts';

/**
 * Argo Rollouts moves, by the steps of its own Rollout; it is told what its kubectl plugin would tell it, in the same fields
 * (argoproj/argo-rollouts, pkg/kubectl-argo-rollouts/cmd): status.pauseConditions, status.promoteFull, status.abort, spec.paused.
 */
export const argoRollouts: Mover = {
  refs: ({ workload }) => [{ kind: rollouts, name: workload.name }],

  standing({ workload: { name, container } }, scene) {
    const rolled = lookAtRollout(scene, name);
    const { object, template, stableSet, promoted } = rolled;
    const wanted = rolledVersion(scene, rolled, container);
    const stable = stableSet === null ? wanted : setVersion(scene, name, stableSet, container);
    const isFresh = !promoted && stableSet !== null && !isBack(rolled);
    return {
      engine: 'argo-rollouts',
      stable,
      fresh: isFresh ? wanted : null,
      weight: rolledWeight(rolled),
      ...withTrouble(stateOf(rolled), wanted.pods.trouble),
      mark: markOf(template, object.spec.paused ?? false),
      changedBy: changedBy([object]),
    };
  },

  unfit: (place, scene) => unfitRollout(place, lookAtRollout(scene, place.workload.name).object),
  remarks: ({ workload }, scene) => untriedShare(lookAtRollout(scene, workload.name).object),

  plan(place, scene, move) {
    const { name, container } = place.workload;
    const rolled = lookAtRollout(scene, name);
    const { object, promoted } = rolled;
    const has = 'image' in move && wantedImage(scene, rolled, container) === move.image;
    const stands: Plan = { writes: [], more: !promoted };
    switch (move.kind) {
      case 'bring-up': {
        if (!has) return { writes: [setImage(rolled, container, move.image)], more: true };
        if (object.status.abort === true && !isBack(rolled)) return { writes: [again(rolled)], more: true };
        return { writes: [], more: !promoted && (rolled.currentSet?.status.readyReplicas ?? 0) === 0 };
      }
      case 'weigh':
        demand(scene, rolled, has, move.image);
        return promoted ? stands : weigh(rolled, move.percent);
      case 'promote':
        demand(scene, rolled, has, move.image);
        return promoted ? stands : promote(rolled);
      case 'take-back':
        return takeBack(rolled);
      case 'return-to': {
        if (has) return promoted ? stands : promote(rolled);
        const set = setWithImage(rolled.sets, container, move.image);
        const back = set === null ? setImage(rolled, container, move.image) : undo(rolled, set);
        return { writes: [back], more: true };
      }
      case 'retire':
        return { writes: [], more: false };
      case 'pause':
      case 'resume':
        return { writes: hold(rolled, move.kind === 'pause'), more: false };
      case 'retry':
        return object.status.abort === true ? { writes: [again(rolled)], more: true } : { writes: [], more: false };
    }
  },
};

function setImage({ object, template }: Rolled, container: string, image: string): Write {
  // Lists of a custom resource are replaced whole.
  const { containers } = withImage(template, container, image).spec;
  return mergePatch(rollouts, object, { spec: { template: { spec: { containers } } } });
}

/** As `undo`: the template of that set, without the hash. */
function undo({ object }: Rolled, set: NonNullable<Rolled['stableSet']>): Write {
  return templatePatch(rollouts, object, templateOf(set));
}

/** As `retry`. */
const again = ({ object }: Rolled) => mergePatch(rollouts, object, { status: { abort: false } }, 'status');

function hold({ object }: Rolled, paused: boolean): Write[] {
  if ((object.spec.paused ?? false) === paused) return [];
  return [mergePatch(rollouts, object, { spec: { paused } })];
}

/** It goes on by its steps, one pause after the other, but never beyond what is wanted unless it has nothing yet. */
function weigh(rolled: Rolled, percent: number): Plan {
  const now = rolledWeight(rolled);
  const next = nextWeight(rolled);
  if (now >= percent || (now > 0 && rolled.seen && (next === null || next > percent)))
    return { writes: [], more: false };
  const { spec, status } = rolled.object;
  if (spec.paused === true) return { writes: hold(rolled, false), more: true };
  if (!rolled.seen || (status.pauseConditions ?? []).length === 0) return { writes: [], more: true };
  return { writes: [mergePatch(rollouts, rolled.object, { status: { pauseConditions: null } }, 'status')], more: true };
}

/** As `promote --full`. */
function promote(rolled: Rolled): Plan {
  const { spec, status } = rolled.object;
  if (spec.paused === true) return { writes: hold(rolled, false), more: true };
  if (!rolled.seen || status.promoteFull === true) return { writes: [], more: true };
  if (status.abort === true) return { writes: [again(rolled)], more: true };
  return { writes: [mergePatch(rollouts, rolled.object, { status: { promoteFull: true } }, 'status')], more: true };
}

/** `abort` takes the traffic away at once; then the template goes back, as it would be tried again otherwise. */
function takeBack(rolled: Rolled): Plan {
  const { object, stableSet, promoted, seen } = rolled;
  if (stableSet === null || (promoted && seen)) return { writes: [], more: false };
  if (isBack(rolled)) return { writes: [], more: true };
  if (seen && object.status.abort !== true)
    return { writes: [mergePatch(rollouts, object, { status: { abort: true } }, 'status')], more: true };
  return { writes: [undo(rolled, stableSet)], more: true };
}

/** The template is the stable one again, and the controller has yet to say so. */
function isBack({ template, stableSet }: Rolled): boolean {
  return stableSet !== null && isDeepStrictEqual(templateOf(stableSet), template);
}

function demand(scene: Scene, { object, promoted }: Rolled, has: boolean, image: string): void {
  const { name } = object.metadata;
  if (!has) throw rejected(scene, `${image} was not brought up in Rollout ${name}, so that nothing was moved`);
  if (object.status.abort === true && !promoted)
    throw rejected(scene, `Argo Rollouts has aborted ${name}: ${object.status.message ?? 'it did not say why'}`);
}

function stateOf(rolled: Rolled): { state: 'steady' | 'moving' | 'paused' | 'stalled'; why: string | null } {
  const { status } = rolled.object;
  const why = status.message ?? null;
  if (!rolled.seen) return { state: 'moving', why: null };
  if (status.phase === 'Degraded') return { state: 'stalled', why: why ?? 'Degraded' };
  if (status.phase === 'Paused') return { state: 'paused', why };
  return status.phase === 'Healthy' ? { state: 'steady', why: null } : { state: 'moving', why };
}
