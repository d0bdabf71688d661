import { z } from 'zod';
import { canarySpec } from './canaries.ts';
import {
  canaries,
  deployments,
  httpRoutes,
  ingresses,
  type Kind,
  pods,
  replicaSets,
  rollouts,
  services,
} from './kinds.ts';
import { isJsonObject, type JsonObject } from './object.ts';
import { invalid } from './refusal.ts';
import { rolloutSpec } from './rollouts.ts';
import { httpRouteSpec, ingressSpec } from './routes.ts';
import { selects } from './selectors.ts';
import { deploymentSpec, podSpec, replicaSetSpec } from './workloads.ts';

const serviceSpec = z.looseObject({
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).default('ClusterIP'),
  selector: z.record(z.string(), z.string()).optional(),
  ports: z
    .array(
      z
        .looseObject({ port: z.int().min(1).max(65_535), protocol: z.string().default('TCP') })
        .transform((port) => ({ targetPort: port.port, ...port })),
    )
    .default([]),
  sessionAffinity: z.string().default('None'),
  internalTrafficPolicy: z.string().default('Cluster'),
});

/**
 * The spec with Kubernetes' defaults, or a refusal as Kubernetes has it (422).
 * `before` is the spec as it was: a selector cannot be changed.
 */
export function admit(kind: Kind, name: string, spec: unknown, before: JsonObject | undefined): JsonObject {
  const schema = schemaOf(kind);
  if (schema === undefined) return isJsonObject(spec) ? spec : {};
  const result = schema.safeParse(spec ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(kind, name, ['spec', ...(issue?.path ?? [])].join('.'), `Invalid value: ${issue?.message ?? ''}`);
  }
  const admitted = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(result.data)));
  if (kind === deployments || kind === replicaSets || kind === rollouts)
    checkSelector(kind, name, result.data, admitted, before);
  if (kind === deployments) checkStrategy(name, result.data);
  return admitted;
}

function schemaOf(kind: Kind) {
  switch (kind) {
    case deployments:
      return deploymentSpec;
    case replicaSets:
      return replicaSetSpec;
    case pods:
      return podSpec;
    case services:
      return serviceSpec;
    case httpRoutes:
      return httpRouteSpec;
    case ingresses:
      return ingressSpec;
    case rollouts:
      return rolloutSpec;
    case canaries:
      return canarySpec;
    default:
      return undefined;
  }
}

function checkSelector(kind: Kind, name: string, data: unknown, spec: JsonObject, before: JsonObject | undefined) {
  const { selector, template } = replicaSetSpec.parse(data);
  const { labels } = template.metadata;
  const shown = JSON.stringify(labels);
  if (!selects(selector, labels))
    throw invalid(
      kind,
      name,
      'spec.template.metadata.labels',
      `Invalid value: ${shown}: \`selector\` does not match template \`labels\``,
    );
  if (before !== undefined && JSON.stringify(before.selector) !== JSON.stringify(spec.selector))
    throw invalid(kind, name, 'spec.selector', `Invalid value: ${JSON.stringify(spec.selector)}: field is immutable`);
}

function checkStrategy(name: string, data: unknown) {
  const rolling = deploymentSpec.parse(data).strategy.rollingUpdate;
  const isNone = (share: number | string | undefined) => share === 0 || share === '0%';
  if (isNone(rolling?.maxSurge) && isNone(rolling?.maxUnavailable))
    throw invalid(
      deployments,
      name,
      'spec.strategy.rollingUpdate.maxUnavailable',
      'Invalid value: 0: may not be 0 when `maxSurge` is 0',
    );
}
