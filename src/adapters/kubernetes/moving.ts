import { Fault } from '../../model/fault.ts';
import type { Move, Moved, Place, Standing } from '../../ports/cluster.ts';
import type { Access } from './access.ts';
import type { Mover } from './mover.ts';
import { readPods, readScene, write } from './reading.ts';
import { rejected, whereOf } from './scene.ts';
import { Conflict } from './trouble.ts';

/** So often somebody else may come in between. */
const tries = 5;

export async function read(access: Access, place: Place, mover: Mover): Promise<Standing> {
  const scene = await readScene(access, place, mover);
  return mover.standing(place, { ...scene, pods: await readPods(access, scene) });
}

/** `pause`: between two tries, ms. */
export async function move(
  access: Access,
  place: Place,
  mover: Mover,
  asked: { move: Move; expected: string | null; pause: (length: number) => Promise<unknown> },
): Promise<Moved> {
  const { move: wanted, expected, pause } = asked;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await pause(50 * 2 ** attempt * (0.5 + Math.random()));
    // The pods are told of afterwards and never decide: what is written does not wait for them.
    const scene = await readScene(access, place, mover);
    const unfit = wanted.kind === 'bring-up' ? (mover.unfit?.(place, scene) ?? null) : null;
    if (unfit !== null) throw rejected(scene, unfit);
    const { writes, more } = mover.plan(place, scene, wanted);
    const { mark, changedBy } = mover.standing(place, scene);
    const somebody = expected !== null && mark !== expected && changedBy !== null;
    const standing = async (at = scene) => mover.standing(place, { ...at, pods: await readPods(access, at) });
    if (writes.length === 0) return { kind: 'stood-already', more, standing: await standing() };
    if (somebody) return { kind: 'changed', standing: await standing() };
    try {
      const written = await write(access, scene, writes);
      return { kind: 'moved', more, standing: await standing(written).catch(() => mover.standing(place, written)) };
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
  const { service } = place.workload;
  throw new Fault(
    'unavailable',
    `${service} ${whereOf({ namespace: place.workload.namespace, cluster: access.cluster })} is changed by somebody else again and again; nothing was moved any further.`,
  );
}
