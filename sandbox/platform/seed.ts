import { z } from 'zod';

const name = z.string().min(1);

const deployment = z.strictObject({
  name,
  /** Of the pipeline; a label of its pods. */
  service: name,
  /** Without a tag: a commit is one. */
  image: name,
  replicas: z.int().min(0).default(2),
  container: name.exactOptional(),
  /** Of its pods, besides `app` and `service`. */
  labels: z.record(z.string(), z.string()).default({}),
  /** Branch, tag or commit that it runs; what its environment runs unless said. */
  ref: name.exactOptional(),
});

const namespace = z.strictObject({
  /** Its own name unless said. */
  environment: name.exactOptional(),
  /** Runs of GitHub put their commit into its Deployments, as Helm within a workflow does. */
  follows_runs: z.boolean().default(false),
  deployments: z.array(deployment).default([]),
  /** Selector by name. */
  services: z.record(name, z.record(z.string(), z.string())).default({}),
  /** HTTPRoutes: weight by Service. */
  routes: z.record(name, z.strictObject({ host: name, backends: z.record(name, z.int().min(0)) })).default({}),
  ingresses: z.record(name, z.strictObject({ host: name, path: name.default('/'), service: name })).default({}),
});

export const clusterSeed = z.strictObject({
  /** Namespace by context of the kubeconfig; the first is the current one. */
  contexts: z.record(name, name),
  /** Manifest of the bot's service account and its rights, from the folder in which the sandbox is started; without one it may do all. */
  access: name.exactOptional(),
  namespaces: z.record(name, namespace),
});

/** What a service serves in an environment, all its pods or its one process together. */
const served = z.strictObject({
  service: name,
  environment: name,
  /** Name of the HTTPRoute, Ingress or Service through which it comes; without one it runs on no cluster. */
  enters: name.exactOptional(),
  /** In a second. */
  requests: z.number().min(0),
  /** Percent. */
  errors: z.number().min(0).max(100).default(0.02),
  /** Milliseconds, the middle of all requests. */
  latency: z.number().positive().default(80),
  /** Cores. */
  cpu: z.number().min(0).default(0.5),
  /** MiB of one process. */
  memory: z.number().positive().default(256),
});

/** By host name: who answers there. */
const endpoint = z.strictObject({
  service: name,
  environment: name,
  /** Only this Deployment; without it whoever gets the traffic. */
  deployment: name.exactOptional(),
  /** Only the version that came last, as a preview has it. */
  preview: z.boolean().default(false),
  /** Those that are answered, all others are 404. */
  paths: z.array(z.string().startsWith('/')).default(['/', '/health', '/ready', '/ws']),
});

export const trafficSeed = z.array(served);
export const endpointsSeed = z.record(name, endpoint);

export type ClusterSeed = z.output<typeof clusterSeed>;
export type DeploymentSeed = z.output<typeof deployment>;
export type ServedSeed = z.output<typeof served>;
export type EndpointSeed = z.output<typeof endpoint>;
