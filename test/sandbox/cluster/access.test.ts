import { AuthorizationV1Api } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster({ account: { namespace: 'shop', name: 'bot' } });
});
afterAll(() => world.close());

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** As whoever administers it: without a token. */
async function make(where: string, body: unknown) {
  const answer = await fetch(`${world.cluster.url}${where}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
}

const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'let in',
    (error: { code: number; body: string }) => [error.code, JSON.parse(error.body)],
  );

test('a service account may do nothing, and is told in the words of the API server what it lacks', async () => {
  const asked = world.apps.readNamespacedDeployment({ namespace: 'shop', name: 'api' });
  expect(await refusalOf(asked)).toEqual([
    403,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message:
        'deployments.apps "api" is forbidden: User "system:serviceaccount:shop:bot" cannot get resource "deployments" in API group "apps" in the namespace "shop"',
      reason: 'Forbidden',
      details: { name: 'api', group: 'apps', kind: 'deployments' },
      code: 403,
    },
  ]);
  expect(await refusalOf(world.core.listPodForAllNamespaces())).toMatchObject([
    403,
    {
      message:
        'pods is forbidden: User "system:serviceaccount:shop:bot" cannot list resource "pods" in API group "" at the cluster scope',
    },
  ]);
});

test('it may do what the roles that are bound to it say, there and nowhere else', async () => {
  const rules = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create'] }];
  await make(`${rbac}/namespaces/shop/roles`, { metadata: { name: 'bot' }, rules });
  await make(`${rbac}/namespaces/shop/rolebindings`, {
    metadata: { name: 'bot' },
    subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'shop' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bot' },
  });
  await world.apps.createNamespacedDeployment({ namespace: 'shop', body: deployment('api', 'acme/api:1') });
  expect((await world.apps.readNamespacedDeployment({ namespace: 'shop', name: 'api' })).metadata?.name).toBe('api');
  const elsewhere = world.apps.readNamespacedDeployment({ namespace: 'default', name: 'api' });
  expect(await refusalOf(elsewhere)).toMatchObject([403, { reason: 'Forbidden' }]);
  const scale = world.apps.readNamespacedDeploymentScale({ namespace: 'shop', name: 'api' });
  expect(await refusalOf(scale)).toMatchObject([
    403,
    { message: expect.stringContaining('cannot get resource "deployments/scale"') },
  ]);
  const watch = await fetch(`${world.cluster.url}/api/v1/namespaces/shop/pods?watch=true`, {
    headers: { authorization: `Bearer ${world.config.getCurrentUser()?.token}` },
  });
  expect([watch.status, JSON.stringify(await watch.json())]).toEqual([403, expect.stringContaining('cannot watch')]);
});

test('everybody may ask what they may', async () => {
  const review = async (verb: string, resource: string) => {
    const resourceAttributes = { verb, resource, group: 'apps', namespace: 'shop' };
    const made = await world.config
      .makeApiClient(AuthorizationV1Api)
      .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
    return made.status?.allowed;
  };
  expect(await review('create', 'deployments')).toBe(true);
  expect(await review('patch', 'deployments')).toBe(false);
  expect(await review('create', 'replicasets')).toBe(false);
});
