import { isDeepStrictEqual } from 'node:util';
import { deployments, type Kind } from './kinds.ts';
import type { Deployment, KubeObject, ReplicaSet, Template } from './shapes.ts';

/** One request that changes something. Patches hold for the resourceVersion that was read, and for no other. */
export type Write =
  | { verb: 'create'; kind: Kind; name: string; body: unknown }
  | { verb: 'patch'; kind: Kind; name: string; subresource?: 'status'; type: PatchType; body: unknown };

type PatchType =
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/json-patch+json';

export interface Plan {
  /** In order; empty: what is asked for stands. */
  writes: Write[];
  /** There is more to do once pods are ready. */
  more: boolean;
}

type Body = Record<string, unknown>;

export function mergePatch(kind: Kind, object: KubeObject, body: Body, subresource?: 'status'): Write {
  return {
    verb: 'patch',
    kind,
    name: object.metadata.name,
    ...(subresource === undefined ? {} : { subresource }),
    type: 'application/merge-patch+json',
    body: withVersion(object, body),
  };
}

/** Of Kubernetes' own kinds alone: lists are merged by name, so that one container changes and the others stay. */
export function strategicPatch(kind: Kind, object: KubeObject, body: Body): Write {
  return {
    verb: 'patch',
    kind,
    name: object.metadata.name,
    type: 'application/strategic-merge-patch+json',
    body: withVersion(object, body),
  };
}

function withVersion({ metadata }: KubeObject, body: Body): Body {
  const given = (body.metadata ?? {}) as Body;
  return { ...body, metadata: { ...given, resourceVersion: metadata.resourceVersion } };
}

/** The whole template as it is given, and nothing left of the one before: a merge could not take fields away. */
export function templatePatch(
  kind: Kind,
  object: KubeObject,
  template: Template,
  more: { replicas?: number; annotations?: Record<string, string> } = {},
): Write {
  const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });
  return {
    verb: 'patch',
    kind,
    name: object.metadata.name,
    type: 'application/json-patch+json',
    body: [
      // A conflict where it is another one by now, as with the merge patches.
      replace('/metadata/resourceVersion', object.metadata.resourceVersion),
      replace('/spec/template', template),
      ...(more.replicas === undefined ? [] : [replace('/spec/replicas', more.replicas)]),
      ...(more.annotations === undefined
        ? []
        : [{ op: 'add', path: '/metadata/annotations', value: more.annotations }]),
    ],
  };
}

/** A strategic patch of a Deployment with one container's image and whatever else of its spec and annotations. */
export function deploymentPatch(
  object: Deployment,
  {
    image,
    spec = {},
    annotations,
  }: {
    image?: { container: string; image: string };
    spec?: Body;
    /** Null takes one away. */
    annotations?: Record<string, string | null>;
  },
): Write {
  const containers = image && [{ name: image.container, image: image.image }];
  return strategicPatch(deployments, object, {
    ...(annotations === undefined ? {} : { metadata: { annotations } }),
    spec: { ...spec, ...(containers === undefined ? {} : { template: { spec: { containers } } }) },
  });
}

const hashLabels = ['pod-template-hash', 'rollouts-pod-template-hash'];

/** The template of a set as its Deployment had it: without the hash that the controller adds. */
export function templateOf({ spec }: ReplicaSet): Template {
  const { metadata, ...rest } = spec.template;
  if (metadata?.labels === undefined) return spec.template;
  const labels = Object.fromEntries(Object.entries(metadata.labels).filter(([key]) => !hashLabels.includes(key)));
  return { ...rest, metadata: { ...metadata, labels } };
}

export function sameTemplate(set: ReplicaSet, template: Template): boolean {
  return isDeepStrictEqual(plain(templateOf(set)), plain(template));
}

/** Clients in Go write a null where a template has no creation time. */
function plain({ metadata = {}, ...rest }: Template): unknown {
  const { creationTimestamp: _, ...more } = metadata;
  return { ...rest, metadata: more };
}
