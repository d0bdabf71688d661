import { Fault } from '../../model/fault.ts';
import type { Place, PodLog } from '../../ports/cluster.ts';
import type { Access } from './access.ts';
import { pods } from './kinds.ts';
import type { Mover } from './mover.ts';
import { troubleOf } from './pods.ts';
import { readPods, readScene } from './reading.ts';

/** More would not be read by anybody. */
const mostPods = 3;

/** What pods in trouble said last; of one that crashes what it said before it did. */
export async function readLog(access: Access, place: Place, mover: Mover, lines: number): Promise<PodLog[]> {
  const scene = await readScene(access, place, mover);
  const restarted = (each: Awaited<ReturnType<typeof readPods>>[number]) =>
    (each.status.containerStatuses ?? []).some(({ ready, restartCount }) => !ready && restartCount > 0);
  const troubled = (await readPods(access, scene)).filter((each) => restarted(each) || troubleOf([each]).length > 0);
  const { namespace, container } = place.workload;
  const found = await Promise.all(
    troubled.slice(0, mostPods).map(async (each): Promise<PodLog | null> => {
      const query = { container, tailLines: String(lines), ...(restarted(each) ? { previous: 'true' } : {}) };
      const asked = { verb: 'get' as const, kind: pods, namespace, name: each.metadata.name, subresource: 'log' };
      try {
        const text = String(await access.send({ ...asked, query }));
        const said = text.split('\n').filter((line) => line !== '');
        return said.length === 0 ? null : { pod: each.metadata.name, lines: said.slice(-lines) };
      } catch (error) {
        // A container that never ran has no log (400), and a pod may be gone by now.
        if (error instanceof Fault && (error.kind === 'rejected' || error.kind === 'not-found')) return null;
        throw error;
      }
    }),
  );
  return found.filter((each) => each !== null);
}
