import type { Delivery, KubernetesStrategy, Strategy, TrafficBy, Workload } from '../../model/delivery.ts';
import { minute, parseDuration } from '../../model/time.ts';
import type { MetricEntries } from './build-analysis.ts';
import { buildAnalysis } from './build-analysis.ts';
import { buildHealth } from './build-health.ts';
import { readPhase } from './limits.ts';
import type { EnvironmentEntry, PipelineEntry } from './schema.ts';
import type { DeliveryEntry, KubernetesEntry, StrategyEntry, TrafficEntry } from './schema-delivery.ts';

/** How releases reach the users of one environment. */
export function buildDelivery(
  entry: DeliveryEntry,
  environment: Pick<EnvironmentEntry, 'gates' | 'url'>,
  { services, metrics = {} }: Pick<PipelineEntry, 'services'> & { metrics?: MetricEntries | undefined },
): Delivery {
  const workloads = entry.kubernetes ? buildWorkloads(entry.kubernetes, services) : [];
  return {
    strategy: buildStrategy(entry.strategy, workloads),
    majorStrategy: entry.major_versions ? buildStrategy(entry.major_versions, workloads) : null,
    analysis: entry.analysis ? buildAnalysis(entry.analysis, metrics) : null,
    smoke: (entry.smoke ?? []).map((one) => buildHealth(one, environment.url)),
    roles: entry.roles ?? environment.gates.permission.roles,
    order: entry.order ?? [services],
    whenOneFails: entry.when_one_fails ?? 'take-back-all',
  };
}

function buildWorkloads(
  { cluster, namespace, image, workloads = {} }: KubernetesEntry,
  services: string[],
): Workload[] {
  return services.map((service) => {
    const own = Object.hasOwn(workloads, service) ? workloads[service] : undefined;
    const name = own?.deployment ?? service;
    return {
      service,
      cluster,
      namespace,
      name,
      container: own?.container ?? name,
      image: own?.image ?? image ?? '',
      ...(own?.traffic ? { traffic: buildTraffic(own.traffic) } : {}),
    };
  });
}

function buildStrategy(entry: StrategyEntry, workloads: Workload[]): Strategy {
  const { rolling, canary, blue_green: blueGreen, by_run: byRun } = entry;
  const on = 'kubernetes';
  if (rolling) {
    return {
      kind: 'rolling',
      on,
      workloads,
      maxSurge: rolling.max_surge ?? 1,
      maxUnavailable: rolling.max_unavailable ?? 0,
      minReady: parseDuration(rolling.min_ready ?? '') ?? 0,
      deadline: deadlineOf(rolling),
    };
  }
  const tried = canary ?? blueGreen;
  const parts = {
    on,
    workloads,
    replicas: tried?.replicas ?? null,
    traffic: buildTraffic(tried?.traffic ?? {}),
    phases: (tried?.phases ?? []).map(readPhase),
    deadline: deadlineOf(tried),
  } satisfies Partial<KubernetesStrategy>;
  if (canary) return { kind: 'canary', ...parts, engine: canary.engine ?? 'quarterdeck' };
  if (blueGreen) return { kind: 'blue-green', ...parts, keep: blueGreen.keep ?? 1 };
  return { kind: 'by-run', on: 'run', watch: parseDuration(byRun?.watch ?? '') ?? 0 };
}

function deadlineOf(entry: { deadline?: string | undefined } | undefined): number {
  return parseDuration(entry?.deadline ?? '10m') ?? 10 * minute;
}

function buildTraffic({ http_route: route, ingress_nginx: ingress }: TrafficEntry): TrafficBy {
  if (route !== undefined) return { by: 'http-route', route };
  return ingress === undefined ? { by: 'replicas' } : { by: 'ingress-nginx', ingress };
}
