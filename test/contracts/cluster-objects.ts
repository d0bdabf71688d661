import type { Place } from '../../src/ports/cluster.ts';

interface Body {
  metadata: { name: string; labels?: Record<string, string> };
  spec: Record<string, unknown>;
}

export interface PlacedObject {
  /** Of its kind in the namespace. */
  path: string;
  body: Body;
  /** What Quarterdeck may have made beside it. */
  beside: string[];
}

const apps = '/apis/apps/v1/namespaces/shop/deployments';
const services = '/api/v1/namespaces/shop/services';
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const ingresses = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';

/** What a pipeline's own manifests would have put there, in the plainest way. */
export function objectsOf({ workload: { name }, strategy }: Place, image: string): PlacedObject[] {
  if (strategy.kind === 'rolling') return [deployment(name, image, 4)];
  const { by } = strategy.traffic;
  if (strategy.kind === 'canary' && strategy.engine === 'argo-rollouts')
    return [
      service(name, { app: name }),
      service(`${name}-canary`, { app: name }),
      route(name, { [name]: 100, [`${name}-canary`]: 0 }),
      rollout(name, image),
    ];
  // Flagger makes its Services and its route itself.
  if (strategy.kind === 'canary' && strategy.engine === 'flagger') return [deployment(name, image, 4)];
  if (strategy.kind === 'canary') {
    const two = { [name]: 100, [`${name}-canary`]: 0 };
    return [
      { ...deployment(name, image, 4), beside: [`${name}-canary`] },
      { ...service(name, { app: name }), beside: [`${name}-canary`] },
      ...(by === 'http-route' ? [route(name, two)] : []),
      ...(by === 'ingress-nginx' ? [ingress(name)] : []),
    ];
  }
  const colours = [
    deployment(`${name}-blue`, image, 4, { color: 'blue' }),
    deployment(`${name}-green`, image, 0, { color: 'green' }),
    service(`${name}-blue`, { app: `${name}-blue`, color: 'blue' }),
    service(`${name}-green`, { app: `${name}-green`, color: 'green' }),
  ];
  if (by === 'http-route') return [...colours, route(name, { [`${name}-blue`]: 100, [`${name}-green`]: 0 })];
  return [...colours, service(name, { color: 'blue' }), ...(by === 'ingress-nginx' ? [ingress(name)] : [])];
}

function deployment(name: string, image: string, replicas: number, more: Record<string, string> = {}): PlacedObject {
  const labels = { app: name, ...more };
  const containers = [
    { name: 'main', image, env: [{ name: 'LOG', value: 'info' }] },
    { name: 'proxy', image: 'proxy:1' },
  ];
  const template = { metadata: { labels }, spec: { containers } };
  const spec = { replicas, selector: { matchLabels: labels }, template, progressDeadlineSeconds: 300 };
  return { path: apps, body: { metadata: { name, labels }, spec }, beside: [] };
}

/** A quarter, then a half, each until somebody lets it go on. */
function rollout(name: string, image: string): PlacedObject {
  const { body } = deployment(name, image, 4);
  const { progressDeadlineSeconds, ...spec } = body.spec;
  const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: {} }];
  const trafficRouting = { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: name, namespace: 'shop' } } };
  const canary = { steps, stableService: name, canaryService: `${name}-canary`, trafficRouting };
  return {
    path: '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts',
    body: { metadata: body.metadata, spec: { ...spec, progressDeadlineSeconds, strategy: { canary } } },
    beside: [],
  };
}

function service(name: string, selector: Record<string, string>): PlacedObject {
  return {
    path: services,
    body: { metadata: { name }, spec: { selector, ports: [{ port: 80, targetPort: 8080 }] } },
    beside: [],
  };
}

function route(name: string, backends: Record<string, number>): PlacedObject {
  const backendRefs = Object.entries(backends).map(([each, weight]) => ({ name: each, port: 80, weight }));
  const rules = [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs }];
  return { path: routes, body: { metadata: { name }, spec: { parentRefs: [{ name: 'gateway' }], rules } }, beside: [] };
}

function ingress(name: string): PlacedObject {
  const paths = [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }];
  const spec = { ingressClassName: 'nginx', rules: [{ host: `${name}.example.com`, http: { paths } }] };
  return { path: ingresses, body: { metadata: { name }, spec }, beside: [`${name}-canary`] };
}
