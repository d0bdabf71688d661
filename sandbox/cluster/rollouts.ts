import { z } from 'zod';
import type { KubeObject } from './object.ts';
import { type Condition, type Counts, replicaSetSpec } from './workloads.ts';

const duration = z.union([z.int().min(0), z.string().regex(/^\d+(ms|s|m|h)?$/)]);
const step = z.looseObject({
  setWeight: z.int().min(0).max(100).optional(),
  pause: z.looseObject({ duration: duration.optional() }).optional(),
});
const trafficRouting = z.looseObject({
  nginx: z.looseObject({ stableIngress: z.string().min(1) }).optional(),
  plugins: z
    .looseObject({ 'argoproj-labs/gatewayAPI': z.looseObject({ httpRoute: z.string().min(1) }).optional() })
    .optional(),
});

/** `argoproj.io/v1alpha1` Rollout with the strategy `canary`. */
export const rolloutSpec = z.looseObject({
  replicas: z.int().min(0).default(1),
  paused: z.boolean().optional(),
  progressDeadlineSeconds: z.int().positive().default(600),
  selector: replicaSetSpec.shape.selector,
  template: replicaSetSpec.shape.template,
  strategy: z.looseObject({
    canary: z.looseObject({
      steps: z.array(step).default([]),
      stableService: z.string().min(1).optional(),
      canaryService: z.string().min(1).optional(),
      trafficRouting: trafficRouting.optional(),
    }),
  }),
});

export interface RolloutStatus extends Omit<Counts, 'observedGeneration'> {
  observedGeneration?: string;
  updatedReplicas?: number;
  currentPodHash?: string;
  stableRS?: string;
  /** Of the step that is being taken; as many as there are when all are done. */
  currentStepIndex?: number | null;
  pauseConditions?: { reason: string; startTime: string }[] | null;
  /** The controller has paused it: once the conditions are gone, somebody has let it go on. */
  controllerPause?: boolean;
  abort?: boolean;
  abortedAt?: string | null;
  promoteFull?: boolean;
  phase?: 'Progressing' | 'Paused' | 'Healthy' | 'Degraded';
  message?: string;
  conditions?: Condition[];
  canary?: { weights?: { canary: Weight; stable: Weight } | null };
}
interface Weight {
  weight: number;
  serviceName?: string;
  podTemplateHash?: string;
}

export type RolloutSpec = z.output<typeof rolloutSpec>;
export type Rollout = KubeObject<RolloutSpec, RolloutStatus>;

/** Seconds of a pause; null for one that somebody has to end. */
export function pauseOf({ duration: given }: { duration?: number | string | undefined }): number | null {
  if (given === undefined) return null;
  const [, number = '0', unit = 's'] = /^(\d+)(ms|s|m|h)?$/.exec(String(given)) ?? [];
  return Number(number) * ({ ms: 0.001, s: 1, m: 60, h: 3_600 }[unit] ?? 1);
}
