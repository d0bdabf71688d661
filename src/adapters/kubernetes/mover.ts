import { createHash } from 'node:crypto';
import type { Move, Place, Standing } from '../../ports/cluster.ts';
import type { Progress } from './progress.ts';
import type { Ref, Scene } from './scene.ts';
import { deploymentPatch, type Plan, type Write } from './writes.ts';

/** How the places of one strategy and engine are read and moved. Pure: what is read goes in, what to write comes out. */
export interface Mover {
  refs(place: Place): Ref[];
  standing(place: Place, scene: Scene): Standing;
  /** Why it cannot be moved as the catalog says, and what would be right; null where it can. Asked before anything is moved. */
  unfit?(place: Place, scene: Scene): string | null;
  /** What will not be quite as whoever wrote the catalog may think, for `doctor`. */
  remarks?(place: Place, scene: Scene): Remark[];
  /** What the move writes now. Throws `rejected` where it makes no sense. */
  plan(place: Place, scene: Scene, move: Move): Plan;
}

/** `mend`: how to put it right; null where nothing is wrong. */
export interface Remark {
  found: string;
  mend: string | null;
}

export function markOf(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}

/** State and reason of Deployments together: the worst counts. */
export function stateOf(all: readonly Progress[]): Pick<Standing, 'state' | 'why'> {
  const stalled = all.find((each) => each.stalled !== null && !each.complete);
  if (stalled) return { state: 'stalled', why: stalled.stalled };
  const paused = all.find(({ deployment }) => deployment.spec.paused === true);
  if (paused) return { state: 'paused', why: `Deployment ${paused.deployment.metadata.name} is paused` };
  return { state: all.every(({ complete }) => complete) ? 'steady' : 'moving', why: null };
}

/** A stalled rollout tells what its pods say, after the cluster's own words. */
export function withTrouble(state: Pick<Standing, 'state' | 'why'>, trouble: readonly string[]) {
  if (state.state !== 'stalled' || trouble.length === 0) return state;
  return { ...state, why: `${state.why} ${trouble.join(' ')}` };
}

export function pausing(all: readonly Progress[], paused: boolean): Write[] {
  return all
    .filter(({ deployment }) => (deployment.spec.paused ?? false) !== paused)
    .map(({ deployment }) => deploymentPatch(deployment, { spec: { paused: paused || null } }));
}
