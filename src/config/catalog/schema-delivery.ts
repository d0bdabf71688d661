import { z } from 'zod';
import { analysis } from './schema-analysis.ts';
import { healthChecks } from './schema-health.ts';
import { byName, flag, object, someOf, wholeNumber } from './shapes.ts';
import * as words from './words.ts';

function trafficBy(description: string) {
  return object(
    {
      http_route: words.kubernetesName
        .meta({ description: 'An HTTPRoute of the Gateway API, by its weights.' })
        .optional(),
      ingress_nginx: words.kubernetesName
        .meta({ description: 'An Ingress of ingress-nginx, by its canary annotations.' })
        .optional(),
      replicas: flag('The share of pods; as fine as there are replicas.').optional(),
    },
    description,
  );
}

const workload = object(
  {
    deployment: words.kubernetesName
      .meta({
        description:
          "The Deployment, Argo Rollout or target of Flagger that serves; for blue_green what both colours' names begin with. Default: the service's name.",
      })
      .optional(),
    container: words.kubernetesName.meta({ description: "Default: the deployment's name." }).optional(),
    image: words.image.meta({ description: 'Instead of the image that is said for all.' }).optional(),
    traffic: trafficBy("What moves this service's traffic, where it is not what the strategy says.").optional(),
  },
  'Where one service runs.',
);

const kubernetes = object(
  {
    cluster: words.name.meta({ description: 'The name of a cluster in the settings.' }),
    namespace: words.kubernetesName.meta({ description: 'The namespace of all its workloads.' }),
    image: words.image
      .meta({
        description: 'What is put into the containers. {service}, {sha} and {ref} after a $ are filled in.',
      })
      .optional(),
    workloads: byName(
      words.name,
      workload,
      'Service → where it runs. A service that is not listed runs as the Deployment of its name.',
    ).optional(),
  },
  'Where the services run on Kubernetes.',
);

const deadline = words.duration
  .meta({ description: 'When the pods make no progress for so long, it has failed. Default: 10m.' })
  .optional();
const replicas = wholeNumber(1, 1000);

const canary = object(
  {
    phases: someOf(
      words.phase,
      'A share of the traffic and how long it is watched, as in 10% for 15m, rising. After the last the new version gets everything.',
    ),
    traffic: trafficBy('What moves the traffic. Default: the share of pods.').optional(),
    engine: z
      .enum(['quarterdeck', 'argo-rollouts', 'flagger'])
      .meta({ description: 'Who does the moving. Default: quarterdeck.' })
      .optional(),
    replicas: replicas
      .meta({ description: 'Replicas of the new version while it is tried. Default: as many as its share wants.' })
      .optional(),
    deadline,
  },
  'The new version gets some of the traffic, then more, then all.',
);

const strategies = {
  rolling: object(
    {
      max_surge: wholeNumber(0, 1000).meta({ description: 'Pods more than wanted, at a time. Default: 1.' }).optional(),
      max_unavailable: wholeNumber(0, 1000)
        .meta({ description: 'Pods fewer than wanted, at a time. Default: 0.' })
        .optional(),
      min_ready: words.duration
        .meta({ description: 'How long a new pod must be ready before the next is exchanged. Default: a moment.' })
        .optional(),
      deadline,
    },
    'One pod after the other.',
  ).optional(),
  canary: canary.optional(),
  blue_green: object(
    {
      phases: someOf(words.phase, 'As under canary; the last is 100%, watched before the old colour is scaled down.'),
      traffic: trafficBy('What moves the traffic. Needed for phases below 100%.').optional(),
      replicas: replicas
        .meta({ description: 'Replicas of the new colour. Default: as many as the old one has.' })
        .optional(),
      keep: wholeNumber(0, 1000)
        .meta({ description: 'Replicas of the old colour that stay for the way back. Default: 1.' })
        .optional(),
      deadline,
    },
    'The new version is brought up beside the old one, tried, and the traffic switched.',
  ).optional(),
  by_run: object(
    {
      watch: words.duration
        .meta({ description: 'How long it is judged after the run has ended. Default: not at all.' })
        .optional(),
    },
    'Somewhere else than on Kubernetes: the run of the workflow brings it out.',
  ).optional(),
};

export const delivery = object(
  {
    strategy: object(
      strategies,
      'How a release reaches its users: exactly one of rolling, canary, blue_green, by_run.',
    ),
    major_versions: object(
      strategies,
      'Used instead where the version raises its major number. Default: the same strategy.',
    ).optional(),
    kubernetes: kubernetes.optional(),
    smoke: healthChecks(
      'Asked before any traffic reaches the new version; with rolling and by_run, of what serves then. Default: nothing.',
    ).optional(),
    analysis: analysis.optional(),
    roles: someOf(
      words.name,
      'People with one of these roles may promote, hold, extend and abort. Default: who may deploy there.',
    ).optional(),
    order: someOf(
      someOf(words.name, 'Services that go together.'),
      'Services in the order in which they go, those of one list together. Default: all together.',
    ).optional(),
    when_one_fails: z
      .enum(['stop', 'take-back-all'])
      .meta({
        description:
          'What becomes of the other services when one fails. stop: those that serve stay, the rest is not begun. Default: take-back-all.',
      })
      .optional(),
  },
  'How a release reaches its users once its run has succeeded. Without this key it does with the run.',
);

export type DeliveryEntry = z.output<typeof delivery>;
export type StrategyEntry = DeliveryEntry['strategy'];
export type KubernetesEntry = z.output<typeof kubernetes>;
export type TrafficEntry = NonNullable<NonNullable<KubernetesEntry['workloads']>[string]['traffic']>;
