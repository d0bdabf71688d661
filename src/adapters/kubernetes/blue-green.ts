import type { Place } from '../../ports/cluster.ts';
import { changedBy } from './changed-by.ts';
import { backToSet } from './going-back.ts';
import { deployments } from './kinds.ts';
import { type Mover, markOf, pausing, stateOf, withTrouble } from './mover.ts';
import { imageIn, type Progress, progressOf, readyOf, setWithImage, wantedVersion } from './progress.ts';
import { rejected, type Scene, takeDeployment } from './scene.ts';
import {
  type Colour,
  colourName,
  otherThan,
  type Switch,
  switchByIngress,
  switchByRoute,
  switchBySelector,
} from './traffic/switches.ts';
import { deploymentPatch, type Plan, type Write } from './writes.ts';

/** On the colour that is being tried, from when it is brought up until it is the stable one or taken back. */
const tried = 'quarterdeck/tried';

/** Two whole Deployments, of which one serves. */
export const blueGreen: Mover = {
  refs: (place) => [
    { kind: deployments, name: colourName(place, 'blue') },
    { kind: deployments, name: colourName(place, 'green') },
    ...switchOf(place).refs(place),
  ],

  standing(place, scene) {
    const { live, idle, fresh, ways } = look(place, scene);
    const version = (each: Side) => wantedVersion(scene, each.progress, place.workload.container);
    const fromNow = fresh === null ? null : version(fresh);
    // What is left of an old version may be as it likes.
    const watched = fresh === null ? [live] : [fresh, live];
    return {
      engine: 'quarterdeck',
      stable: version(live),
      fresh: fromNow,
      weight: fresh === null ? 0 : ways.weight(place, scene, fresh.colour),
      ...withTrouble(stateOf(watched.map(({ progress }) => progress)), fromNow?.pods.trouble ?? []),
      mark: markOf(
        [live, idle].map(({ colour, progress: { deployment } }) => [
          colour,
          deployment.spec.template,
          deployment.spec.paused ?? false,
        ]),
        fresh?.colour ?? null,
        ways.marked(place, scene),
      ),
      changedBy: changedBy([...scene.objects.values()]),
    };
  },

  plan(place, scene, move) {
    const found = look(place, scene);
    const { live, fresh, ways } = found;
    const stands = { writes: [], more: !live.progress.complete };
    const same = (image: string) => fresh === null && imageOf(place, scene, live) === image;
    switch (move.kind) {
      case 'bring-up':
        return same(move.image) ? stands : bringUp(place, scene, found, move.image);
      case 'weigh': {
        if (same(move.image)) return stands;
        const { colour, progress } = demand(place, scene, found, move.image);
        const rises = move.percent > ways.weight(place, scene, colour);
        if (rises && !progress.complete) return { writes: [], more: true };
        return { writes: ways.weigh(place, scene, colour, move.percent), more: false };
      }
      case 'promote': {
        if (same(move.image)) return stands;
        const { colour, progress } = demand(place, scene, found, move.image);
        const writes = ways.weigh(place, scene, colour, 100);
        if (writes.length > 0 && !progress.complete) return { writes: [], more: true };
        return { writes: [...writes, settled(progress)], more: false };
      }
      case 'retire':
        return retire(place, scene, found, move.replicas);
      case 'take-back': {
        if (fresh === null) return { writes: [], more: false };
        const writes = ways.weigh(place, scene, fresh.colour, 0);
        return { writes: [...writes, settled(fresh.progress, 0)], more: false };
      }
      case 'return-to':
        return returnTo(place, scene, found, move.image);
      case 'pause':
      case 'resume':
        return { writes: pausing([(fresh ?? live).progress], move.kind === 'pause'), more: false };
      case 'retry':
        throw rejected(scene, 'Only Argo Rollouts and Flagger try again by themselves');
    }
  },
};

interface Side {
  colour: Colour;
  progress: Progress;
}

interface Found {
  ways: Switch;
  /** The stable one: that which serves, but for the share of what is being tried. */
  live: Side;
  idle: Side;
  /** The idle one while it is being tried. */
  fresh: Side | null;
}

function look(place: Place, scene: Scene): Found {
  const side = (colour: Colour): Side => ({
    colour,
    progress: progressOf(scene, takeDeployment(scene, colourName(place, colour))),
  });
  const ways = switchOf(place);
  const sides = [side('blue'), side('green')] as const;
  const marked = sides.find(({ progress }) => progress.deployment.metadata.annotations?.[tried] !== undefined);
  const serving = ways.weight(place, scene, 'green') > 50 ? 'green' : 'blue';
  const live = marked ? otherThan(marked.colour) : serving;
  const [idle] = sides.filter(({ colour }) => colour !== live);
  const [stable] = sides.filter(({ colour }) => colour === live);
  return { ways, live: stable ?? sides[0], idle: idle ?? sides[1], fresh: marked ?? null };
}

function switchOf({ strategy }: Place): Switch {
  if (strategy.kind !== 'blue-green' || strategy.traffic.by === 'replicas') return switchBySelector;
  return strategy.traffic.by === 'http-route'
    ? switchByRoute(strategy.traffic.route)
    : switchByIngress(strategy.traffic.ingress);
}

function imageOf({ workload }: Place, scene: Scene, { progress: { deployment } }: Side): string {
  return imageIn(scene, deployment.spec.template, workload.container, deployment.metadata.name);
}

function wants({ strategy }: Place, live: Side): number {
  const own = strategy.kind === 'blue-green' ? strategy.replicas : null;
  return own ?? live.progress.deployment.spec.replicas;
}

function bringUp(place: Place, scene: Scene, found: Found, image: string): Plan {
  const { live, idle, fresh, ways } = found;
  const { deployment } = idle.progress;
  const replicas = wants(place, live);
  const prepared = ways.prepare(place, scene, idle.colour);
  const has = imageOf(place, scene, idle) === image;
  if (fresh !== null && has && deployment.spec.replicas >= replicas)
    return { writes: prepared, more: prepared.length > 0 || !idle.progress.complete };
  // What has some of the traffic is not exchanged under it.
  const none = has ? [] : ways.weigh(place, scene, idle.colour, 0);
  const seconds = place.strategy.kind === 'rolling' ? 600 : Math.ceil(place.strategy.deadline / 1_000);
  const write = deploymentPatch(deployment, {
    image: { container: place.workload.container, image },
    spec: { replicas, progressDeadlineSeconds: seconds },
    annotations: { [tried]: 'true' },
  });
  return { writes: [...none, write, ...(none.length > 0 ? [] : prepared)], more: true };
}

function demand(place: Place, scene: Scene, { idle, fresh }: Found, image: string): Side {
  if (fresh !== null && imageOf(place, scene, fresh) === image) return fresh;
  const name = colourName(place, idle.colour);
  throw rejected(scene, `${image} was not brought up as ${name}, so that nothing was moved`);
}

/** No longer being tried. */
function settled({ deployment }: Progress, replicas?: number): Write {
  return deploymentPatch(deployment, {
    annotations: { [tried]: null },
    ...(replicas === undefined ? {} : { spec: { replicas } }),
  });
}

function retire(place: Place, scene: Scene, { live, idle, fresh, ways }: Found, replicas: number): Plan {
  if (fresh !== null && ways.weight(place, scene, fresh.colour) < 100)
    throw rejected(scene, `${colourName(place, fresh.colour)} is still being tried and has not all of the traffic`);
  const old = fresh === null ? idle : live;
  const { deployment } = old.progress;
  const down = deployment.spec.replicas > replicas ? [deploymentPatch(deployment, { spec: { replicas } })] : [];
  return { writes: [...(fresh === null ? [] : [settled(fresh.progress)]), ...down], more: false };
}

function returnTo(place: Place, scene: Scene, found: Found, image: string): Plan {
  const { live, idle, fresh, ways } = found;
  const { container } = place.workload;
  if (imageOf(place, scene, live) === image) {
    if (fresh === null) return { writes: [], more: !live.progress.complete };
    const writes = ways.weigh(place, scene, fresh.colour, 0);
    return { writes: [...writes, settled(fresh.progress, 0)], more: !live.progress.complete };
  }
  const replicas = Math.max(wants(place, live), idle.progress.deployment.spec.replicas);
  const { deployment } = idle.progress;
  if (imageOf(place, scene, idle) !== image) {
    const none = ways.weigh(place, scene, idle.colour, 0);
    const set = setWithImage(idle.progress.sets, container, image);
    const annotations = { [tried]: 'true' };
    const write =
      set === null
        ? deploymentPatch(deployment, { image: { container, image }, spec: { replicas }, annotations })
        : backToSet(deployment, set, { replicas, annotations });
    return { writes: [...none, write], more: true };
  }
  const grows = deployment.spec.replicas < replicas;
  const ready = readyOf(idle.progress);
  // No fewer pods than serve now: of a version that crashes there may be none left, and then one is better.
  const waits = ready === 0 || ready < readyOf(live.progress);
  const annotated = deployment.metadata.annotations?.[tried] !== undefined;
  const write = deploymentPatch(deployment, {
    spec: grows ? { replicas } : {},
    ...(annotated === waits ? {} : { annotations: { [tried]: waits ? 'true' : null } }),
  });
  const own = grows || annotated !== waits ? [write] : [];
  if (waits) return { writes: own, more: true };
  return { writes: [...ways.weigh(place, scene, idle.colour, 100), ...own], more: grows || !idle.progress.complete };
}
