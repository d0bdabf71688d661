import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PodTemplate, ReplicaSet } from '../workloads.ts';

const hashLabel = 'pod-template-hash';
/** Of Argo's Rollouts. */
export const rolloutHash = 'rollouts-pod-template-hash';

/** Alike for alike templates, whatever the order of their keys. */
export function templateHash(template: PodTemplate, label = hashLabel): string {
  const digest = createHash('sha256')
    .update(canonical(withoutHash(template, label)))
    .digest();
  return Number(digest.readUInt32BE())
    .toString()
    .padStart(10, '0')
    .replace(/[013]/g, (digit) => ({ 0: 'b', 1: 'c', 3: 'd' })[digit] ?? digit);
}

/** Whether a ReplicaSet was made of this template: they are alike but for the hash. */
export function isOfTemplate({ spec }: ReplicaSet, template: PodTemplate): boolean {
  return isDeepStrictEqual(withoutHash(spec.template), withoutHash(template));
}

function withoutHash(template: PodTemplate, label = hashLabel): PodTemplate {
  const { [label]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
