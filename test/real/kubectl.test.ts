import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../sandbox/clock.ts';
import { type ClusterSimulation, createCluster } from '../../sandbox/cluster/cluster.ts';
import { createIds } from '../../sandbox/ids.ts';

/** A world minute is two real seconds, as kubectl waits in real time. */
const speed = 30;
const namespace = 'shop';
const run = promisify(execFile);

let folder: string;
let clock: ReturnType<typeof createClock>;
let cluster: ClusterSimulation;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubectl-'));
  clock = createClock({ start: Date.parse('2026-01-20T15:05:00Z'), speed });
  cluster = await createCluster(
    { clock, ids: createIds('kubectl') },
    { kubeconfig: path.join(folder, 'kubeconfig'), contexts: { shop: namespace }, namespaces: [namespace] },
  );
  await writeFile(path.join(folder, 'web.yml'), manifest);
});
afterAll(async () => {
  await cluster.close();
  clock.close();
  await rm(folder, { recursive: true });
});

const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "acme/web:1" }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 8080 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec:
  hostnames: [web.example.com]
  rules:
    - matches: [{ path: { type: PathPrefix, value: / } }]
      backendRefs: [{ group: "", kind: Service, name: web, port: 8080, weight: 1 }]
`;

/** What kubectl prints. */
async function kubectl(...args: string[]): Promise<string> {
  const { REAL_KUBECTL: program = 'kubectl' } = process.env;
  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: path.join(folder, 'kubeconfig') };
  const { stdout } = await run(program, args, { env });
  return stdout;
}

const refused = (asked: Promise<string>) =>
  asked.then(
    () => 'it was not refused',
    (error: { stderr: string }) => error.stderr,
  );

test('create makes what a manifest says', async () => {
  // Not `apply`: before 1.27 that needs Kubernetes' binary format, which is not spoken here.
  expect(await kubectl('create', '--validate=false', '-f', path.join(folder, 'web.yml'))).toBe(
    'deployment.apps/web created\nservice/web created\nhttproute.gateway.networking.k8s.io/web created\n',
  );
});

test('rollout status waits until all pods are there, and get shows them', async () => {
  expect(await kubectl('rollout', 'status', 'deployment/web', '--timeout=30s')).toContain(
    'deployment "web" successfully rolled out',
  );
  const shown = await kubectl('get', 'deployments');
  expect(shown).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +3\/3 +3 +3 /);
  expect((await kubectl('get', 'pods', '-l', 'app=web', '--no-headers')).trim().split('\n')).toHaveLength(3);
  expect(await kubectl('get', 'pods', '-o', 'wide')).toContain('sandbox-node-1');
  expect(await kubectl('get', 'httproutes', '-o', 'jsonpath={.items[0].spec.rules[0].backendRefs[0].weight}')).toBe(
    '1',
  );
  expect(await kubectl('get', 'httproutes')).toMatch(/^NAME +HOSTNAMES +AGE\nweb +\["web.example.com"\] /);
  expect(await kubectl('get', 'events')).toContain('ScalingReplicaSet');
  expect(await kubectl('describe', 'deployment', 'web')).toMatch(/Image: +acme\/web:1\n/);
  expect(await kubectl('logs', 'deployment/web')).toContain('level=info msg="listening"');
});

test('set image, rollout history and rollout undo', async () => {
  expect(await kubectl('set', 'image', 'deployment/web', 'web=acme/web:2')).toContain('image updated');
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  const history = await kubectl('rollout', 'history', 'deployment/web');
  expect(history).toMatch(/REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/);
  expect(await kubectl('rollout', 'history', 'deployment/web', '--revision=1')).toContain('acme/web:1');
  expect(await kubectl('rollout', 'undo', 'deployment/web')).toContain('rolled back');
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  const image = 'jsonpath={.spec.template.spec.containers[0].image}';
  expect(await kubectl('get', 'deployment', 'web', '-o', image)).toBe('acme/web:1');
  expect(await kubectl('rollout', 'history', 'deployment/web')).toMatch(/\n2 +<none>\n3 +<none>\n/);
});

test('scale, pause, resume, restart, patch and delete', async () => {
  expect(await kubectl('scale', 'deployment/web', '--replicas=2')).toContain('scaled');
  expect(await kubectl('rollout', 'pause', 'deployment/web')).toContain('paused');
  expect(await kubectl('rollout', 'resume', 'deployment/web')).toContain('resumed');
  expect(await kubectl('rollout', 'restart', 'deployment/web')).toContain('restarted');
  const weights = '{"spec":{"rules":[{"backendRefs":[{"name":"web","port":8080,"weight":9}]}]}}';
  expect(await kubectl('patch', 'httproute', 'web', '--type=merge', '-p', weights)).toContain('patched');
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
  const pod = (await kubectl('get', 'pods', '-o', 'name')).split('\n')[0] ?? '';
  expect(await kubectl('delete', pod, '--wait=false')).toContain('deleted');
});

test('a mistake is refused in words that kubectl shows', async () => {
  expect(await refused(kubectl('get', 'deployment', 'nowhere'))).toBe(
    'Error from server (NotFound): deployments.apps "nowhere" not found\n',
  );
  expect(await refused(kubectl('get', 'gateways'))).toContain('the server doesn\'t have a resource type "gateways"');
  const broken = '{"spec":{"replicas":-1}}';
  expect(await refused(kubectl('patch', 'deployment', 'web', '-p', broken))).toContain('is invalid: spec.replicas');
});
