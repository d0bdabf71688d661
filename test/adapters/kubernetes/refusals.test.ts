import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../../src/model/fault.ts';
import { imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
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
