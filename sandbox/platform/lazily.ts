import type { Server } from 'node:http';
import path from 'node:path';
import { kubeconfigToken, writeKubeconfig } from '../cluster/kubeconfig.ts';
import { grafanaToken } from '../grafana/tokens.ts';
import { type Front, listenAsFront } from './front.ts';
import type { Platform, PlatformParts } from './platform.ts';
import type { Arrivals } from './serving.ts';

export interface PlatformAddresses {
  cluster: string | null;
  prometheus: string | null;
  services: string | null;
  alertmanager: string | null;
  grafana: string | null;
  pagerduty: string | null;
}

/** What the services run on, as far as anybody has asked for it. */
export interface LazyPlatform {
  /** Null for what the example does not have. */
  addresses: PlatformAddresses;
  kubeconfig: string | null;
  grafanaToken: string;
  routingKey: string;
  /** Host names of the services. */
  hosts: readonly string[];
  /** Starts it, if nobody has yet. */
  open(): Promise<Platform>;
  /** Null as long as nobody has asked for anything. */
  readonly opened: Platform | null;
  close(): Promise<void>;
}

/**
 * Listens where the parts of the platform are, and makes them when somebody asks one of them: most worlds never do. What runs of GitHub
 * have brought until then is remembered. Null where the example says nothing of what its services run on.
 */
export async function startLazily(parts: Omit<PlatformParts, 'history' | 'routingKey'>): Promise<LazyPlatform | null> {
  const { seed, ids, clock, github, folder } = parts;
  if (seed.cluster === undefined && seed.traffic === undefined) return null;
  const routingKey = ids.guid().replaceAll('-', '');
  const history: Arrivals[] = [];
  let last = '';
  function note() {
    const running = github.running();
    const now = JSON.stringify(running);
    if (now !== last) history.push({ at: clock.now(), running: JSON.parse(now) });
    last = now;
  }
  note();
  const forget = github.onChange(note);
  let opening: Promise<Platform> | undefined;
  let opened: Platform | null = null;
  const open = () => {
    opening ??= import('./platform.ts').then(async ({ createPlatform }) => {
      forget();
      opened = await createPlatform({ ...parts, history, routingKey });
      return opened;
    });
    return opening;
  };

  const fronts: Front[] = [];
  async function front(
    wanted: boolean,
    pick: (platform: Platform) => { server: Server } | null,
  ): Promise<string | null> {
    if (!wanted) return null;
    const made = await listenAsFront(async () => {
      const behind = pick(await open());
      if (behind === null) throw new Error('this part of the platform was not started');
      return behind.server;
    });
    fronts.push(made);
    return made.url;
  }
  const measured = (seed.traffic ?? []).length > 0;
  const hosts = Object.keys(seed.endpoints ?? {});
  const [cluster, prometheus, services, alertmanager, grafana, pagerduty] = await Promise.all([
    front(seed.cluster !== undefined, (platform) => platform.cluster),
    front(measured, ({ metrics }) => metrics),
    front(hosts.length > 0, ({ endpoints }) => endpoints),
    front(measured, (platform) => platform.alertmanager),
    front(measured, (platform) => platform.grafana),
    front(measured, (platform) => platform.pagerduty),
  ]);
  const kubeconfig = cluster === null ? null : path.join(folder, 'kubeconfig');
  if (kubeconfig !== null && cluster !== null && seed.cluster !== undefined)
    await writeKubeconfig(kubeconfig, {
      server: cluster,
      token: kubeconfigToken(ids),
      contexts: seed.cluster.contexts,
    });

  return {
    addresses: { cluster, prometheus, services, alertmanager, grafana, pagerduty },
    kubeconfig,
    grafanaToken,
    routingKey,
    hosts,
    open,
    get opened() {
      return opened;
    },
    async close() {
      forget();
      // Connections that were handed over are still counted by the fronts, and ended by what they were handed to.
      const behind = opening?.then((platform) => platform.close()).catch(() => undefined);
      await Promise.all([behind, ...fronts.map((each) => each.close())]);
    },
  };
}
