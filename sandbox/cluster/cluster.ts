import type { Server } from 'node:http';
import { createClock } from '../clock.ts';
import type { WorldClock, WorldIds } from '../contract.ts';
import { type ApiRequest, type ApiTrouble, startApi } from './api/server.ts';
import { create, replace } from './api/writing.ts';
import type { ClusterState } from './controllers/cluster-state.ts';
import { createControllers } from './controllers/controllers.ts';
import { createImages, type ImageBehaviour, type Images } from './images.ts';
import { type Kind, namespaces } from './kinds.ts';
import { kubeconfigToken, writeKubeconfig } from './kubeconfig.ts';
import type { Json, KubeObject } from './object.ts';
import { mergePatch } from './patches/merge.ts';
import { administrator, serviceAccount } from './rbac.ts';
import { notFound } from './refusal.ts';
import { createStore } from './store/store.ts';

export interface ClusterOptions {
  /** The file that the kubeconfig is written to; null where somebody else has written it. */
  kubeconfig: string | null;
  /** Contexts in it and the namespace of each; the first is the current one. All lead to this cluster. */
  contexts?: Readonly<Record<string, string>>;
  /** Namespaces besides `default`. */
  namespaces?: readonly string[];
  /** 0, the default, takes a free one. */
  port?: number;
  /** Real ms between two bookmarks of a watch; Kubernetes' minute unless given. */
  bookmarkEveryMs?: number;
  /** Whether a registry has this image; all of them unless given. */
  hasImage?: (image: string) => boolean;
  /** What befalls an image, whatever `images` says of it; undefined for nothing. */
  befalls?: (image: string, namespace: string) => ImageBehaviour | undefined;
  /** Whose token the kubeconfig holds: a service account that may do what roles give it. An administrator's unless given. */
  account?: { namespace: string; name: string };
  /** What stands there from the beginning: made at this instant, and at rest when the world begins. */
  standing?: { since: number; objects: readonly StandingObject[] };
  /** Told of every request that is made with the kubeconfig's token. */
  onRequest?: (request: ApiRequest) => void;
}

export interface StandingObject {
  kind: Kind;
  namespace: string;
  body: unknown;
}

export interface ClusterSimulation {
  readonly url: string;
  /** What answers, for connections that were taken elsewhere. */
  readonly server: Server;
  /** The path of the kubeconfig. */
  readonly kubeconfig: string | null;
  /** What becomes of containers of an image. */
  readonly images: Images;
  /** Objects of a kind, by namespace and name. */
  list(kind: Kind, namespace?: string): readonly KubeObject[];
  /** Told when the controllers have come to rest after a change. */
  onSettled(listener: () => void): void;
  /** Somebody else than the bot changes an object, by a merge patch. @throws Refusal when there is none. */
  change(by: string, kind: Kind, namespace: string, name: string, patch: Json): void;
  /** Lets the controllers look again, because something outside has changed. */
  settle(): void;
  /** What befalls the API server, from now on or no longer. */
  trouble(trouble: ApiTrouble | null): void;
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
  const images = createImages(options.hasImage, options.befalls);
  const { standing, bookmarkEveryMs = 60_000, contexts = { sandbox: 'default' } } = options;
  const spaces = ['default', ...(options.namespaces ?? [])];
  standUp({ store, ids, images }, spaces, standing ?? { since: clock.now(), objects: [] }, clock.now());
  const state = { store, clock, ids, images };
  const listeners: (() => void)[] = [];
  const { settle, wake, close } = createControllers(state, () => {
    for (const listener of listeners) listener();
  });
  settle();
  const { account } = options;
  const user = account === undefined ? administrator : serviceAccount(account.namespace, account.name);
  const token = kubeconfigToken(ids);
  const { onRequest } = options;
  const api = await startApi({ state, settle, token, user, bookmarkEveryMs, onRequest }, options.port ?? 0);
  const { kubeconfig } = options;
  if (kubeconfig !== null) await writeKubeconfig(kubeconfig, { server: api.origin, token, contexts });
  return {
    url: api.origin,
    server: api.server,
    kubeconfig,
    images: {
      of: images.of,
      set(image, behaviour) {
        images.set(image, behaviour);
        wake();
      },
    },
    list: store.list,
    onSettled: (listener) => void listeners.push(listener),
    change(by, kind, namespace, name, patch) {
      const now = store.get(kind, namespace, name);
      if (now === undefined) throw notFound(kind, name);
      const next = mergePatch(JSON.parse(JSON.stringify(now)), patch);
      replace(state, kind, now, next, { dryRun: false, part: 'object', writer: { manager: by } });
      settle();
    },
    settle() {
      wake();
      settle();
    },
    trouble: api.trouble,
    compact: store.compact,
    async close() {
      close();
      await api.close();
    },
  };
}

/** What stands from the beginning has had its time to come up: an hour by a clock of its own. */
function standUp(
  parts: Pick<ClusterState, 'store' | 'ids' | 'images'>,
  spaces: readonly string[],
  { since, objects }: NonNullable<ClusterOptions['standing']>,
  now: number,
): void {
  const clock = createClock({ start: since, speed: 0 });
  const state = { ...parts, clock };
  for (const name of spaces)
    create(state, namespaces, '', { metadata: { name } }, { dryRun: false, manager: 'kubectl' });
  for (const { kind, namespace, body } of objects)
    create(state, kind, namespace, body, { dryRun: false, manager: 'helm' });
  const { settle, close } = createControllers(state, () => {});
  settle();
  clock.set(Math.min(now, since + 3_600_000));
  close();
  clock.close();
}
