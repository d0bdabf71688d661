import { z } from 'zod';
import type { KubeObject } from './object.ts';

const count = z.int().min(0);
const share = z.union([count, z.string().regex(/^\d+%$/, 'must be a number or a percentage')]);
/** With what Kubernetes adds: a client that writes back what it has read must not seem to have changed the template. */
const container = z.looseObject({
  name: z.string().min(1),
  image: z.string().min(1),
  imagePullPolicy: z.string().default('IfNotPresent'),
  resources: z.looseObject({}).default({}),
  terminationMessagePath: z.string().default('/dev/termination-log'),
  terminationMessagePolicy: z.string().default('File'),
  ports: z.array(z.looseObject({ containerPort: count, protocol: z.string().default('TCP') })).exactOptional(),
});
const selector = z
  .looseObject({
    matchLabels: z.record(z.string(), z.string()).default({}),
    matchExpressions: z
      .array(
        z.looseObject({
          key: z.string().min(1),
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z.array(z.string()).default([]),
        }),
      )
      .exactOptional(),
  })
  .refine(({ matchLabels, matchExpressions = [] }) => Object.keys(matchLabels).length + matchExpressions.length > 0, {
    message: 'empty selector is invalid for deployment',
  });

export const podSpec = z.looseObject({
  containers: z.array(container).min(1),
  nodeName: z.string().optional(),
  terminationGracePeriodSeconds: count.default(30),
  restartPolicy: z.string().default('Always'),
  dnsPolicy: z.string().default('ClusterFirst'),
  schedulerName: z.string().default('default-scheduler'),
  securityContext: z.looseObject({}).default({}),
});
const template = z.looseObject({
  metadata: z
    .looseObject({
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()).optional(),
    })
    // Clients in Go write it although a template has none.
    .transform(({ creationTimestamp: _, ...metadata }) => metadata),
  spec: podSpec,
});
export const replicaSetSpec = z.looseObject({
  replicas: count.default(1),
  minReadySeconds: count.optional(),
  selector,
  template,
});
const rolling = z.looseObject({ maxUnavailable: share.default('25%'), maxSurge: share.default('25%') });
export const deploymentSpec = z.looseObject({
  replicas: count.default(1),
  minReadySeconds: count.optional(),
  selector,
  template,
  strategy: z
    .looseObject({
      type: z.enum(['RollingUpdate', 'Recreate']).default('RollingUpdate'),
      rollingUpdate: rolling.optional(),
    })
    .default({ type: 'RollingUpdate' })
    .transform((strategy) =>
      strategy.type === 'Recreate'
        ? strategy
        : { ...strategy, rollingUpdate: rolling.parse(strategy.rollingUpdate ?? {}) },
    ),
  revisionHistoryLimit: count.default(10),
  progressDeadlineSeconds: count.default(600),
  paused: z.boolean().optional(),
});

export type LabelSelector = z.output<typeof selector>;
export type PodTemplate = z.output<typeof template>;
export type DeploymentSpec = z.output<typeof deploymentSpec>;
export type ReplicaSetSpec = z.output<typeof replicaSetSpec>;
export type PodSpec = z.output<typeof podSpec>;

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime: string;
  lastUpdateTime?: string;
}
export interface Counts {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
}
export interface DeploymentStatus extends Counts {
  updatedReplicas?: number;
  unavailableReplicas?: number;
  conditions?: Condition[];
}
export interface ReplicaSetStatus extends Counts {
  fullyLabeledReplicas?: number;
}
export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: { exitCode: number; reason: string; startedAt: string; finishedAt: string };
}
export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}
export interface PodStatus {
  phase?: 'Pending' | 'Running';
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  podIP?: string;
  startTime?: string;
  qosClass?: string;
}

export type Deployment = KubeObject<DeploymentSpec, DeploymentStatus>;
export type ReplicaSet = KubeObject<ReplicaSetSpec, ReplicaSetStatus>;
export type Pod = KubeObject<PodSpec, PodStatus>;
