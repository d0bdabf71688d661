import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../../src/model/fault.ts';
import { besides, canaryPlace, imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
import { type Asked, give, openStub, refuse } from './stub-api.ts';

let stub: Awaited<ReturnType<typeof openStub>>;
afterEach(() => stub.close());
// The SDK is read before any test counts its time.
beforeAll(() => import('../../../src/adapters/kubernetes/open.ts'));

const place = rollingPlace('api');

async function faultOf(asked: Promise<unknown>): Promise<Fault> {
  const error = await asked.then(
    () => null,
    (each: unknown) => each,
  );
  if (!(error instanceof Fault)) throw new Error('it was not refused as a fault', { cause: error });
  return error;
}

async function reading(answer: (asked: Asked, outgoing: ServerResponse) => void, timeout?: number): Promise<Fault> {
  stub = await openStub(answer, timeout);
  return faultOf(stub.clusters.read(place));
}

test('403 names the rule to add, where, and who can', async () => {
  const fault = await reading((_, to) => refuse(to, 403, 'Forbidden', 'deployments.apps "api" is forbidden: User …'));
  expect(fault.kind).toBe('denied');
  expect(fault.message).toBe(
    'Quarterdeck may not get Deployment api in namespace shop of cluster production. Whoever administers the cluster can add this rule to its Role there: apiGroups: [apps], resources: [deployments], verbs: [get].',
  );
});

test('401 says that the credentials are not accepted, and not what they are', async () => {
  const seen: string[] = [];
  const fault = await reading(({ headers }, to) => {
    seen.push(headers.authorization ?? '');
    refuse(to, 401, 'Unauthorized', 'Unauthorized');
  });
  expect(fault).toMatchObject({ kind: 'denied' });
  expect(fault.message).toContain('Cluster production');
  expect(seen).toEqual(['Bearer hush-hush']);
  expect(JSON.stringify([fault.message, String(fault.cause)])).not.toContain('hush');
});

test('an object that is not there and a kind that is not there are told apart', async () => {
  expect((await reading((_, to) => refuse(to, 404, 'NotFound', 'deployments.apps "api" not found'))).message).toBe(
    'Deployment api is not there in namespace shop of cluster production.',
  );
  await stub.close();
  const words = 'the server could not find the requested resource';
  const fault = await reading((_, to) => refuse(to, 404, 'NotFound', words));
  expect(fault).toMatchObject({ kind: 'not-found' });
  expect(fault.message).toContain('has no deployments of apps/v1');
});

test.each([
  [429, '1'],
  [500, null],
  [503, null],
  [504, null],
])('%d passes by itself', async (code, after) => {
  const fault = await reading((_, to) => {
    if (after !== null) to.setHeader('retry-after', after);
    refuse(to, code, 'InternalError', 'etcdserver: request timed out');
  });
  expect(fault).toMatchObject({ kind: 'unavailable', retryAt: after === null ? null : 1_001_000 });
  expect(fault.message).toContain(`answered ${code}`);
});

test('no answer and a broken connection pass by themselves', async () => {
  expect(await reading(() => {}, 50)).toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('took too long'),
  });
  await stub.close();
  expect(await reading((_, to) => to.destroy())).toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('cannot be reached'),
  });
});

test('what is no answer of Kubernetes is told as that', async () => {
  expect(await reading((_, to) => to.end('<html>'))).toMatchObject({ kind: 'invalid' });
  await stub.close();
  expect(await reading((_, to) => give(to, { kind: 'Deployment' }))).toMatchObject({ kind: 'invalid' });
});

const deployment = (resourceVersion: string) => ({
  metadata: { name: 'api', uid: 'u1', resourceVersion, generation: 1 },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'api' } },
    template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'main', image: imageOf(1) }] } },
  },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
});

test('a write is tried again after a conflict with a fresh look, and not for ever', async () => {
  let version = 1;
  let conflicts = 2;
  const bodies: unknown[] = [];
  stub = await openStub(({ method, path, body }, to) => {
    if (method === 'PATCH') {
      bodies.push(JSON.parse(body).metadata.resourceVersion);
      version += 1;
      if (conflicts-- > 0) refuse(to, 409, 'Conflict', 'the object has been modified');
      else give(to, deployment(String(version)));
    } else give(to, path.endsWith('/api') ? deployment(String(version)) : { items: [] });
  });
  const move = { kind: 'bring-up', image: imageOf(2) } as const;
  expect(await stub.clusters.move(place, move, null)).toMatchObject({ kind: 'moved' });
  expect(bodies).toEqual(['1', '2', '3']);
  conflicts = Number.POSITIVE_INFINITY;
  bodies.length = 0;
  const fault = await faultOf(stub.clusters.move(place, move, null));
  expect(fault).toMatchObject({ kind: 'unavailable' });
  expect(fault.message).toContain('again and again');
  expect(bodies).toHaveLength(5);
});

test('what the API server refuses is told in its words', async () => {
  stub = await openStub(({ method, path }, to) => {
    if (method === 'PATCH')
      refuse(to, 422, 'Invalid', 'Deployment.apps "api" is invalid: spec.replicas: Invalid value');
    else give(to, path.endsWith('/api') ? deployment('1') : { items: [] });
  });
  const fault = await faultOf(stub.clusters.move(place, { kind: 'bring-up', image: imageOf(2) }, null));
  expect(fault).toMatchObject({ kind: 'rejected' });
  expect(fault.message).toContain('spec.replicas: Invalid value');
});

test('a container that is not there is told with those that are', async () => {
  stub = await openStub(({ path }, to) => give(to, path.endsWith('/api') ? deployment('1') : { items: [] }));
  const other = { ...place, workload: { ...place.workload, container: 'app' } };
  const fault = await faultOf(stub.clusters.read(other));
  expect(fault).toMatchObject({ kind: 'rejected' });
  expect(fault.message).toContain('no container app; it has: main');
});

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
  const fault = await faultOf(stub.clusters.move(argo, { kind: 'bring-up', image: imageOf(2) }, null));
  expect(fault).toMatchObject({ kind: 'rejected', message: expect.stringContaining(why) });
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
