import type { KubeObject } from './shapes.ts';

/** Under which name the API server remembers what we wrote. */
export const fieldManager = 'quarterdeck';

/** Controllers: what they write is the cluster's own doing. */
const controllers = new Set(['kube-controller-manager', 'rollouts-controller', 'flagger', 'argo-rollouts']);

/**
 * The field manager that changed these objects last, where that was a person or another program; null where it was Quarterdeck. Times
 * are to the second: of two in the same one Quarterdeck counts as the later.
 */
export function changedBy(objects: readonly (KubeObject | null)[]): string | null {
  let last = { manager: fieldManager, time: '' };
  for (const object of objects)
    for (const { manager = '', time = '', subresource, fieldsV1 = {} } of object?.metadata.managedFields ?? []) {
      if (subresource === 'status' || controllers.has(manager) || !moves(fieldsV1)) continue;
      if (time > last.time || (time === last.time && manager === fieldManager)) last = { manager, time };
    }
  return last.manager === fieldManager ? null : last.manager;
}

/** Specifications, and the annotations that move traffic. */
function moves(fields: Record<string, unknown>): boolean {
  if ('f:spec' in fields) return true;
  const metadata = fields['f:metadata'];
  return JSON.stringify(metadata ?? '').includes('"f:nginx.ingress.kubernetes.io/canary');
}
