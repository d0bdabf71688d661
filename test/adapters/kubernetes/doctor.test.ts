import { afterEach, beforeAll, expect, test } from 'vitest';
import { besides, canaryPlace, imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
import { give, openStub, refuse } from './stub-api.ts';

let stub: Awaited<ReturnType<typeof openStub>>;
afterEach(() => stub.close());
// The SDK is read before any test counts its time.
beforeAll(() => import('../../../src/adapters/kubernetes/open.ts'));

const place = rollingPlace('api');

test('doctor prints each rule that is missing, and asks for nothing else', async () => {
  const asked: string[] = [];
  stub = await openStub(({ method, path, body }, to) => {
    const { verb, group, resource, subresource } = JSON.parse(body).spec.resourceAttributes;
    asked.push(`${method} ${path}`);
    const denied = resource === 'services' || (resource === 'pods' && subresource === 'log');
    give(to, { status: { allowed: !(denied && verb !== 'list'), group } }, 201);
  });
  const [, beside = place] = besides[0] ?? [];
  const [finding, ...rest] = await stub.clusters.examine([beside]);
  expect(rest).toEqual([]);
  expect(new Set(asked)).toEqual(new Set(['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews']));
  expect(finding).toMatchObject({ ok: false, what: 'Cluster production, namespace shop' });
  expect(
    finding?.mend
      ?.split('\n')
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual([
    '- apiGroups: [""], resources: [services], verbs: [get]',
    '- apiGroups: [""], resources: [services], verbs: [watch]',
    '- apiGroups: [""], resources: [pods/log], verbs: [get]',
    '- apiGroups: [""], resources: [services], verbs: [create]',
  ]);
});

/** As its chart has put it there. */
function standing(name: string, kind: { strategy?: object; replicas?: number; selector?: object } = {}) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: imageOf(1) }] } };
  const { strategy, replicas = 3, selector = labels } = kind;
  return {
    deployment: { metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } },
    rollout: { metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template, strategy } },
    service: { metadata: { name }, spec: { selector, ports: [{ port: 80 }] } },
    route: { metadata: { name }, spec: { rules: [{ backendRefs: [{ name }] }] } },
  };
}

function openWith(objects: ReturnType<typeof standing>, asked: string[] = []) {
  return openStub(({ method, path }, to) => {
    asked.push(`${method} ${path}`);
    if (path.endsWith('/selfsubjectaccessreviews')) return give(to, { status: { allowed: true } }, 201);
    const [kind, name] = path.split('/').slice(-2);
    if (['replicasets', 'pods'].includes(name ?? '')) return give(to, { items: [] });
    const found = {
      deployments: objects.deployment,
      rollouts: objects.rollout,
      services: objects.service,
      httproutes: objects.route,
    };
    const object = Object.entries(found).find(([plural]) => plural === kind)?.[1];
    return object?.metadata.name === name
      ? give(to, object)
      : refuse(to, 404, 'NotFound', `${kind} "${name}" not found`);
  });
}

test('a Rollout that does not go by the phases is refused before anything is written, and doctor says so before', async () => {
  const asked: string[] = [];
  const objects = standing('api', { strategy: { blueGreen: { activeService: 'api' } } });
  stub = await openWith(objects, asked);
  const argo = canaryPlace('api', { by: 'replicas' }, 'argo-rollouts');
  const why = 'Rollout api moves by strategy.blueGreen. Quarterdeck drives strategy.canary';
  await expect(stub.clusters.move(argo, { kind: 'bring-up', image: imageOf(2) }, null)).rejects.toMatchObject({
    kind: 'rejected',
    message: expect.stringContaining(why),
  });
  expect(asked.filter((each) => !each.startsWith('GET'))).toEqual([]);
  expect(await stub.clusters.examine([argo])).toMatchObject([
    { ok: true },
    { ok: false, found: expect.stringContaining(why) },
  ]);

  const { template: _, ...spec } = objects.rollout.spec;
  Object.assign(objects.rollout, { spec: { ...spec, workloadRef: { kind: 'Deployment', name: 'api' } } });
  expect(await stub.clusters.examine([argo])).toMatchObject([
    { ok: true },
    { ok: false, found: expect.stringContaining('takes its template from elsewhere (workloadRef)') },
  ]);
});

test.each<[string, number, number[], string | null]>([
  ['that pods express', 9, [10, 50], null],
  ['nearly', 7, [10, 20], null],
  ['that they cannot', 3, [10, 50], '10 % of the traffic of api would be 25 %: 1 canary beside 3 pods.'],
  [
    'that come to the same',
    4,
    [20, 22],
    '20 % and 22 % of the traffic of api come to the same: 1 canary beside 4 pods.',
  ],
])('doctor looks at shares %s', async (_, replicas, weights, found) => {
  stub = await openWith(standing('api', { replicas }));
  const place = canaryPlace('api', { by: 'replicas' });
  const phases = weights.map((weight) => ({ weight, watch: 60_000 }));
  const findings = await stub.clusters.examine([
    { ...place, strategy: { ...place.strategy, phases } as typeof place.strategy },
  ]);
  expect(findings.slice(2)).toEqual(
    found === null
      ? []
      : [
          {
            ok: false,
            what: 'api in cluster production',
            found,
            mend: expect.stringContaining('http_route or ingress_nginx'),
          },
        ],
  );
});

test.each<[string, object, string]>([
  ['no way to the Service', { rules: [{ backendRefs: [{ name: 'web' }] }] }, 'HTTPRoute api has no backend api'],
  [
    'somebody else beside it',
    { rules: [{ backendRefs: [{ name: 'api' }, { name: 'legacy' }] }] },
    'HTTPRoute api gives some of the traffic of api to legacy as well',
  ],
])('doctor says of a route with %s what the first release would be refused for', async (_, spec, found) => {
  const objects = standing('api');
  Object.assign(objects.route, { spec });
  const asked: string[] = [];
  stub = await openWith(objects, asked);
  expect(await stub.clusters.examine([canaryPlace('api', { by: 'http-route', route: 'api' })])).toMatchObject([
    { ok: true },
    { ok: false, found: expect.stringContaining(found) },
  ]);
  expect(asked.filter((each) => !/^GET|selfsubjectaccessreviews$/.test(each))).toEqual([]);
});

test('doctor says which label the pods of a canary will have, where the Service does not tell tracks apart', async () => {
  stub = await openWith(standing('api'));
  const place = canaryPlace('api', { by: 'http-route', route: 'api' });
  expect((await stub.clusters.examine([place])).slice(2)).toEqual([
    {
      ok: true,
      what: 'api in cluster production',
      found:
        'Service api does not select by track: the pods of a canary get app: api-canary instead of app: api. Queries by that label ask for {{suffix}} behind it.',
      mend: null,
    },
  ]);
  await stub.close();
  stub = await openWith(standing('api', { selector: { app: 'api', track: 'stable' } }));
  expect((await stub.clusters.examine([place])).slice(2)).toEqual([]);
});

test('doctor says that a cluster is away, and that a workload is not there', async () => {
  stub = await openStub((_, to) => to.destroy());
  expect(await stub.clusters.examine([place])).toMatchObject([
    { ok: false, found: expect.stringContaining('cannot be reached') },
  ]);
  await stub.close();
  stub = await openStub(({ method, path }, to) => {
    if (method === 'POST') give(to, { status: { allowed: true } }, 201);
    else refuse(to, 404, 'NotFound', `deployments.apps "${path.split('/').at(-1)}" not found`);
  });
  const found = await stub.clusters.examine([place, canaryPlace('web', { by: 'replicas' })]);
  expect(found.map(({ ok, what }) => [ok, what])).toEqual([
    [true, 'Cluster production, namespace shop'],
    [false, 'api in cluster production'],
    [false, 'web in cluster production'],
  ]);
  expect(found[1]?.found).toContain('Deployment api is not there');
});
