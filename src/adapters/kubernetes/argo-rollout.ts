import { z } from 'zod';
import type { StandingVersion } from '../../ports/cluster.ts';
import { rollouts } from './kinds.ts';
import { imageIn, setsOf, setVersion } from './progress.ts';
import { rejected, type Scene, take } from './scene.ts';
import { deployment, type ReplicaSet } from './shapes.ts';

const step = z.looseObject({
  setWeight: z.number().optional(),
  pause: z.looseObject({ duration: z.union([z.string(), z.number()]).nullish() }).nullish(),
});

/** As much of `argoproj.io/v1alpha1` Rollout as is relied on. */
const rollout = z.looseObject({
  metadata: deployment.shape.metadata,
  spec: z.looseObject({
    ...deployment.shape.spec.shape,
    template: deployment.shape.spec.shape.template.optional(),
    strategy: z
      .looseObject({
        canary: z.looseObject({ steps: z.array(step).nullish(), analysis: z.unknown().optional() }).nullish(),
        blueGreen: z.unknown().optional(),
      })
      .default({}),
  }),
  status: z
    .looseObject({
      abort: z.boolean().optional(),
      promoteFull: z.boolean().optional(),
      pauseConditions: z.array(z.looseObject({ reason: z.string() })).nullish(),
      currentPodHash: z.string().optional(),
      stableRS: z.string().optional(),
      currentStepIndex: z.number().nullish(),
      observedGeneration: z.string().optional(),
      phase: z.string().optional(),
      message: z.string().optional(),
      canary: z
        .looseObject({
          weights: z.looseObject({ canary: z.looseObject({ weight: z.number() }) }).nullish(),
        })
        .nullish(),
    })
    .default({}),
});

export type Rollout = z.output<typeof rollout>;

/** A Rollout with what its controller has made of it. */
export interface Rolled {
  object: Rollout;
  template: NonNullable<Rollout['spec']['template']>;
  sets: readonly ReplicaSet[];
  stableSet: ReplicaSet | null;
  currentSet: ReplicaSet | null;
  /** The controller has seen the specification as it is. */
  seen: boolean;
  /** The version that it should have is the stable one. */
  promoted: boolean;
}

export function lookAtRollout(scene: Scene, name: string): Rolled {
  const object = take(scene, { kind: rollouts, name }, rollout);
  const { template } = object.spec;
  if (template === undefined)
    throw rejected(
      scene,
      `Rollout ${name} takes its template from elsewhere (workloadRef), where Quarterdeck puts no image. Give it a template of its own`,
    );
  const sets = setsOf(scene, object.metadata.uid);
  const ofHash = (hash: string | undefined) =>
    sets.find(({ metadata }) => hash !== undefined && metadata.labels?.['rollouts-pod-template-hash'] === hash) ?? null;
  const { status } = object;
  const seen = status.observedGeneration === String(object.metadata.generation ?? '');
  return {
    object,
    template,
    sets,
    stableSet: ofHash(status.stableRS),
    currentSet: ofHash(status.currentPodHash),
    seen,
    promoted: seen && status.stableRS !== undefined && status.stableRS === status.currentPodHash,
  };
}

export function wantedImage(scene: Scene, { object, template }: Rolled, container: string): string {
  return imageIn(scene, template, container, object.metadata.name);
}

/** The version that it should have; without pods until the controller has seen it. */
export function rolledVersion(scene: Scene, rolled: Rolled, container: string): StandingVersion {
  const { object, currentSet, seen } = rolled;
  if (seen && currentSet !== null) return setVersion(scene, object.metadata.name, currentSet, container);
  const pods = { wanted: 0, ready: 0, restarts: 0, trouble: [] };
  return { name: object.metadata.name, image: wantedImage(scene, rolled, container), revision: null, pods };
}

/** Percent of the traffic: as the traffic router was told, else the share of ready pods. */
export function rolledWeight({ object, currentSet, stableSet, seen, promoted }: Rolled): number {
  if (!seen || promoted || object.status.abort === true) return 0;
  const told = object.status.canary?.weights?.canary.weight;
  if (told !== undefined) return told;
  const fresh = currentSet?.status.readyReplicas ?? 0;
  const all = fresh + (stableSet?.status.readyReplicas ?? 0);
  return all === 0 ? 0 : Math.round((100 * fresh) / all);
}

/** What the next step that changes the weight makes of it; null when there is none left. */
export function nextWeight({ object }: Rolled): number | null {
  const { steps } = object.spec.strategy.canary ?? {};
  const left = (steps ?? []).slice((object.status.currentStepIndex ?? 0) + 1);
  return left.find(({ setWeight }) => setWeight !== undefined)?.setWeight ?? null;
}
