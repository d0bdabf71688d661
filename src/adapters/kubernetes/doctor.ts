import { z } from 'zod';
import { ofOutside } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import type { Place } from '../../ports/cluster.ts';
import type { Access } from './access.ts';
import { moverOf } from './movers.ts';
import { readScene } from './reading.ts';
import { type Rule, rulesFor } from './rules.ts';
import { ruleFor } from './trouble.ts';

const reviewed = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) });

/**
 * Each namespace that the catalog deploys to: whether its cluster answers, whether every rule that is needed is granted, and whether
 * each workload is there. Nothing is changed. Never throws: what cannot be asked is a finding.
 */
export async function examineClusters(
  access: (cluster: string) => Access,
  places: readonly Place[],
): Promise<Finding[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const key = `${place.workload.cluster}, namespace ${place.workload.namespace}`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  const found = await Promise.all([...groups].map(([key, group]) => examineNamespace(access, `Cluster ${key}`, group)));
  return found.flat();
}

async function examineNamespace(
  access: (cluster: string) => Access,
  what: string,
  places: readonly Place[],
): Promise<Finding[]> {
  const [first] = places;
  if (first === undefined) return [];
  const { cluster, namespace } = first.workload;
  try {
    const api = access(cluster);
    const rules = distinct(places.flatMap(rulesFor));
    const granted = await Promise.all(rules.map((rule) => isGranted(api, namespace, rule)));
    const missing = rules.filter((_, at) => granted[at] === false);
    if (missing.length > 0) {
      const lines = missing.map((rule) => `- ${ruleFor(rule)}`);
      const mend = `Add to Quarterdeck's Role in namespace ${namespace} (see deploy/kubernetes/rbac.yaml):\n      ${lines.join('\n      ')}`;
      return [
        { ok: false, what, found: `it answers, and ${missing.length} of ${rules.length} rules are missing`, mend },
      ];
    }
    const well: Finding = {
      ok: true,
      what,
      found: `it answers, and all ${rules.length} rules are granted`,
      mend: null,
    };
    const there = await Promise.all(places.map((place) => examinePlace(api, place)));
    return [well, ...there.flat()];
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return [{ ok: false, what, found: error.message, mend: 'See docs/kubernetes.md.' }];
  }
}

const whatIsNeeded = 'docs/kubernetes.md says what each strategy needs to be there.';

async function examinePlace(api: Access, place: Place): Promise<Finding[]> {
  const { service, cluster } = place.workload;
  const what = `${service} in cluster ${cluster}`;
  try {
    const mover = moverOf(place);
    const scene = await readScene(api, place, mover);
    const { stable } = mover.standing(place, scene);
    const unfit = mover.unfit?.(place, scene) ?? null;
    if (unfit !== null) return [{ ok: false, what, found: `${unfit}.`, mend: whatIsNeeded }];
    // Nothing is written: what a release would be refused for is thrown.
    mover.plan(place, scene, { kind: 'bring-up', image: 'doctor' });
    const remarks = mover.remarks?.(place, scene) ?? [];
    return [
      { ok: true, what, found: `${stable.name} runs ${stable.image}`, mend: null },
      ...remarks.map(({ found, mend }): Finding => ({ ok: mend === null, what, found, mend })),
    ];
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return [{ ok: false, what, found: error.message, mend: whatIsNeeded }];
  }
}

function distinct(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.map((rule) => [ruleFor(rule), rule])).values()];
}

/** Every account may ask this about itself. */
async function isGranted(api: Access, namespace: string, { verb, kind, subresource }: Rule): Promise<boolean> {
  const answer = await api.review({
    namespace,
    verb,
    group: kind.group,
    resource: kind.plural,
    ...(subresource === undefined ? {} : { subresource }),
  });
  return reviewed.parse(answer).status.allowed;
}
