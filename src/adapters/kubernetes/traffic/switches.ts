import type { Place } from '../../../ports/cluster.ts';
import { httpRoutes, services } from '../kinds.ts';
import { type Ref, rejected, type Scene, take } from '../scene.ts';
import { service } from '../shapes.ts';
import { strategicPatch, type Write } from '../writes.ts';
import { ingressRefs, ingressShare, markedIngress, prepareIngress, weighIngress } from './canary-ingress.ts';
import { demandBackend, markedRoute, routeWeight, weighRoute } from './route-weights.ts';

export type Colour = 'blue' | 'green';

export const otherThan = (colour: Colour): Colour => (colour === 'blue' ? 'green' : 'blue');

/** How the traffic is shared between two colours. One for each way. */
export interface Switch {
  refs(place: Place): Ref[];
  /** What has to be there before a colour can get traffic, and is not. */
  prepare(place: Place, scene: Scene, fresh: Colour): Write[];
  /** Percent that a colour gets. */
  weight(place: Place, scene: Scene, colour: Colour): number;
  /** In the order in which no request is lost; nothing where it stands. */
  weigh(place: Place, scene: Scene, colour: Colour, percent: number): Write[];
  marked(place: Place, scene: Scene): unknown;
}

export const colourName = ({ workload }: Place, colour: Colour) => `${workload.name}-${colour}`;

/** Weights of an HTTPRoute between the Services of both colours. */
export function switchByRoute(route: string): Switch {
  return {
    refs: () => [{ kind: httpRoutes, name: route }],
    prepare(place, scene) {
      for (const colour of ['blue', 'green'] as const)
        demandBackend(scene, route, colourName(place, colour), colourName(place, otherThan(colour)));
      return [];
    },
    weight: (place, scene, colour) =>
      routeWeight(scene, route, colourName(place, otherThan(colour)), colourName(place, colour)),
    weigh: (place, scene, colour, percent) =>
      weighRoute(scene, route, colourName(place, otherThan(colour)), colourName(place, colour), percent),
    marked: (_, scene) => markedRoute(scene, route),
  };
}

/** The selector of one Service: all of the traffic or none. */
export const switchBySelector: Switch = {
  refs: ({ workload }) => [{ kind: services, name: workload.name }],
  prepare: () => [],
  weight: (place, scene, colour) => (selected(place, scene).colour === colour ? 100 : 0),
  weigh(place, scene, colour, percent) {
    if (percent !== 0 && percent !== 100)
      throw rejected(
        scene,
        `A Service's selector cannot give ${percent} % of the traffic: an HTTPRoute or ingress-nginx can`,
      );
    return select(place, scene, percent === 100 ? colour : otherThan(colour));
  },
  marked: (place, scene) => selected(place, scene).colour,
};

/** Small shares by the canary annotations of ingress-nginx, the whole by the selector of the Service behind the main Ingress. */
export function switchByIngress(name: string): Switch {
  const main: Switch = {
    refs: (place) => [...switchBySelector.refs(place), ...ingressRefs(name)],
    prepare: (place, scene, fresh) => prepareIngress(scene, name, place.workload.name, colourName(place, fresh)),
    weight(place, scene, colour) {
      const { percent, backends } = ingressShare(scene, name);
      const base = selected(place, scene).colour;
      const aside = backends.includes(colourName(place, otherThan(base))) ? percent : 0;
      return base === colour ? 100 - aside : aside;
    },
    weigh(place, scene, colour, percent) {
      const base = selected(place, scene).colour;
      if (percent === 100 || percent === 0) {
        const whole = percent === 100 ? colour : otherThan(colour);
        const back = weighIngress(scene, name, 0);
        // What is aside goes first where the rest stays; else last, so that neither colour is without a way.
        return whole === base ? back : [...select(place, scene, whole), ...back];
      }
      const aside = otherThan(base);
      return weighIngress(scene, name, aside === colour ? percent : 100 - percent, colourName(place, aside));
    },
    marked: (place, scene) => [selected(place, scene).colour, markedIngress(scene, name)],
  };
  return main;
}

function selected({ workload }: Place, scene: Scene) {
  const object = take(scene, { kind: services, name: workload.name }, service);
  for (const [key, value] of Object.entries(object.spec.selector ?? {}))
    if (value === 'blue' || value === 'green') return { object, key, colour: value as Colour };
  throw rejected(scene, `Service ${workload.name} has no label in its selector that is blue or green`);
}

function select(place: Place, scene: Scene, colour: Colour): Write[] {
  const { object, key, colour: now } = selected(place, scene);
  return now === colour ? [] : [strategicPatch(services, object, { spec: { selector: { [key]: colour } } })];
}
