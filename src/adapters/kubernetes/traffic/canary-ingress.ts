import { ingresses } from '../kinds.ts';
import { find, type Ref, rejected, type Scene, take } from '../scene.ts';
import { type Ingress, ingress } from '../shapes.ts';
import { mergePatch, type Write } from '../writes.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
const canary = `${prefix}canary`;
const weight = `${prefix}canary-weight`;
const total = `${prefix}canary-weight-total`;

/** The Ingress of the catalog and the one beside it that has the canary annotations. */
export function ingressRefs(name: string): Ref[] {
  return [
    { kind: ingresses, name },
    { kind: ingresses, name: `${name}-canary`, mayLack: true },
  ];
}

/** Where the annotations are: on the one that the catalog names, if it has them; else on the one beside it. */
export function canaryIngress(scene: Scene, name: string): Ingress | null {
  const named = take(scene, { kind: ingresses, name }, ingress);
  if (named.metadata.annotations?.[canary] === 'true') return named;
  return find(scene, { kind: ingresses, name: `${name}-canary` }, ingress);
}

/** Percent that goes to the canary Ingress, and the Services behind it. */
export function ingressShare(scene: Scene, name: string): { percent: number; backends: string[] } {
  const found = canaryIngress(scene, name);
  if (found === null) return { percent: 0, backends: [] };
  const { [canary]: on, [weight]: part = '0', [total]: whole = '100' } = found.metadata.annotations ?? {};
  const share = on === 'true' ? (100 * Number(part)) / Number(whole) : 0;
  return { percent: Number.isFinite(share) ? Math.round(share) : 0, backends: backendsOf(found) };
}

/** A second Ingress for the same hosts and paths as those that lead to `from`, which leads to `to` and gets no traffic yet. */
export function prepareIngress(scene: Scene, name: string, from: string, to: string): Write[] {
  if (canaryIngress(scene, name) !== null) return [];
  const { metadata, spec } = take(scene, { kind: ingresses, name }, ingress);
  const rules = led(spec.rules, from, to);
  if (rules.length === 0) throw rejected(scene, `Ingress ${name} leads nowhere to Service ${from}`);
  const kept = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => key.startsWith(prefix) || key === 'kubernetes.io/ingress.class',
  );
  const beside = `${name}-canary`;
  const body = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: beside,
      labels: { ...metadata.labels, track: 'canary' },
      annotations: { ...Object.fromEntries(kept), [canary]: 'true', [weight]: '0' },
    },
    spec: { ...spec, rules },
  };
  return [{ verb: 'create', kind: ingresses, name: beside, body }];
}

/** Sets the weight, and the Service behind where one is given. Nothing where both stand. */
export function weighIngress(scene: Scene, name: string, percent: number, to?: string): Write[] {
  const found = canaryIngress(scene, name);
  if (found === null) {
    if (percent === 0) return [];
    throw rejected(scene, `Ingress ${name} has no canary Ingress beside it`);
  }
  const share = ingressShare(scene, name);
  const leads = to === undefined || share.backends.every((each) => each === to);
  if (share.percent === percent && leads) return [];
  const whole = Number(found.metadata.annotations?.[total] ?? 100);
  return [
    mergePatch(ingresses, found, {
      metadata: { annotations: { [canary]: 'true', [weight]: String(Math.round((percent * whole) / 100)) } },
      ...(leads ? {} : { spec: { rules: found.spec.rules.flatMap((rule) => led([rule], null, to)) } }),
    }),
  ];
}

export function markedIngress(scene: Scene, name: string): unknown {
  return ingressShare(scene, name);
}

function backendsOf({ spec }: Ingress): string[] {
  const paths = spec.rules.flatMap(({ http }) => http?.paths ?? []);
  return [...new Set(paths.map(({ backend }) => backend.service?.name ?? ''))];
}

/** The rules with their paths to `from` (null: to anything), which lead to `to` instead. */
function led(rules: Ingress['spec']['rules'], from: string | null, to: string): Ingress['spec']['rules'] {
  return rules.flatMap((rule) => {
    const paths = (rule.http?.paths ?? []).filter(({ backend }) => from === null || backend.service?.name === from);
    if (paths.length === 0) return [];
    const moved = paths.map((path) => ({
      ...path,
      backend: { ...path.backend, service: { ...path.backend.service, name: to } },
    }));
    return [{ ...rule, http: { ...rule.http, paths: moved } }];
  });
}
