import { ApiException, PatchStrategy, setHeaderOptions, VersionApi, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster();
});
afterAll(() => world.close());

const namespace = 'shop';
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const refusal = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => undefined,
    (each: unknown) => each,
  );
  if (!(error instanceof ApiException)) throw new Error('it was not refused', { cause: error });
  return { code: error.code, body: JSON.parse(String(error.body)) };
};

test('the SDK finds the cluster through the kubeconfig', async () => {
  expect((await world.config.makeApiClient(VersionApi).getCode()).major).toBe('1');
  const { items } = await world.core.listNamespace();
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['default', 'shop']);
});

test('refusals are Status objects in the words of Kubernetes', async () => {
  expect(await refusal(world.apps.readNamespacedDeployment({ namespace, name: 'nope' }))).toMatchObject({
    code: 404,
    body: { kind: 'Status', reason: 'NotFound', message: 'deployments.apps "nope" not found' },
  });
  const elsewhere = world.apps.createNamespacedDeployment({ namespace: 'nowhere', body: deployment('a', 'a:1') });
  expect(await refusal(elsewhere)).toMatchObject({ code: 404, body: { message: 'namespaces "nowhere" not found' } });
  const still = deployment('a', 'a:1', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } });
  expect(await refusal(world.apps.createNamespacedDeployment({ namespace, body: still }))).toMatchObject({ code: 422 });
});

test('a dry run answers as if and keeps nothing', async () => {
  const body = deployment('dry', 'a:1');
  const made = await world.apps.createNamespacedDeployment({ namespace, body, dryRun: 'All' });
  expect(made.spec?.strategy?.type).toBe('RollingUpdate');
  expect((await refusal(world.apps.readNamespacedDeployment({ namespace, name: 'dry' }))).code).toBe(404);
});

test('a write with an old resourceVersion is a conflict, by update and by patch', async () => {
  await world.apps.createNamespacedDeployment({ namespace, body: deployment('api', 'a:1') });
  world.pass(10);
  const name = 'api';
  const old = await world.apps.readNamespacedDeployment({ namespace, name });
  await world.apps.patchNamespacedDeployment(
    { namespace, name, body: { metadata: { labels: { tier: 'web' } } } },
    merge,
  );
  const update = world.apps.replaceNamespacedDeployment({ namespace, name, body: old });
  expect(await refusal(update)).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  const { resourceVersion } = old.metadata ?? {};
  const body = { metadata: { resourceVersion, labels: { tier: null } } };
  expect((await refusal(world.apps.patchNamespacedDeployment({ namespace, name, body }, merge))).code).toBe(409);
  const now = await world.apps.readNamespacedDeployment({ namespace, name });
  expect(now.metadata?.labels).toEqual({ app: 'api', tier: 'web' });
});

test('a list comes in parts, and one that is gone on with too late is expired', async () => {
  for (const name of ['p1', 'p2', 'p3'])
    await world.core.createNamespacedService({
      namespace,
      body: { metadata: { name }, spec: { ports: [{ port: 80 }] } },
    });
  const first = await world.core.listNamespacedService({ namespace, limit: 2 });
  expect(first.items.map(({ metadata }) => metadata?.name)).toEqual(['p1', 'p2']);
  expect(first.metadata?.remainingItemCount).toBe(1);
  const _continue = first.metadata?._continue ?? '';
  const rest = await world.core.listNamespacedService({ namespace, limit: 2, _continue });
  expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['p3']);
  expect(rest.metadata?._continue).toBeUndefined();
  expect(rest.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
  await world.core.deleteNamespacedService({ namespace, name: 'p1' });
  world.cluster.compact();
  const late = await refusal(world.core.listNamespacedService({ namespace, limit: 2, _continue }));
  expect(late).toMatchObject({ code: 410, body: { reason: 'Expired' } });
});

test('a selector may have expressions, and must not be empty', async () => {
  const matchExpressions = [
    { key: 'app', operator: 'In', values: ['expressed', 'other'] },
    { key: 'legacy', operator: 'DoesNotExist' },
  ];
  const body = deployment('expressed', 'a:1', { replicas: 2, selector: { matchExpressions } });
  await world.apps.createNamespacedDeployment({ namespace, body });
  world.pass(10);
  const made = await world.apps.readNamespacedDeployment({ namespace, name: 'expressed' });
  expect(made.status?.availableReplicas).toBe(2);
  const scale = await world.apps.readNamespacedDeploymentScale({ namespace, name: 'expressed' });
  expect(scale.status?.selector).toBe('app in (expressed,other),!legacy');
  const astray = deployment('astray', 'a:1', {
    selector: { matchExpressions: [{ key: 'legacy', operator: 'Exists' }] },
  });
  expect(await refusal(world.apps.createNamespacedDeployment({ namespace, body: astray }))).toMatchObject({
    code: 422,
    body: { message: expect.stringContaining('`selector` does not match template `labels`') },
  });
  const empty = deployment('empty', 'a:1', { selector: {} });
  expect((await refusal(world.apps.createNamespacedDeployment({ namespace, body: empty }))).code).toBe(422);
});

test('a kind of patch that nobody sends is refused by name', async () => {
  const apply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
  const asked = world.apps.patchNamespacedDeployment({ namespace, name: 'api', body: {}, fieldManager: 'me' }, apply);
  const { code, body } = await refusal(asked);
  expect(code).toBe(415);
  expect(body.message).toContain('application/apply-patch+yaml');
});

test('a body in the binary format of Kubernetes is refused by name', async () => {
  const answer = await fetch(`${world.cluster.url}/api/v1/namespaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
    body: 'k8s',
  });
  expect(answer.status).toBe(415);
  expect(await answer.json()).toMatchObject({ kind: 'Status', reason: 'UnsupportedMediaType' });
});

test('a token that is not the one of the kubeconfig is refused', async () => {
  const answer = await fetch(`${world.cluster.url}/api`, { headers: { authorization: 'Bearer guessed' } });
  expect(answer.status).toBe(401);
});

test('a watch goes on from a resourceVersion, with bookmarks, and is told 410 when that is forgotten', async () => {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const list = await world.apps.listNamespacedDeployment({ namespace });
  const { resourceVersion } = list.metadata ?? {};
  const seen: string[] = [];
  const tiers: { tier: string; version: number }[] = [];
  const query = { resourceVersion, allowWatchBookmarks: true, labelSelector: 'tier=canary' };
  const watching = await new Watch(world.config).watch(
    path,
    query,
    (phase, { metadata }) => {
      seen.push(phase === 'BOOKMARK' ? phase : `${phase} ${metadata.name}`);
      if (phase !== 'BOOKMARK') tiers.push({ tier: metadata.labels.tier, version: Number(metadata.resourceVersion) });
    },
    () => {},
  );
  const label = (tier: string | null) =>
    world.apps.patchNamespacedDeployment({ namespace, name: 'api', body: { metadata: { labels: { tier } } } }, merge);
  await label('canary');
  await label('web');
  await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining(['DELETED api', 'BOOKMARK'])));
  expect(seen.filter((each) => each !== 'BOOKMARK')).toEqual(['ADDED api', 'DELETED api']);
  // What matches no more is told as it was when it did, with the version of its change.
  expect(tiers.map(({ tier }) => tier)).toEqual(['canary', 'canary']);
  expect(tiers[1]?.version).toBeGreaterThan(tiers[0]?.version ?? Infinity);
  watching.abort();

  world.cluster.compact();
  const codes: number[] = [];
  const ended = new Promise<void>((resolve) => {
    void new Watch(world.config).watch(
      path,
      { resourceVersion },
      (phase, object) => void (phase === 'ERROR' && codes.push(object.code)),
      () => resolve(),
    );
  });
  await ended;
  expect(codes).toEqual([410]);
});
