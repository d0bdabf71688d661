import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClock } from '../../sandbox/clock.ts';
import { createCluster } from '../../sandbox/cluster/cluster.ts';
import type { ImageBehaviour } from '../../sandbox/cluster/images.ts';
import { createIds } from '../../sandbox/ids.ts';
import { createClusters } from '../../src/adapters/kubernetes/clusters.ts';
import type { Place } from '../../src/ports/cluster.ts';
import type { ImageFate } from '../fakes/cluster-place.ts';
import type { ClusterHarness } from './cluster.contract.ts';
import { objectsOf } from './cluster-objects.ts';

const namespace = 'shop';

export interface Called {
  verb: string;
  resource: string;
  status: number;
}

/** The adapter with the real SDK against the simulated cluster, whose clock stands still until it is set. */
export async function openSimulatedCluster() {
  const folder = await mkdtemp(path.join(tmpdir(), 'clusters-'));
  const clock = createClock({ start: Date.parse('2026-01-20T15:00:00Z'), speed: 0 });
  const file = path.join(folder, 'kubeconfig');
  const simulation = await createCluster(
    { clock, ids: createIds('clusters') },
    { kubeconfig: file, contexts: { production: namespace }, namespaces: [namespace], bookmarkEveryMs: 50 },
  );
  const stopping = new AbortController();
  const called: Called[] = [];
  const trouble: unknown[] = [];
  const clusters = createClusters({
    settings: { files: [file], inCluster: null, names: ['production'] },
    stopping: stopping.signal,
    timeout: 5_000,
    now: Date.now,
    onCall: (call) => void called.push(call),
    onTrouble: (each) => void trouble.push(each),
  });

  // The SDK is read before any test counts its time.
  await clusters.examine([]);

  /** Somebody else's requests, as a program of this name sends them. */
  async function ask(method: string, where: string, manager: string, body?: unknown, type = 'application/json') {
    const answer = await fetch(`${simulation.url}${where}?fieldManager=${manager}`, {
      method,
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok && !(method === 'DELETE' && answer.status === 404))
      throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  const stood = new Set<string>();
  const pass = (seconds: number) => clock.set(clock.now() + seconds * 1_000);

  return {
    clusters,
    simulation,
    called,
    trouble,
    kubeconfig: file,
    ask,
    pass,
    async stand(place: Place, image: string) {
      const objects = objectsOf(place, image);
      if (stood.has(place.workload.name))
        for (const { path: where, beside, body } of objects)
          for (const name of [body.metadata.name, ...beside])
            await ask('DELETE', `${where}/${name}`, 'helm', { propagationPolicy: 'Background' });
      stood.add(place.workload.name);
      for (const { path: where, body } of objects) await ask('POST', where, 'helm', body);
    },
    async byHand(place: Place, image: string) {
      pass(5);
      const containers = [{ name: place.workload.container, image }];
      const where = `/apis/apps/v1/namespaces/${namespace}/deployments/${place.workload.name}`;
      const type = 'application/strategic-merge-patch+json';
      await ask('PATCH', where, 'kubectl-edit', { spec: { template: { spec: { containers } } } }, type);
    },
    async close() {
      stopping.abort();
      await simulation.close();
      clock.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** As the contract wants it. */
export async function openSimulated(): Promise<ClusterHarness> {
  const { clusters, simulation, called, ...world } = await openSimulatedCluster();
  let seen = 0;
  const writes = () => called.filter(({ verb }) => verb === 'create' || verb === 'patch').length;
  return {
    cluster: clusters,
    stand: world.stand,
    byHand: world.byHand,
    close: world.close,
    fate: (image, fate) => simulation.images.set(image, behaviourOf(fate)),
    async settle() {
      for (let step = 0; step < 8; step++) world.pass(6);
      // What is watched comes in on its own.
      await wait(1);
    },
    async expire() {
      for (let step = 0; step < 12; step++) world.pass(60);
    },
    wrote() {
      const before = seen;
      seen = writes();
      return seen > before;
    },
  };
}

function behaviourOf(fate: ImageFate): ImageBehaviour {
  if (fate === 'ready') return { kind: 'ready', afterSeconds: 5 };
  return fate.restarts > 0 ? { kind: 'crashes', afterSeconds: 2 } : { kind: 'pull-fails' };
}
