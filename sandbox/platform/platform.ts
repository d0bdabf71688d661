import path from 'node:path';
import { type AlertmanagerSimulation, createAlertmanager } from '../alertmanager/server.ts';
import type { ClusterSimulation } from '../cluster/cluster.ts';
import type { GitHubSimulation, Traffic, WorldClock, WorldIds, WorldSeed } from '../contract.ts';
import { createGrafana, type GrafanaSimulation } from '../grafana/server.ts';
import { createPagerDuty, type PagerDutySimulation } from '../pagerduty/server.ts';
import { listenAsPrometheus, type PrometheusServer } from '../prometheus/server.ts';
import { createWorkloads } from '../prometheus/workloads.ts';
import { type Ailment, createAilments } from './ailments.ts';
import { type Endpoints, listenAsServices } from './endpoints.ts';
import { createFollowing } from './following.ts';
import { createMeasuring } from './measuring.ts';
import { type Arrivals, createServing, type Serving } from './serving.ts';
import { standUpCluster } from './standing.ts';

/** What the services run on and what watches over them; null for what the example does not have. */
export interface Platform {
  cluster: ClusterSimulation | null;
  metrics: PrometheusServer | null;
  endpoints: Endpoints | null;
  alertmanager: AlertmanagerSimulation | null;
  grafana: GrafanaSimulation | null;
  pagerduty: PagerDutySimulation | null;
  serving: Serving;
  /** Something befalls what runs, or the next version of it; for so long in the world's time, or until it is healed. */
  befall(ailment: Ailment, forMs?: number): void;
  /** Everybody is well again, and whoever was away is back. */
  heal(): void;
  /** Called once by the next healing. */
  untilHealed(undo: () => void): void;
  close(): Promise<void>;
}

export interface PlatformParts {
  clock: WorldClock;
  ids: WorldIds;
  seed: WorldSeed;
  traffic: Traffic;
  github: GitHubSimulation;
  /** Folder for the kubeconfig. */
  folder: string;
  /** What ran where before this was started, oldest first; that a kubeconfig leads here is then somebody else's care. */
  history?: readonly Arrivals[];
  routingKey?: string;
}

/** What stands when the world begins has stood for so long, ms. */
const standingFor = 6 * 3_600_000;
/** How far traffic, latency and the rest go up and down by themselves. */
const unrest = 0.05;

/** Starts what `world.yml` has sections for. */
export async function createPlatform(parts: PlatformParts): Promise<Platform> {
  const { clock, ids, seed, traffic: record, github, routingKey } = parts;
  const { traffic = [], endpoints: hosts = {} } = seed;
  const ailments = createAilments();
  const [first, ...later] = parts.history ?? [{ at: clock.now(), running: github.running() }];
  const since = (first?.at ?? clock.now()) - standingFor;
  const kubeconfig = parts.history === undefined ? path.join(parts.folder, 'kubeconfig') : null;
  /** What was then, while what has happened is told again. */
  let then: Arrivals | undefined = first;
  const running = () => then?.running ?? github.running();
  const cluster =
    seed.cluster === undefined
      ? null
      : {
          seed: seed.cluster,
          simulation: await standUpCluster(seed.cluster, {
            ...{ clock, ids, github, running, ailments, kubeconfig, since },
            onRequest: (request) => record.record({ world: 'cluster', direction: 'from-bot', ...request }),
          }),
        };
  const serving = createServing({ traffic, cluster, running, ailments });
  const workloads = createWorkloads({ now: () => then?.at ?? clock.now(), unrest });
  const { look } = createMeasuring(workloads, serving, since);
  look();
  for (const arrivals of later) {
    then = arrivals;
    look();
  }
  then = undefined;
  const lookAgain = () => {
    cluster?.simulation.settle();
    look();
  };
  cluster?.simulation.onSettled(look);
  const follow =
    cluster === null ? () => {} : createFollowing(cluster.seed, cluster.simulation, github, first?.running);
  follow();
  let brought = JSON.stringify(github.running());
  const forget = github.onChange(() => {
    // Most of what happens there brings nothing anywhere.
    const now = JSON.stringify(github.running());
    if (now === brought) return;
    brought = now;
    follow();
    look();
  });

  const undone: (() => void)[] = [];
  const endings = new Set<() => void>();
  const measured = traffic.length > 0;
  const means = { store: workloads, now: clock.now, fresh: () => {}, authorization: null };
  const [metrics, endpoints, alertmanager, grafana, pagerduty] = await Promise.all([
    measured
      ? listenAsPrometheus({
          ...means,
          onRequest: (request) =>
            record.record({
              world: 'prometheus',
              direction: 'from-bot',
              kind: `${request.method} ${request.path}`,
              ...request,
            }),
        })
      : null,
    Object.keys(hosts).length > 0
      ? listenAsServices(serving, hosts, (request) =>
          record.record({ world: 'services', direction: 'from-bot', ...request }),
        )
      : null,
    measured ? createAlertmanager({ clock, ids, traffic: record }) : null,
    measured ? createGrafana({ clock, traffic: record }) : null,
    measured
      ? createPagerDuty({ clock, ids, traffic: record, ...(routingKey === undefined ? {} : { routingKey }) })
      : null,
  ]);

  return {
    cluster: cluster?.simulation ?? null,
    metrics,
    endpoints,
    alertmanager,
    grafana,
    pagerduty,
    serving,
    befall(ailment, forMs) {
      const end = ailments.begin(ailment, serving.processes());
      if (forMs !== undefined)
        endings.add(
          clock.at(clock.now() + forMs, () => {
            end();
            lookAgain();
          }),
        );
      lookAgain();
    },
    untilHealed: (undo) => void undone.push(undo),
    heal() {
      for (const undo of undone.splice(0)) undo();
      ailments.heal();
      metrics?.trouble(null);
      cluster?.simulation.trouble(null);
      for (const each of [alertmanager, grafana, pagerduty]) each?.clearFaults();
      lookAgain();
    },
    async close() {
      forget();
      for (const cancel of endings) cancel();
      const all = [cluster?.simulation, metrics, endpoints, alertmanager, grafana, pagerduty];
      await Promise.all(all.map((each) => each?.close()));
    },
  };
}
