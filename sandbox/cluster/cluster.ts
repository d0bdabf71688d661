import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { WorldClock, WorldIds } from '../contract.ts';
import { startApi } from './api/server.ts';
import { create } from './api/writing.ts';
import { createControllers } from './controllers/controllers.ts';
import { createImages, type Images } from './images.ts';
import { namespaces } from './kinds.ts';
import { createStore } from './store/store.ts';

export interface ClusterOptions {
  /** The file that the kubeconfig is written to. */
  kubeconfig: string;
  /** The name of the context in it. */
  context?: string;
  /** Namespaces besides `default`. */
  namespaces?: readonly string[];
  /** 0, the default, takes a free one. */
  port?: number;
  /** Real ms between two bookmarks of a watch; Kubernetes' minute unless given. */
  bookmarkEveryMs?: number;
}

export interface ClusterSimulation {
  readonly url: string;
  /** The path of the kubeconfig. */
  readonly kubeconfig: string;
  /** What becomes of containers of an image. */
  readonly images: Images;
  /** Forgets all changes so far: who watches from an older resourceVersion is answered 410. */
  compact(): void;
  close(): Promise<void>;
}

/** A Kubernetes cluster, simulated: its API on loopback, a kubeconfig for it, and controllers that live in the world's time. */
export async function createCluster(
  { clock, ids }: { clock: WorldClock; ids: WorldIds },
  options: ClusterOptions,
): Promise<ClusterSimulation> {
  const store = createStore();
  const images = createImages();
  const state = { store, clock, ids, images };
  const controllers = createControllers(state);
  for (const name of ['default', ...(options.namespaces ?? [])])
    create(state, namespaces, '', { metadata: { name } }, false);
  const token = ids.sha('the token of the simulated cluster');
  const { settle } = controllers;
  const { bookmarkEveryMs = 60_000 } = options;
  const api = await startApi({ state, settle, token, bookmarkEveryMs }, options.port ?? 0);
  await writeFile(options.kubeconfig, kubeconfig(api.origin, token, options.context ?? 'sandbox'), { mode: 0o600 });
  return {
    url: api.origin,
    kubeconfig: options.kubeconfig,
    images,
    compact: store.compact,
    async close() {
      controllers.close();
      await api.close();
    },
  };
}

/** Plain HTTP on loopback: the SDK speaks it only to a cluster that says its certificate need not be checked. */
function kubeconfig(server: string, token: string, context: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context, namespace: 'default' } }],
    'current-context': context,
  });
}
