import { z } from 'zod';
import { isAllowed, type User } from '../rbac.ts';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';

const asked = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z.looseObject({
      verb: z.string(),
      group: z.string().default(''),
      resource: z.string(),
      subresource: z.string().optional(),
      namespace: z.string().default(''),
      name: z.string().optional(),
    }),
  }),
});

export const reviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** `SelfSubjectAccessReview`: whether whoever asks may do something. Nothing is kept of it. */
export function review(store: Store, user: User, body: unknown): unknown {
  const read = asked.safeParse(body);
  if (!read.success)
    throw new Refusal('Invalid', `SelfSubjectAccessReview.authorization.k8s.io "" is invalid: ${read.error.message}`);
  const { resourceAttributes } = read.data.spec;
  const allowed = isAllowed(store, user, resourceAttributes);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: { resourceAttributes },
    status: { allowed, ...(allowed ? { reason: 'RBAC: allowed' } : {}) },
  };
}
