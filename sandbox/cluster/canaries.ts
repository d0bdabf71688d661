import { z } from 'zod';
import type { KubeObject } from './object.ts';
import type { Condition } from './workloads.ts';

const webhook = z.looseObject({
  name: z.string().min(1),
  type: z.string().optional(),
  url: z.string().min(1),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** `flagger.app/v1beta1` Canary of a Deployment, with weights by the Gateway API. */
export const canarySpec = z.looseObject({
  targetRef: z.looseObject({ kind: z.literal('Deployment').default('Deployment'), name: z.string().min(1) }),
  suspend: z.boolean().optional(),
  skipAnalysis: z.boolean().optional(),
  progressDeadlineSeconds: z.int().positive().default(600),
  service: z.looseObject({ port: z.int().positive(), hosts: z.array(z.string()).optional() }),
  analysis: z.looseObject({
    interval: z
      .string()
      .regex(/^\d+(s|m|h)$/)
      .default('60s'),
    threshold: z.int().min(0).default(0),
    maxWeight: z.int().min(1).max(100).default(100),
    stepWeight: z.int().min(1).max(100),
    webhooks: z.array(webhook).default([]),
  }),
});

export type CanaryPhase =
  | 'Initializing'
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed';

export interface CanaryStatus {
  phase?: CanaryPhase;
  canaryWeight?: number;
  failedChecks?: number;
  iterations?: number;
  /** Hash of the target's template that was looked at last. */
  lastAppliedSpec?: string;
  lastPromotedSpec?: string;
  lastTransitionTime?: string;
  conditions?: Condition[];
}

export type Canary = KubeObject<z.output<typeof canarySpec>, CanaryStatus>;

/** Between two looks, ms. */
export function intervalOf({ spec }: Canary): number {
  const [, number = '60', unit = 's'] = /^(\d+)([smh])$/.exec(spec.analysis.interval) ?? [];
  return Number(number) * ({ s: 1_000, m: 60_000, h: 3_600_000 }[unit] ?? 1_000);
}
