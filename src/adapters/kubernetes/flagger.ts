import { z } from 'zod';
import type { FlaggerGate, Place, Standing } from '../../ports/cluster.ts';
import { changedBy } from './changed-by.ts';
import { backToImage } from './going-back.ts';
import { canaries, deployments } from './kinds.ts';
import { type Mover, markOf, withTrouble } from './mover.ts';
import { imageIn, type Progress, progressOf, wantedVersion } from './progress.ts';
import { findDeployment, rejected, type Scene, take, takeDeployment } from './scene.ts';
import { deployment } from './shapes.ts';
import { deploymentPatch, mergePatch, type Plan, type Write } from './writes.ts';

/** As much of `flagger.app/v1beta1` Canary as is relied on. */
const canaryShape = z.looseObject({
  metadata: deployment.shape.metadata,
  spec: z.looseObject({
    targetRef: z.looseObject({ kind: z.string().optional(), name: z.string() }),
    suspend: z.boolean().optional(),
    skipAnalysis: z.boolean().optional(),
    analysis: z
      .looseObject({
        iterations: z.number().optional(),
        maxWeight: z.number().optional(),
        stepWeight: z.number().optional(),
        stepWeights: z.array(z.number()).optional(),
      })
      .optional(),
  }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      canaryWeight: z.number().optional(),
      failedChecks: z.number().optional(),
      conditions: z.array(z.looseObject({ message: z.string().optional() })).optional(),
    })
    .default({}),
});

/** What its gates are answered with: how much traffic it may have, and where it shall go. */
const gateWeight = 'quarterdeck/gate-weight';
const gate = 'quarterdeck/gate';

const busy = new Set(['Waiting', 'Progressing', 'WaitingPromotion', 'Promoting', 'Finalising']);

/**
 * Flagger moves, in its own steps: a new image in the target is what it begins with. Its gates (confirm-rollout, confirm-traffic-increase,
 * confirm-promotion, rollback) ask back, and are answered by the annotations that are written here.
 */
export const flagger: Mover = {
  refs: ({ workload: { name } }) => [
    { kind: canaries, name },
    { kind: deployments, name },
    { kind: deployments, name: `${name}-primary`, mayLack: true },
  ],

  standing(place, scene) {
    const { object, target, primary, underWay } = look(place, scene);
    const { container } = place.workload;
    const tried = wantedVersion(scene, target, container);
    const others = differ(place, scene, target, primary);
    const fresh = others && (underWay || waits(place, scene)) ? tried : null;
    return {
      engine: 'flagger',
      stable: primary === null ? tried : wantedVersion(scene, primary, container),
      fresh,
      weight: fresh === null ? 0 : (object.status.canaryWeight ?? 0),
      ...withTrouble(stateOf(place, scene), tried.pods.trouble),
      mark: markOf(target.deployment.spec.template, object.spec.suspend ?? false),
      changedBy: changedBy([target.deployment, object]),
    };
  },

  unfit: (place, scene) => unfitCanary(place, look(place, scene).object),

  plan(place, scene, move) {
    const found = look(place, scene);
    const { object, target, underWay } = found;
    const { container } = place.workload;
    const has = 'image' in move && imageOf(place, scene, target) === move.image;
    const serves = 'image' in move && imageOf(place, scene, found.primary ?? target) === move.image;
    const rests = !underWay && !waits(place, scene);
    switch (move.kind) {
      case 'bring-up': {
        const open = answered(found, { [gateWeight]: '0', [gate]: null });
        if (!has)
          return {
            writes: [...open, deploymentPatch(target.deployment, { image: { container, image: move.image } })],
            more: true,
          };
        // Flagger scales the target up when it begins.
        const up = underWay && target.complete && target.deployment.spec.replicas > 0;
        return { writes: [], more: !(serves && rests) && !up };
      }
      case 'weigh': {
        if (serves && rests) return { writes: [], more: false };
        demand(place, scene, found, has, move.image);
        const reached = (object.status.canaryWeight ?? 0) >= move.percent;
        return { writes: answered(found, { [gateWeight]: String(move.percent) }), more: !reached };
      }
      case 'promote':
        if (serves && rests) return settle(found);
        demand(place, scene, found, has, move.image);
        return { writes: hasten(found), more: true };
      case 'return-to': {
        if (serves) return has ? settle(found) : takeBack(place, scene, found);
        // Where it is the target's image already, Flagger only has to get there.
        const back = has ? [] : [backToImage(target, container, move.image)];
        return { writes: [...hasten(found), ...back], more: true };
      }
      case 'take-back':
        return takeBack(place, scene, found);
      case 'retire':
        return { writes: [], more: false };
      case 'pause':
      case 'resume': {
        const suspend = move.kind === 'pause';
        const stands = (object.spec.suspend ?? false) === suspend;
        return { writes: stands ? [] : [mergePatch(canaries, object, { spec: { suspend } })], more: false };
      }
      case 'retry':
        return { writes: object.status.phase === 'Failed' ? [tryAgain(target)] : [], more: false };
    }
  },
};

/** Whether a gate is open, by what was written on the Canary. What somebody else puts into the target waits before the first. */
export function passesGate(object: unknown, asked: FlaggerGate): boolean {
  const { metadata, status } = canaryShape.parse(object);
  const { [gateWeight]: weight, [gate]: way } = metadata.annotations ?? {};
  switch (asked) {
    case 'confirm-rollout':
      return weight !== undefined && way !== 'rollback';
    case 'confirm-traffic-increase':
      return way === 'promote' || (way !== 'rollback' && Number(weight ?? 0) > (status.canaryWeight ?? 0));
    case 'confirm-promotion':
      return way === 'promote';
    case 'rollback':
      return way === 'rollback';
  }
}

/** Why it does not go by the phases of the catalog. */
function unfitCanary({ workload: { name }, strategy }: Place, { spec: { analysis } }: Found['object']): string | null {
  const wanted = strategy.kind === 'canary' ? strategy.phases.map(({ weight }) => weight) : [];
  if (analysis === undefined) return null;
  const { iterations = 0, maxWeight = 100, stepWeight = 0, stepWeights } = analysis;
  if (iterations > 0 && stepWeight === 0 && !stepWeights)
    return `Canary ${name} goes by iterations, which give no share of the traffic. Quarterdeck drives stepWeight or stepWeights: ${wanted.join(', ')}`;
  const count = stepWeight > 0 ? Math.floor(maxWeight / stepWeight) : 0;
  const weights = stepWeights ?? Array.from({ length: count }, (_, index) => (index + 1) * stepWeight);
  const missing = wanted.filter((weight) => !weights.includes(weight));
  if (missing.length === 0) return null;
  const list = (all: readonly number[]) => all.map((weight) => `${weight} %`).join(', ');
  return `Canary ${name} gives ${list(weights) || 'nothing'} of the traffic, and the phases want ${list(missing)}: its stepWeights have to name them`;
}

interface Found {
  object: z.output<typeof canaryShape>;
  /** The Deployment that is changed; Flagger scales it to nothing when it has been promoted or has failed. */
  target: Progress;
  /** What serves; Flagger makes it. Null until it has. */
  primary: Progress | null;
  /** Flagger is at something. */
  underWay: boolean;
}

function look(place: Place, scene: Scene): Found {
  const { name } = place.workload;
  const object = take(scene, { kind: canaries, name }, canaryShape);
  if (object.spec.targetRef.name !== name)
    throw rejected(
      scene,
      `Canary ${name} is of Deployment ${object.spec.targetRef.name}; both must have the same name`,
    );
  const serves = findDeployment(scene, `${name}-primary`);
  const target = progressOf(scene, takeDeployment(scene, name));
  const primary = serves === null ? null : progressOf(scene, serves);
  const { phase = '' } = object.status;
  // What was put back before its first gate was opened is waited for by nobody: Flagger stays there until the next one comes.
  const idle = phase === 'Waiting' && !differ(place, scene, target, primary);
  return { object, target, primary, underWay: busy.has(phase) && !idle };
}

function imageOf({ workload }: Place, scene: Scene, { deployment: { metadata, spec } }: Progress): string {
  return imageIn(scene, spec.template, workload.container, metadata.name);
}

const differ = (place: Place, scene: Scene, target: Progress, primary: Progress | null) =>
  primary !== null && imageOf(place, scene, target) !== imageOf(place, scene, primary);

/** The target has another image than what serves, and Flagger has not given it up: it will begin. */
function waits(place: Place, scene: Scene): boolean {
  const { object, target, primary } = look(place, scene);
  return object.status.phase !== 'Failed' && differ(place, scene, target, primary);
}

/** Nothing where its gates are answered so already. */
function answered({ object }: Found, answers: Record<string, string | null>): Write[] {
  const now = object.metadata.annotations ?? {};
  const stand = Object.entries(answers).every(([key, value]) => (now[key] ?? null) === value);
  return stand ? [] : [mergePatch(canaries, object, { metadata: { annotations: answers } })];
}

/** Straight on, without its own analysis. */
function hasten({ object }: Found): Write[] {
  if (object.spec.skipAnalysis === true && object.metadata.annotations?.[gate] === 'promote') return [];
  const annotations = { [gate]: 'promote', [gateWeight]: '100' };
  return [mergePatch(canaries, object, { metadata: { annotations }, spec: { skipAnalysis: true } })];
}

/** The next one is analysed again. */
function settle({ object, primary }: Found): Plan {
  const more = primary !== null && !primary.complete;
  if (object.metadata.annotations?.[gate] !== 'promote') return { writes: [], more };
  const annotations = { [gate]: null, [gateWeight]: null };
  return { writes: [mergePatch(canaries, object, { metadata: { annotations }, spec: { skipAnalysis: null } })], more };
}

/** Its rollback gate is opened, and the target gets the image back that serves: Flagger takes that for no new version. */
function takeBack(place: Place, scene: Scene, found: Found): Plan {
  const { target, primary, underWay } = found;
  if (primary === null) return { writes: [], more: false };
  const image = imageOf(place, scene, primary);
  const back = imageOf(place, scene, target) === image ? [] : [backToImage(target, place.workload.container, image)];
  if (!underWay && back.length === 0) return { writes: [], more: false };
  return { writes: [...answered(found, { [gate]: 'rollback', [gateWeight]: '0' }), ...back], more: underWay };
}

/** Flagger begins anew when anything in the template changes. */
function tryAgain({ deployment }: Progress): Write {
  const annotations = { 'quarterdeck/tried-again': String(deployment.metadata.generation ?? 0) };
  return deploymentPatch(deployment, { spec: { template: { metadata: { annotations } } } });
}

function demand(place: Place, scene: Scene, { object }: Found, has: boolean, image: string): void {
  const { name } = place.workload;
  if (!has) throw rejected(scene, `${image} was not brought up in Deployment ${name}, so that nothing was moved`);
  if (object.status.phase === 'Failed')
    throw rejected(
      scene,
      `Flagger has given ${name} up: ${object.status.conditions?.[0]?.message ?? 'it did not say why'}`,
    );
}

function stateOf(place: Place, scene: Scene): Pick<Standing, 'state' | 'why'> {
  const { object, target, primary, underWay } = look(place, scene);
  const { phase = 'Initializing', conditions, failedChecks = 0 } = object.status;
  const why = conditions?.[0]?.message ?? phase;
  if (object.spec.suspend === true) return { state: 'paused', why: 'suspended' };
  if (phase === 'Failed' && differ(place, scene, target, primary)) return { state: 'stalled', why };
  if (underWay && (phase === 'Waiting' || phase === 'WaitingPromotion')) return { state: 'paused', why };
  if (phase === 'Initializing' || underWay || waits(place, scene))
    return { state: 'moving', why: failedChecks > 0 ? `${phase}: ${failedChecks} failed checks` : null };
  return { state: 'steady', why: null };
}
