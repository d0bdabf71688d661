import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Place } from '../../ports/cluster.ts';
import type { Access } from './access.ts';
import { fieldManager } from './changed-by.ts';
import { deployments, type Kind, pods, replicaSets, rollouts } from './kinds.ts';
import type { Mover } from './mover.ts';
import { keyOf, type Ref, type Scene } from './scene.ts';
import { selectorText } from './selector.ts';
import { anyObject, type KubeObject, type Pod, pod, type ReplicaSet, replicaSet, selecting } from './shapes.ts';
import { type Asked, faultOfShape } from './trouble.ts';
import type { Write } from './writes.ts';

/** Everything of a place but its pods, in two rounds: what is named, and then the sets of what owns some. */
export async function readScene(access: Access, place: Place, mover: Mover): Promise<Scene> {
  const { namespace } = place.workload;
  const found = await Promise.all(mover.refs(place).map((ref) => readObject(access, namespace, ref)));
  const objects = new Map(found.flat());
  const scene: Scene = { cluster: access.cluster, namespace, objects, sets: [], pods: [] };
  const sets = await listAll(access, scene, replicaSets, replicaSet);
  return { ...scene, sets };
}

export async function readPods(access: Access, scene: Scene): Promise<Pod[]> {
  return listAll(access, scene, pods, pod);
}

/** Does what was planned, one after the other; gives the scene as it then stands. */
export async function write(access: Access, scene: Scene, writes: readonly Write[]): Promise<Scene> {
  const objects = new Map(scene.objects);
  for (const each of writes) {
    const { verb, kind, name } = each;
    const asked: Asked = {
      cluster: access.cluster,
      verb,
      kind,
      namespace: scene.namespace,
      ...(verb === 'patch' ? { name } : {}),
      ...(verb === 'patch' && each.subresource !== undefined ? { subresource: each.subresource } : {}),
    };
    const type = verb === 'patch' ? each.type : 'application/json';
    const answer = await access.send({ ...asked, query: { fieldManager }, sent: { type, body: each.body } });
    objects.set(keyOf({ kind, name }), parse(anyObject, answer, asked));
  }
  return { ...scene, objects };
}

async function readObject(access: Access, namespace: string, ref: Ref): Promise<[string, KubeObject][]> {
  const { kind, name, mayLack = false } = ref;
  const asked = { verb: 'get' as const, kind, namespace, name };
  try {
    const answer = await access.send(asked);
    return [[keyOf(ref), parse(anyObject, answer, { cluster: access.cluster, ...asked })]];
  } catch (error) {
    if (mayLack && error instanceof Fault && error.kind === 'not-found') return [];
    throw error;
  }
}

/** The selectors of all that own pods here; the label `track` aside, so that one list finds those of a canary too. */
function selectorsOf(scene: Scene): string[] {
  const owners = [...scene.objects].filter(
    ([key]) => key.startsWith(`${deployments.plural}/`) || key.startsWith(`${rollouts.plural}/`),
  );
  const texts = owners.flatMap(([, object]) => {
    const read = selecting.safeParse(object);
    return read.success ? [selectorText(read.data.spec.selector, 'track')] : [];
  });
  return [...new Set(texts)].filter((text) => text !== '');
}

async function listAll<T extends ReplicaSet | Pod>(
  access: Access,
  scene: Scene,
  kind: Kind,
  shape: z.ZodType<T>,
): Promise<T[]> {
  const { namespace } = scene;
  const asked = { verb: 'list' as const, kind, namespace };
  const lists = await Promise.all(
    selectorsOf(scene).map(async (labelSelector) => {
      const answer = await access.send({ ...asked, query: { labelSelector } });
      return parse(z.looseObject({ items: z.array(shape) }), answer, { cluster: access.cluster, ...asked }).items;
    }),
  );
  const byUid = new Map(lists.flat().map((each) => [each.metadata.uid ?? each.metadata.name, each]));
  return [...byUid.values()];
}

function parse<S extends z.ZodType>(shape: S, answer: unknown, asked: Asked): z.output<S> {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  throw faultOfShape(asked, read.error);
}
