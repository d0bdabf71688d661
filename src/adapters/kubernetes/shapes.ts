import { z } from 'zod';

/** As much of Kubernetes' objects as is relied on. What else is in them stays in them, as some of it is written back. */

const words = z.record(z.string(), z.string());

const metadata = z.looseObject({
  name: z.string(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.number().optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  labels: words.optional(),
  annotations: words.optional(),
  ownerReferences: z.array(z.looseObject({ uid: z.string() })).optional(),
  managedFields: z
    .array(
      z.looseObject({
        manager: z.string().optional(),
        operation: z.string().optional(),
        subresource: z.string().optional(),
        time: z.string().optional(),
        fieldsV1: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

const template = z.looseObject({
  metadata: z.looseObject({ labels: words.optional(), annotations: words.optional() }).optional(),
  spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })).min(1) }),
});

const selector = z.looseObject({
  matchLabels: words.optional(),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});

const counts = {
  observedGeneration: z.number().optional(),
  replicas: z.number().optional(),
  readyReplicas: z.number().optional(),
  availableReplicas: z.number().optional(),
  updatedReplicas: z.number().optional(),
};

const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

export const anyObject = z.looseObject({ metadata });

/** What owns sets and pods, of whatever kind. */
export const selecting = z.looseObject({ spec: z.looseObject({ selector }) });

export const deployment = z.looseObject({
  metadata,
  spec: z.looseObject({ replicas: z.number().default(1), selector, template, paused: z.boolean().optional() }),
  status: z.looseObject({ ...counts, conditions: z.array(condition).optional() }).default({}),
});

export const replicaSet = z.looseObject({
  metadata,
  spec: z.looseObject({ replicas: z.number().default(1), template }),
  status: z.looseObject(counts).default({}),
});

const state = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  terminated: z.looseObject({ reason: z.string().optional(), exitCode: z.number().optional() }).optional(),
});
const containerStatus = z.looseObject({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: state.optional(),
  lastState: state.optional(),
});

export const pod = z.looseObject({
  metadata,
  status: z
    .looseObject({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions: z.array(condition).optional(),
      initContainerStatuses: z.array(containerStatus).optional(),
      containerStatuses: z.array(containerStatus).optional(),
    })
    .default({}),
});

export const service = z.looseObject({ metadata, spec: z.looseObject({ selector: words.optional() }) });

const backend = z.looseObject({ name: z.string(), weight: z.number().optional() });
export const httpRoute = z.looseObject({
  metadata,
  spec: z.looseObject({
    rules: z.array(z.looseObject({ backendRefs: z.array(backend).optional() })).default([]),
  }),
});

const path = z.looseObject({
  backend: z.looseObject({ service: z.looseObject({ name: z.string() }).optional() }),
});
export const ingress = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      rules: z.array(z.looseObject({ http: z.looseObject({ paths: z.array(path) }).optional() })).default([]),
    })
    .default({ rules: [] }),
});

export type Metadata = z.output<typeof metadata>;
export type Template = z.output<typeof template>;
export type Selector = z.output<typeof selector>;
export type KubeObject = z.output<typeof anyObject>;
export type Deployment = z.output<typeof deployment>;
export type ReplicaSet = z.output<typeof replicaSet>;
export type Pod = z.output<typeof pod>;
export type HttpRoute = z.output<typeof httpRoute>;
export type Ingress = z.output<typeof ingress>;
