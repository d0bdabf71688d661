import { httpRoutes } from '../kinds.ts';
import { rejected, type Scene, take } from '../scene.ts';
import { type HttpRoute, httpRoute } from '../shapes.ts';
import { mergePatch, type Write } from '../writes.ts';

type Rule = HttpRoute['spec']['rules'][number];

/** Percent of `fresh` beside `stable` in an HTTPRoute; of several rules the first that has both counts. */
export function routeWeight(scene: Scene, route: string, stable: string, fresh: string): number {
  const { spec } = read(scene, route);
  const rule = spec.rules.find((each) => weightIn(each, stable) !== null && weightIn(each, fresh) !== null);
  if (rule === undefined) return 0;
  const a = weightIn(rule, stable) ?? 0;
  const b = weightIn(rule, fresh) ?? 0;
  return a + b === 0 ? 0 : Math.round((100 * b) / (a + b));
}

/** Sets the weights in every rule that has the stable one as a backend; one that lacks `fresh` gets it. Nothing where all stand. */
export function weighRoute(scene: Scene, route: string, stable: string, fresh: string, percent: number): Write[] {
  const object = read(scene, route);
  const rules = object.spec.rules.map((rule) => weighed(rule, stable, fresh, percent));
  if (rules.every((rule, at) => JSON.stringify(rule) === JSON.stringify(object.spec.rules[at]))) return [];
  return [mergePatch(httpRoutes, object, { spec: { rules } })];
}

export function hasBackend(scene: Scene, route: string, name: string): boolean {
  return read(scene, route).spec.rules.some((rule) => weightIn(rule, name) !== null);
}

/** Throws unless the route sends traffic to this Service, and shares it with nobody but `other`. */
export function demandBackend(scene: Scene, route: string, name: string, other: string): void {
  const rules = read(scene, route).spec.rules.filter((rule) => weightIn(rule, name) !== null);
  if (rules.length === 0) throw rejected(scene, `HTTPRoute ${route} has no backend ${name}`);
  const third = rules
    .flatMap(({ backendRefs = [] }) => backendRefs)
    .find((each) => each.name !== name && each.name !== other && each.weight !== 0);
  if (third !== undefined)
    throw rejected(
      scene,
      `HTTPRoute ${route} gives some of the traffic of ${name} to ${third.name} as well, whose share would change: give it a rule of its own, or the weight 0`,
    );
}

/** What of a route decides where traffic goes. */
export function markedRoute(scene: Scene, route: string): unknown {
  return read(scene, route).spec.rules.map(({ backendRefs = [] }) =>
    backendRefs.map(({ name, weight = 1 }) => [name, weight]),
  );
}

function read(scene: Scene, name: string): HttpRoute {
  return take(scene, { kind: httpRoutes, name }, httpRoute);
}

/** A weight that is left out is 1. */
function weightIn({ backendRefs = [] }: Rule, name: string): number | null {
  const found = backendRefs.find((each) => each.name === name);
  return found === undefined ? null : (found.weight ?? 1);
}

function weighed(rule: Rule, stable: string, fresh: string, percent: number): Rule {
  const { backendRefs = [] } = rule;
  const first = backendRefs.find(({ name }) => name === stable);
  if (first === undefined) return rule;
  const there = backendRefs.some(({ name }) => name === fresh);
  const all = there ? backendRefs : [...backendRefs, { ...first, name: fresh }];
  return {
    ...rule,
    backendRefs: all.map((each) =>
      each.name === stable
        ? { ...each, weight: 100 - percent }
        : each.name === fresh
          ? { ...each, weight: percent }
          : each,
    ),
  };
}
