import { z } from 'zod';
import { deployments, httpRoutes, roles } from '../cluster/kinds.ts';
import type { Json } from '../cluster/object.ts';
import type { HttpRouteSpec } from '../cluster/routes.ts';
import type { Deployment } from '../cluster/workloads.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import { setImage } from '../platform/following.ts';
import { clusterOf, platformOf } from './platform-of.ts';
import { defineScenario, type Scenario } from './scenario.ts';

const forHowLong = z.string().regex(durationPattern).default('10m').describe("In the world's time, such as 10m");

const prometheusAway = defineScenario({
  name: 'prometheus-away',
  title: 'Prometheus is away',
  description: 'Nothing can be measured for a while: no connection, an answer of a proxy, or one that is overloaded.',
  body: z.strictObject({
    how: z.enum(['away', 'overloaded', 'proxy']).default('away'),
    for: forHowLong,
  }),
  suggest: () => ({ how: ['away', 'overloaded', 'proxy'] }),
  async run(world, { how, for: time }) {
    const { metrics } = await platformOf(world);
    if (metrics === null) throw new Error('Nothing is measured in this example.');
    metrics.trouble(how);
    world.clock.at(world.clock.now() + parseDuration(time), () => metrics.trouble(null));
    return { how, for: time };
  },
});

const clusterAway = defineScenario({
  name: 'cluster-away',
  title: 'The Kubernetes API is away',
  description:
    'The API server of the cluster cannot be reached for a while, or is overloaded. What runs goes on running.',
  body: z.strictObject({ how: z.enum(['away', 'overloaded']).default('away'), for: forHowLong }),
  suggest: () => ({ how: ['away', 'overloaded'] }),
  async run(world, { how, for: time }) {
    const cluster = await clusterOf(world);
    cluster.trouble(how);
    world.clock.at(world.clock.now() + parseDuration(time), () => cluster.trouble(null));
    return { how, for: time };
  },
});

const kubectlEdit = defineScenario({
  name: 'kubectl-edit',
  title: 'Somebody changes the cluster by hand',
  description: 'A person edits a Deployment, or the weights of a route, past Quarterdeck.',
  body: z.strictObject({
    namespace: z.string().min(1).default('production'),
    name: z.string().min(1).optional().describe('Deployment or HTTPRoute; without one, the first of its kind'),
    image: z.string().min(1).optional().describe('Puts this image into the Deployment'),
    replicas: z.int().min(0).max(100).optional().describe('Scales the Deployment'),
    weight: z.int().min(0).max(100).optional().describe('Gives the last backend of the HTTPRoute so many percent'),
    by: z.string().min(1).default('kubectl-edit').describe('Field manager'),
  }),
  suggest: (world) => ({
    namespace: Object.keys(world.seed.cluster?.namespaces ?? {}),
    name: Object.values(world.seed.cluster?.namespaces ?? {}).flatMap((each) =>
      each.deployments.map(({ name }) => name),
    ),
  }),
  async run(world, { namespace, name, image, replicas, weight, by }) {
    const cluster = await clusterOf(world);
    const kind = weight === undefined ? deployments : httpRoutes;
    const all = cluster.list(kind, namespace);
    const found = name === undefined ? all[0] : all.find(({ metadata }) => metadata.name === name);
    if (found === undefined)
      throw new Error(
        `There is no ${kind.kind} ${name ?? ''} in ${namespace}, only ${all.map((each) => each.metadata.name).join(', ') || 'nothing'}.`,
      );
    const { metadata } = found;
    if (weight !== undefined) {
      const rules = weighed(found.spec as unknown as HttpRouteSpec, weight);
      cluster.change(by, kind, namespace, metadata.name, { spec: { rules } });
    } else if (image !== undefined) setImage(cluster, by, namespace, metadata.name, image);
    else if (replicas !== undefined) cluster.change(by, kind, namespace, metadata.name, { spec: { replicas } });
    else cluster.change(by, kind, namespace, metadata.name, withVariable(found as unknown as Deployment));
    return { kind: kind.kind, namespace, name: metadata.name, by, ...(weight === undefined ? {} : { weight }) };
  },
});

function weighed({ rules }: HttpRouteSpec, percent: number): Json {
  const changed = rules.map((rule) => ({
    ...rule,
    backendRefs: rule.backendRefs.map((backend, at, all) => ({
      ...backend,
      weight: at === all.length - 1 ? percent : (100 - percent) / Math.max(1, all.length - 1),
    })),
  }));
  return JSON.parse(JSON.stringify(changed));
}

/** As somebody does who wants to see more in the logs. */
function withVariable({ spec }: Deployment): Json {
  const [first, ...others] = spec.template.spec.containers;
  const env = [{ name: 'LOG_LEVEL', value: 'debug' }];
  const containers = [{ ...first, env }, ...others];
  return JSON.parse(JSON.stringify({ spec: { template: { spec: { containers } } } }));
}

const clusterDenies = defineScenario({
  name: 'cluster-denies',
  title: 'The cluster forbids something',
  description: 'Somebody takes a right away from the role of Quarterdeck, until everything is back to normal.',
  body: z.strictObject({
    verb: z.string().min(1).default('patch'),
    resource: z.string().min(1).default('deployments').describe('As in a Role, such as deployments or pods/log'),
  }),
  suggest: () => ({
    verb: ['get', 'list', 'watch', 'create', 'patch'],
    resource: ['deployments', 'replicasets', 'pods', 'services', 'httproutes', 'ingresses'],
  }),
  async run(world, { verb, resource }) {
    const cluster = await clusterOf(world);
    const { untilHealed } = await platformOf(world);
    const all = cluster.list(roles).map((role) => ({ role, rules: rulesOf.parse(role).rules }));
    const concerned = all.filter(({ rules }) => rules.some((rule) => grants(rule, verb, resource)));
    if (concerned.length === 0) throw new Error(`No role lets anybody ${verb} ${resource}.`);
    for (const { role, rules } of concerned) {
      const { namespace = '', name } = role.metadata;
      const set = (next: Rule[]) =>
        cluster.change('kubectl', roles, namespace, name, { rules: JSON.parse(JSON.stringify(next)) });
      set(rules.flatMap((rule) => withoutRight(rule, verb, resource)));
      untilHealed(() => set(rules));
    }
    return { verb, resource, roles: concerned.map(({ role }) => `${role.metadata.namespace}/${role.metadata.name}`) };
  },
});

const rulesOf = z.looseObject({
  rules: z.array(z.looseObject({ resources: z.array(z.string()), verbs: z.array(z.string()) })).default([]),
});
type Rule = z.output<typeof rulesOf>['rules'][number];

const grants = ({ resources, verbs }: Rule, verb: string, resource: string) =>
  resources.includes(resource) && verbs.includes(verb);

function withoutRight(rule: Rule, verb: string, resource: string): Rule[] {
  if (!grants(rule, verb, resource)) return [rule];
  const others = rule.resources.filter((each) => each !== resource);
  const left = { ...rule, resources: [resource], verbs: rule.verbs.filter((each) => each !== verb) };
  return others.length === 0 ? [left] : [{ ...rule, resources: others }, left];
}

/** What befalls what the services run on. */
export const platformScenarios: Scenario[] = [prometheusAway, clusterAway, clusterDenies, kubectlEdit];
