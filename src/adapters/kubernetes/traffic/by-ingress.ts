import {
  canaryIngress,
  ingressRefs,
  ingressShare,
  markedIngress,
  prepareIngress,
  weighIngress,
} from './canary-ingress.ts';
import { labelRemarks, ownLabels, prepareService, serviceRefs } from './canary-service.ts';
import { type CanaryTraffic, canaryNameOf } from './canary-traffic.ts';

/** The canary annotations of ingress-nginx, on an Ingress beside the one that serves. */
export function byIngress(name: string): CanaryTraffic {
  return {
    refs: (place) => [...ingressRefs(name), ...serviceRefs(place)],
    labels: ownLabels,
    remarks: labelRemarks,
    prepare(place, scene, stable) {
      const from = place.workload.name;
      const to = canaryNameOf(from);
      const service = prepareService(place, scene, ownLabels(place, scene, stable));
      const { percent, backends } = ingressShare(scene, name);
      const astray = canaryIngress(scene, name) !== null && backends.some((each) => each !== to);
      return [
        ...service,
        ...prepareIngress(scene, name, from, to),
        ...(astray ? weighIngress(scene, name, percent, to) : []),
      ];
    },
    weight: (_, scene) => ingressShare(scene, name).percent,
    weigh: (_, scene, percent) => weighIngress(scene, name, percent),
    marked: (_, scene) => markedIngress(scene, name),
  };
}
