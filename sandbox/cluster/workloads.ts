import { z } from 'zod';
import type { KubeObject } from './object.ts';

const count = z.int().min(0);
const share = z.union([count, z.string().regex(/^\d+%$/, 'must be a number or a percentage')]);
const container = z.looseObject({ name: z.string().min(1), image: z.string().min(1) });
const selector = z.looseObject({ matchLabels: z.record(z.string(), z.string()) });

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
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
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
