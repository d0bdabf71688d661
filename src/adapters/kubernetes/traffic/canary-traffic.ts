import type { Place } from '../../../ports/cluster.ts';
import type { Remark } from '../mover.ts';
import type { Ref, Scene } from '../scene.ts';
import type { Deployment } from '../shapes.ts';
import type { Write } from '../writes.ts';

/** What moves a share of the traffic to a canary. One file for each way. */
export interface CanaryTraffic {
  refs(place: Place): Ref[];
  /** The labels of the canary's pods: never those by which the stable Service picks its own, but where both shall be picked. */
  labels(place: Place, scene: Scene, stable: Deployment): Record<string, string>;
  /** What has to be there before any traffic can be moved, and is not. The canary gets none of it. */
  prepare(place: Place, scene: Scene, stable: Deployment): Write[];
  /** Percent that the canary gets. */
  weight(place: Place, scene: Scene): number;
  /** Nothing where it stands. */
  weigh(place: Place, scene: Scene, percent: number): Write[];
  /** What `doctor` has to say of it before anything is moved. */
  remarks(place: Place, scene: Scene, stable: Deployment): Remark[];
  /** What of it belongs into the mark. */
  marked(place: Place, scene: Scene): unknown;
}

export const canaryNameOf = (name: string) => `${name}-canary`;

export function podLabels(stable: Deployment): Record<string, string> {
  return { ...stable.spec.template.metadata?.labels, track: 'canary' };
}
