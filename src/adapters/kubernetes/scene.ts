import type { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import { deployments, type Kind } from './kinds.ts';
import { type Deployment, deployment, type KubeObject, type Pod, type ReplicaSet } from './shapes.ts';

/** An object that belongs to a place. `mayLack`: it may not be there (yet). */
export interface Ref {
  kind: Kind;
  name: string;
  mayLack?: boolean;
}

/** What was found of a place at one time, and what was written since. */
export interface Scene {
  cluster: string;
  namespace: string;
  objects: ReadonlyMap<string, KubeObject>;
  sets: readonly ReplicaSet[];
  pods: readonly Pod[];
}

export function keyOf({ kind, name }: Ref): string {
  return `${kind.plural}/${name}`;
}

/** An object that is there, in its shape. */
export function find<S extends z.ZodType>(scene: Scene, ref: Ref, shape: S): z.output<S> | null {
  const found = scene.objects.get(keyOf(ref));
  if (found === undefined) return null;
  const read = shape.safeParse(found);
  if (read.success) return read.data;
  throw new Fault(
    'invalid',
    `What cluster ${scene.cluster} says of ${ref.kind.name} ${ref.name} cannot be understood.`,
    {
      cause: read.error,
    },
  );
}

export function take<S extends z.ZodType>(scene: Scene, ref: Ref, shape: S): z.output<S> {
  const found = find(scene, ref, shape);
  if (found !== null) return found;
  throw new Fault('not-found', `${ref.kind.name} ${ref.name} is not there ${whereOf(scene)}.`);
}

export function takeDeployment(scene: Scene, name: string): Deployment {
  return take(scene, { kind: deployments, name }, deployment);
}

export function findDeployment(scene: Scene, name: string): Deployment | null {
  return find(scene, { kind: deployments, name }, deployment);
}

export function whereOf({ namespace, cluster }: Pick<Scene, 'namespace' | 'cluster'>): string {
  return `in namespace ${namespace} of cluster ${cluster}`;
}

/** A move that makes no sense here; nothing was written. */
export function rejected(scene: Scene, why: string): Fault {
  return new Fault('rejected', `${why} (${whereOf(scene)})`);
}
