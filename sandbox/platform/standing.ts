import { type ClusterOptions, type ClusterSimulation, createCluster, type StandingObject } from '../cluster/cluster.ts';
import type { ImageBehaviour } from '../cluster/images.ts';
import { deployments, httpRoutes, ingresses, services } from '../cluster/kinds.ts';
import type { GitHubSimulation, WorldClock, WorldIds } from '../contract.ts';
import { readAccess } from './access.ts';
import type { Ailments } from './ailments.ts';
import type { ClusterSeed, DeploymentSeed } from './seed.ts';
import { type Running, tagOf } from './serving.ts';

/** The cluster of `world.yml` with everything that stands there, since `since`. */
export async function standUpCluster(
  seed: ClusterSeed,
  parts: {
    clock: WorldClock;
    ids: WorldIds;
    github: GitHubSimulation;
    ailments: Ailments;
    kubeconfig: string | null;
    running: () => Running;
    since: number;
    onRequest: NonNullable<ClusterOptions['onRequest']>;
  },
): Promise<ClusterSimulation> {
  const { clock, ids, github, ailments, kubeconfig, since, running, onRequest } = parts;
  const commitOf: CommitOf = ({ ref, service }, environment) => {
    const sha = ref === undefined ? running()[service]?.[environment]?.sha : github.commitOf(ref);
    if (!sha) throw new Error(`world.yml: nothing of ${service} runs in ${environment}; give its Deployment a ref`);
    return sha;
  };
  const befalls = (image: string, namespace: string): ImageBehaviour | undefined => {
    const space = seed.namespaces[namespace];
    const place = space?.deployments.find((each) => image.startsWith(`${each.image}:`));
    if (space === undefined || place === undefined) return undefined;
    const { environment = namespace } = space;
    const effects = ailments.of({ service: place.service, environment, version: tagOf(image) });
    return effects.find((effect) => effect.image !== undefined)?.image;
  };
  const spaces = Object.keys(seed.namespaces);
  const access = seed.access === undefined ? null : await readAccess(seed.access, spaces);
  return createCluster(
    { clock, ids },
    {
      ...(access === null ? {} : { account: access.account }),
      kubeconfig,
      onRequest,
      contexts: seed.contexts,
      namespaces: [...new Set([...spaces, ...(access === null ? [] : [access.account.namespace])])],
      // As CI builds them: one for each commit of the repository, whose tag is the commit or ends with it.
      hasImage: (image) =>
        [tagOf(image), tagOf(image).replace(/^.*-(?=[0-9a-f]{7,40}$)/, '')].some((tag) => github.commitOf(tag)),
      befalls,
      standing: { since, objects: [...(access?.objects ?? []), ...standingObjects(seed, commitOf)] },
    },
  );
}

/** The commit that a Deployment runs at the beginning. */
type CommitOf = (seed: DeploymentSeed, environment: string) => string;

const servesAt = 8080;

/** The objects of `world.yml`. */
function standingObjects({ namespaces }: ClusterSeed, commitOf: CommitOf): StandingObject[] {
  return Object.entries(namespaces).flatMap(([namespace, seed]) => [
    ...Object.entries(seed.services).map(([name, selector]) => ({
      kind: services,
      namespace,
      body: { metadata: { name }, spec: { selector, ports: [{ name: 'http', port: servesAt }] } },
    })),
    ...Object.entries(seed.routes).map(([name, { host, backends }]) => ({
      kind: httpRoutes,
      namespace,
      body: { metadata: { name }, spec: routeSpec(host, backends) },
    })),
    ...Object.entries(seed.ingresses).map(([name, { host, path, service }]) => {
      const backend = { service: { name: service, port: { number: servesAt } } };
      const rules = [{ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }];
      return { kind: ingresses, namespace, body: { metadata: { name }, spec: { ingressClassName: 'nginx', rules } } };
    }),
    ...seed.deployments.map((each) => ({
      kind: deployments,
      namespace,
      body: deploymentOf(each, commitOf(each, seed.environment ?? namespace)),
    })),
  ]);
}

function routeSpec(host: string, backends: Record<string, number>) {
  const backendRefs = Object.entries(backends).map(([name, weight]) => ({ name, port: servesAt, weight }));
  return { parentRefs: [{ name: 'public' }], hostnames: [host], rules: [{ backendRefs }] };
}

function deploymentOf({ name, service, image, replicas, container = service, labels }: DeploymentSeed, commit: string) {
  const own = { app: name, service, ...labels };
  return {
    metadata: { name, labels: own, annotations: { 'kubernetes.io/change-cause': `release ${commit.slice(0, 7)}` } },
    spec: {
      replicas,
      selector: { matchLabels: own },
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: own },
        spec: {
          containers: [
            {
              name: container,
              image: `${image}:${commit}`,
              ports: [{ containerPort: servesAt }],
              readinessProbe: { httpGet: { path: '/ready', port: servesAt } },
            },
          ],
        },
      },
    },
  };
}
