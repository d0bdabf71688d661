import { canaries, deployments, type Kind, rollouts } from '../../../src/adapters/kubernetes/kinds.ts';
import { keyOf, type Scene } from '../../../src/adapters/kubernetes/scene.ts';
import { anyObject, pod, replicaSet } from '../../../src/adapters/kubernetes/shapes.ts';
import { imageOf } from '../../contracts/cluster-places.ts';

const labels = { app: 'api' };
export const templateOf = (version: number) => ({
  metadata: { labels },
  spec: {
    containers: [
      { name: 'main', image: imageOf(version) },
      { name: 'proxy', image: 'proxy:1' },
    ],
  },
});

function sceneOf(objects: readonly [Kind, { metadata: { name: string } }][], sets: readonly unknown[]): Scene {
  return {
    cluster: 'production',
    namespace: 'shop',
    objects: new Map(
      objects.map(([kind, object]) => [keyOf({ kind, name: object.metadata.name }), anyObject.parse(object)]),
    ),
    sets: sets.map((each) => replicaSet.parse(each)),
    pods: [pod.parse({ metadata: { name: 'api-x' } })],
  };
}

/** A ReplicaSet as a controller makes it of a version. */
function setOf(owner: string, version: number, ready: number, hashLabel: string) {
  const hash = { [hashLabel]: `h${version}` };
  const template = templateOf(version);
  return {
    metadata: {
      name: `api-h${version}`,
      uid: `rs-${owner}-${version}`,
      labels: { ...labels, ...hash },
      annotations: { 'rollout.argoproj.io/revision': String(version) },
      ownerReferences: [{ uid: owner }],
    },
    spec: { replicas: ready, template: { ...template, metadata: { labels: { ...labels, ...hash } } } },
    status: { replicas: ready, readyReplicas: ready, availableReplicas: ready },
  };
}

/** A Rollout of `stable` that was told to become `wanted`, as Argo Rollouts 1.x leaves it. */
export function rolloutScene(
  wanted: number,
  stable: number,
  {
    spec = {},
    status = {},
    ready = 1,
    seen = true,
  }: { spec?: object; status?: object; ready?: number; seen?: boolean } = {},
): Scene {
  const steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
  const object = {
    metadata: { name: 'api', uid: 'ro', resourceVersion: '7', generation: 3 },
    spec: {
      replicas: 4,
      selector: { matchLabels: labels },
      template: templateOf(wanted),
      strategy: { canary: { steps } },
      ...spec,
    },
    status: {
      observedGeneration: seen ? '3' : '2',
      currentPodHash: seen ? `h${wanted}` : `h${stable}`,
      stableRS: `h${stable}`,
      phase: wanted === stable ? 'Healthy' : 'Progressing',
      currentStepIndex: 1,
      ...status,
    },
  };
  const hash = 'rollouts-pod-template-hash';
  const sets = [
    setOf('ro', stable, 4, hash),
    ...(wanted === stable || !seen ? [] : [setOf('ro', wanted, ready, hash)]),
  ];
  return sceneOf([[rollouts, object]], sets);
}

/** A Canary of Flagger whose target has `wanted` and whose primary serves `stable`. */
export function flaggerScene(
  wanted: number,
  stable: number,
  {
    phase,
    weight = 0,
    annotations = {},
    spec = {},
    message,
  }: {
    phase: string;
    weight?: number;
    annotations?: Record<string, string>;
    spec?: object;
    message?: string;
  },
): Scene {
  const made = (name: string, uid: string, version: number, replicas: number) => ({
    metadata: { name, uid, resourceVersion: '5', generation: 2 },
    spec: { replicas, selector: { matchLabels: labels }, template: templateOf(version) },
    status: {
      observedGeneration: 2,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  });
  const active = !['Initialized', 'Succeeded', 'Failed'].includes(phase);
  const canary = {
    metadata: { name: 'api', uid: 'ca', resourceVersion: '9', annotations },
    spec: { targetRef: { kind: 'Deployment', name: 'api' }, ...spec },
    status: { phase, canaryWeight: weight, conditions: message === undefined ? [] : [{ message }] },
  };
  return sceneOf(
    [
      [canaries, canary],
      [deployments, made('api', 'target', wanted, active ? 1 : 0)],
      [deployments, made('api-primary', 'primary', stable, 4)],
    ],
    [setOf('target', wanted, active ? 1 : 0, 'pod-template-hash'), setOf('primary', stable, 4, 'pod-template-hash')],
  );
}
