import { httpRoutes } from '../kinds.ts';
import { labelRemarks, ownLabels, prepareService, serviceRefs } from './canary-service.ts';
import { type CanaryTraffic, canaryNameOf } from './canary-traffic.ts';
import { demandBackend, hasBackend, markedRoute, routeWeight, weighRoute } from './route-weights.ts';

/** Weights of a Gateway API HTTPRoute between the stable Service and the canary's. */
export function byHttpRoute(route: string): CanaryTraffic {
  return {
    refs: (place) => [{ kind: httpRoutes, name: route }, ...serviceRefs(place)],
    labels: ownLabels,
    remarks: labelRemarks,
    prepare(place, scene, stable) {
      const { name } = place.workload;
      demandBackend(scene, route, name, canaryNameOf(name));
      const added = hasBackend(scene, route, canaryNameOf(name))
        ? []
        : weighRoute(scene, route, name, canaryNameOf(name), 0);
      return [...prepareService(place, scene, ownLabels(place, scene, stable)), ...added];
    },
    weight: ({ workload: { name } }, scene) => routeWeight(scene, route, name, canaryNameOf(name)),
    weigh: ({ workload: { name } }, scene, percent) => weighRoute(scene, route, name, canaryNameOf(name), percent),
    marked: (_, scene) => markedRoute(scene, route),
  };
}
