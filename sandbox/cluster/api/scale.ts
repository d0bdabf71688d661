import { z } from 'zod';
import type { KubeObject } from '../object.ts';
import { Refusal } from '../refusal.ts';
import { inQuery } from '../selectors.ts';
import type { ReplicaSet } from '../workloads.ts';

/** A Deployment or ReplicaSet as `autoscaling/v1` sees it. */
export function scaleOf(object: KubeObject): Record<string, unknown> {
  const { metadata, spec, status } = object as unknown as ReplicaSet;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas },
    status: { replicas: status.replicas ?? 0, selector: inQuery(spec.selector) },
  };
}

const asked = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional(),
  spec: z.looseObject({ replicas: z.int().min(0).default(0) }),
});

/** The object with the number of replicas that a Scale asks for. */
export function scaled(object: KubeObject, scale: unknown): unknown {
  const result = asked.safeParse(scale);
  if (!result.success) throw new Refusal('BadRequest', `the scale is not well formed: ${result.error.message}`);
  const { metadata, spec } = result.data;
  const { resourceVersion: _, ...rest } = object.metadata;
  const version = metadata?.resourceVersion;
  return {
    ...object,
    metadata: version === undefined ? rest : { ...rest, resourceVersion: version },
    spec: { ...object.spec, replicas: spec.replicas },
  };
}
