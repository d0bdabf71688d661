import type { Move, Place } from '../../ports/cluster.ts';
import { changedBy } from './changed-by.ts';
import { backToImage, backToSet } from './going-back.ts';
import { deployments } from './kinds.ts';
import { type Mover, markOf, pausing, stateOf, withTrouble } from './mover.ts';
import { imageIn, type Progress, progressOf, setVersion, wantedVersion, withImage } from './progress.ts';
import { findDeployment, rejected, type Scene, takeDeployment } from './scene.ts';
import type { Deployment } from './shapes.ts';
import { byHttpRoute } from './traffic/by-http-route.ts';
import { byIngress } from './traffic/by-ingress.ts';
import { byReplicas, replicasFor } from './traffic/by-replicas.ts';
import { type CanaryTraffic, canaryNameOf } from './traffic/canary-traffic.ts';
import { deploymentPatch, type Plan, templatePatch, type Write } from './writes.ts';

/** A second Deployment beside the stable one, with a share of the traffic. */
export const canary: Mover = {
  refs: (place) => [
    { kind: deployments, name: place.workload.name },
    { kind: deployments, name: canaryNameOf(place.workload.name), mayLack: true },
    ...trafficOf(place).refs(place),
  ],

  standing(place, scene) {
    const { stable, fresh, traffic } = look(place, scene);
    const { container, name } = place.workload;
    const tried = fresh && wantedVersion(scene, fresh, container);
    const serves =
      stable.before === null
        ? wantedVersion(scene, stable, container)
        : setVersion(scene, name, stable.before, container);
    const all = fresh === null ? [stable] : [fresh, stable];
    const objects = [...scene.objects.values()];
    return {
      engine: 'quarterdeck',
      stable: serves,
      fresh: tried,
      weight: fresh === null ? 0 : traffic.weight(place, scene),
      ...withTrouble(stateOf(all), tried?.pods.trouble ?? []),
      mark: markOf(
        all.map(({ deployment }) => [deployment.spec.template, deployment.spec.paused ?? false]),
        traffic.marked(place, scene),
      ),
      changedBy: changedBy(objects),
    };
  },

  remarks(place, scene) {
    const { traffic, stable } = look(place, scene);
    return traffic.remarks(place, scene, stable.deployment);
  },

  plan(place, scene, move) {
    const found = look(place, scene);
    switch (move.kind) {
      case 'bring-up':
        return bringUp(place, scene, found, move.image);
      case 'weigh':
        return weigh(place, scene, found, move);
      case 'promote':
        return promote(place, scene, found, move.image);
      case 'take-back':
        return takeBack(place, scene, found);
      case 'return-to': {
        const stands = imageOf(place, scene, found.stable) === move.image;
        const back = stands ? [] : [backToImage(found.stable, place.workload.container, move.image)];
        const { writes } = withdraw(place, scene, found, back);
        return { writes, more: !stands || !found.stable.complete };
      }
      case 'retire':
        return { writes: [], more: false };
      case 'pause':
      case 'resume':
        return {
          writes: pausing(found.fresh ? [found.fresh, found.stable] : [found.stable], move.kind === 'pause'),
          more: false,
        };
      case 'retry':
        throw rejected(scene, 'Only Argo Rollouts and Flagger try again by themselves');
    }
  },
};

interface Found {
  traffic: CanaryTraffic;
  stable: Progress;
  /** Null where nothing is being tried. */
  fresh: Progress | null;
  /** The Deployment of canaries, also one that was scaled to nothing. */
  second: Deployment | null;
}

function look(place: Place, scene: Scene): Found {
  const { name } = place.workload;
  const second = findDeployment(scene, canaryNameOf(name));
  return {
    traffic: trafficOf(place),
    stable: progressOf(scene, takeDeployment(scene, name)),
    fresh: second !== null && second.spec.replicas > 0 ? progressOf(scene, second) : null,
    second,
  };
}

function trafficOf({ strategy }: Place): CanaryTraffic {
  if (strategy.kind !== 'canary') return byReplicas;
  const { traffic } = strategy;
  if (traffic.by === 'http-route') return byHttpRoute(traffic.route);
  return traffic.by === 'ingress-nginx' ? byIngress(traffic.ingress) : byReplicas;
}

const imageOf = ({ workload }: Place, scene: Scene, { deployment }: Progress) =>
  imageIn(scene, deployment.spec.template, workload.container, deployment.metadata.name);

/** How many canaries a share of the traffic wants. */
function wants({ strategy }: Place, { stable, traffic }: Found, percent: number): number {
  if (strategy.kind !== 'canary') return 1;
  const { replicas } = stable.deployment.spec;
  if (traffic === byReplicas) return replicasFor(Math.min(percent, 99), replicas);
  return strategy.replicas ?? Math.max(1, Math.ceil((percent * replicas) / 100));
}

function bringUp(place: Place, scene: Scene, found: Found, image: string): Plan {
  const { stable, fresh, second, traffic } = found;
  if (fresh === null && imageOf(place, scene, stable) === image) return { writes: [], more: !stable.complete };
  const first = place.strategy.kind === 'canary' ? (place.strategy.phases[0]?.weight ?? 0) : 0;
  const replicas = wants(place, found, first);
  const ways = traffic.prepare(place, scene, stable.deployment);
  if (fresh !== null && imageOf(place, scene, fresh) === image) {
    const more = fresh.deployment.spec.replicas < replicas;
    const scaled = more ? [deploymentPatch(fresh.deployment, { spec: { replicas } })] : [];
    return { writes: [...scaled, ...ways], more: more || ways.length > 0 || !fresh.complete };
  }
  const labels = traffic.labels(place, scene, stable.deployment);
  const { metadata, ...rest } = stable.deployment.spec.template;
  const template = withImage({ ...rest, metadata: { ...metadata, labels } }, place.workload.container, image);
  const made: Write =
    second === null
      ? created(place, stable.deployment, template, replicas)
      : templatePatch(deployments, second, template, { replicas });
  // Whoever had some of the traffic before, this image has not been tried with any.
  const none = second === null || ways.length > 0 ? [] : traffic.weigh(place, scene, 0);
  return { writes: [...none, made, ...ways], more: true };
}

function created(
  { workload, strategy }: Place,
  stable: Deployment,
  template: Deployment['spec']['template'],
  replicas: number,
): Write {
  const name = canaryNameOf(workload.name);
  const { matchLabels = {}, ...expressions } = stable.spec.selector;
  const keys = [...Object.keys(matchLabels), 'track'];
  const own = Object.fromEntries(keys.map((key) => [key, template.metadata?.labels?.[key] ?? '']));
  const seconds = strategy.kind === 'canary' ? Math.ceil(strategy.deadline / 1_000) : 600;
  return {
    verb: 'create',
    kind: deployments,
    name,
    body: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: { ...stable.metadata.labels, track: 'canary' } },
      spec: {
        replicas,
        progressDeadlineSeconds: seconds,
        selector: { ...expressions, matchLabels: own },
        template,
      },
    },
  };
}

function weigh(place: Place, scene: Scene, found: Found, { percent, image }: Extract<Move, { kind: 'weigh' }>): Plan {
  const { stable, traffic } = found;
  if (found.fresh === null && imageOf(place, scene, stable) === image) return { writes: [], more: !stable.complete };
  const fresh = tried(place, scene, found, image);
  if (traffic === byReplicas && percent >= 100)
    throw rejected(scene, 'By replicas the stable version always has a share of the traffic: 100 % cannot be had');
  const ways = traffic.prepare(place, scene, stable.deployment);
  if (ways.length > 0) return { writes: ways, more: true };
  const replicas = wants(place, found, percent);
  if (replicas > fresh.deployment.spec.replicas)
    return { writes: [deploymentPatch(fresh.deployment, { spec: { replicas } })], more: true };
  const rises = percent > traffic.weight(place, scene);
  if (rises && !fresh.complete && traffic !== byReplicas) return { writes: [], more: true };
  return { writes: traffic.weigh(place, scene, percent), more: traffic === byReplicas && !fresh.complete };
}

/** First the stable Deployment takes the image, with the traffic as it is; then the canary goes. */
function promote(place: Place, scene: Scene, found: Found, image: string): Plan {
  const { stable } = found;
  const has = imageOf(place, scene, stable) === image;
  if (found.fresh === null && has) return { writes: [], more: !stable.complete };
  tried(place, scene, found, image);
  if (!has) {
    const { container } = place.workload;
    return { writes: [deploymentPatch(stable.deployment, { image: { container, image } })], more: true };
  }
  return stable.complete ? withdraw(place, scene, found) : { writes: [], more: true };
}

/** All traffic to the stable version, and no canaries: these go last, as they show that there is something to take back. */
function withdraw(place: Place, scene: Scene, { traffic, fresh }: Found, between: Write[] = []): Plan {
  const writes = [...traffic.weigh(place, scene, 0), ...between];
  if (fresh !== null) writes.push(deploymentPatch(fresh.deployment, { spec: { replicas: 0 } }));
  return { writes, more: between.length > 0 };
}

function takeBack(place: Place, scene: Scene, found: Found): Plan {
  const { stable, fresh } = found;
  // It had begun to become the stable one.
  const promoting = fresh !== null && imageOf(place, scene, stable) === imageOf(place, scene, fresh);
  const back = promoting && stable.before !== null ? [backToSet(stable.deployment, stable.before)] : [];
  return withdraw(place, scene, found, back);
}

function tried(place: Place, scene: Scene, { fresh }: Found, image: string): Progress {
  if (fresh !== null && imageOf(place, scene, fresh) === image) return fresh;
  const name = canaryNameOf(place.workload.name);
  throw rejected(scene, `${image} was not brought up as ${name}, so that nothing was moved`);
}
