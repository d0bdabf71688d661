import type { Place } from '../../../ports/cluster.ts';
import { services } from '../kinds.ts';
import type { Remark } from '../mover.ts';
import { find, type Ref, rejected, type Scene, take } from '../scene.ts';
import { type Deployment, service } from '../shapes.ts';
import type { Write } from '../writes.ts';
import { canaryNameOf, podLabels } from './canary-traffic.ts';

/** The Services behind a route: that of the stable version, and one of the canary alone beside it. */
export function serviceRefs({ workload }: Place): Ref[] {
  return [
    { kind: services, name: workload.name },
    { kind: services, name: canaryNameOf(workload.name), mayLack: true },
  ];
}

/**
 * Labels that the stable Service does not pick. Where `track` does not tell them apart, the first label that it picks by gets another
 * value, as it would otherwise send the canary traffic that no weight knows of.
 */
export function ownLabels({ workload }: Place, scene: Scene, stable: Deployment): Record<string, string> {
  const { selector = {} } = take(scene, { kind: services, name: workload.name }, service).spec;
  const labels = podLabels(stable);
  const picked = Object.entries(selector);
  if (picked.length === 0)
    throw rejected(scene, `Service ${workload.name} selects no pods, so that its traffic cannot be shared`);
  if (picked.some(([key, value]) => labels[key] !== value)) return labels;
  const [key, value] = picked.find(([each]) => each in (stable.spec.selector.matchLabels ?? {})) ?? picked[0] ?? [];
  return key === undefined ? labels : { ...labels, [key]: `${value}-canary` };
}

/** Where `track` does not tell them apart: which label gets another value. Metrics may be asked for by it. */
export function labelRemarks(place: Place, scene: Scene, stable: Deployment): Remark[] {
  const usual = podLabels(stable);
  const changed = Object.entries(ownLabels(place, scene, stable)).find(([key, value]) => usual[key] !== value);
  if (changed === undefined) return [];
  const [key, value] = changed;
  const { name } = place.workload;
  const found = `Service ${name} does not select by track: the pods of a canary get ${key}: ${value} instead of ${key}: ${usual[key]}. Queries by that label ask for {{suffix}} behind it.`;
  return [{ found, mend: null }];
}

/** The canary's Service, made after the stable one; nothing where there is one. */
export function prepareService({ workload }: Place, scene: Scene, labels: Record<string, string>): Write[] {
  const name = canaryNameOf(workload.name);
  if (find(scene, { kind: services, name }, service) !== null) return [];
  const { metadata, spec } = take(scene, { kind: services, name: workload.name }, service);
  const selector = Object.fromEntries(
    Object.keys({ ...spec.selector, track: '' }).map((key) => [key, labels[key] ?? '']),
  );
  return [
    {
      verb: 'create',
      kind: services,
      name,
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, labels: { ...metadata.labels, track: 'canary' } },
        spec: { selector, ports: portsOf(spec.ports) },
      },
    },
  ];
}

/** Ports of nodes are the stable Service's alone. */
function portsOf(ports: unknown): unknown {
  if (!Array.isArray(ports)) return [];
  return ports.map((port: Record<string, unknown>) => ({ ...port, nodePort: undefined }));
}
