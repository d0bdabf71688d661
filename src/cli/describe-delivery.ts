import type { Environment } from '../model/catalog.ts';
import type {
  Around,
  Delivery,
  HealthCheck,
  KubernetesStrategy,
  Phase,
  RollbackRule,
  Strategy,
  TrafficBy,
  Workload,
} from '../model/delivery.ts';
import { sayDuration } from '../model/time.ts';
import { list } from '../policy/verdicts.ts';
import { sayRules } from './describe-rules.ts';

/** How a release goes out, is watched and comes back, a line each: as `check` and `explain` print it. */
export function describeDelivery({ delivery, watch, rollback, around }: Environment): string[] {
  return [
    ...(delivery ? describeStrategies(delivery) : []),
    ...(watch
      ? [
          `then watched for ${sayDuration(watch.length)}${sayLooks(watch.analysis.every, watch.health)}`,
          ...(watch.baseline === null ? [] : [`baseline: the ${sayDuration(watch.baseline)} before`]),
          ...sayRules(watch.analysis.rules),
          ...(watch.healthFailures === null
            ? []
            : [`rolled back when ${watch.healthFailures} health checks in a row have failed`]),
        ]
      : []),
    ...(rollback ? describeRollback(rollback) : []),
    ...(around ? describeAround(around) : []),
  ];
}

function describeStrategies(delivery: Delivery): string[] {
  const { strategy, majorStrategy, analysis, smoke, roles, order, whenOneFails } = delivery;
  const clustered = [strategy, majorStrategy].find((one) => one?.on === 'kubernetes');
  const others = whenOneFails === 'stop' ? 'the rest is not begun' : 'all are taken back';
  const steps = order.map((together) => list(together)).join(', then ');
  return [
    `goes out: ${sayStrategy(strategy)}`,
    ...(majorStrategy ? [`a new major version: ${sayStrategy(majorStrategy)}`] : []),
    ...(clustered?.on === 'kubernetes' ? clustered.workloads.map((one) => sayWorkload(one, clustered)) : []),
    ...(order.flat().length > 1 && clustered ? [`services: ${steps}; when one fails, ${others}`] : []),
    ...(smoke.length > 0
      ? [
          `smoke: ${list(smoke.map(({ name }) => name))}, ${tried(strategy) ? 'before any traffic' : 'of what then serves'}`,
        ]
      : []),
    ...(analysis
      ? [
          `judged every ${sayDuration(analysis.every)}, with ${analysis.leastSamples} samples or more; silent for ${sayDuration(analysis.patience)}, a person is asked`,
          ...sayRules(analysis.rules),
        ]
      : []),
    `who may promote, hold, extend and abort: ${list(roles, 'or')}`,
  ];
}

function sayStrategy(strategy: Strategy): string {
  if (strategy.kind === 'by-run') {
    return `by its run${strategy.watch === 0 ? '' : `, judged for ${sayDuration(strategy.watch)} afterwards`}`;
  }
  const deadline = `failed after ${sayDuration(strategy.deadline)} without progress`;
  if (strategy.kind === 'rolling') {
    const { maxSurge, maxUnavailable, minReady } = strategy;
    const ready = minReady === 0 ? '' : `, each ready for ${sayDuration(minReady)}`;
    return `rolling, ${maxSurge} more and ${maxUnavailable} fewer at a time${ready}; ${deadline}`;
  }
  const phases = strategy.phases.map(sayPhase).join(', ');
  const replicas = strategy.replicas === null ? '' : `, with ${strategy.replicas} replicas`;
  if (strategy.kind === 'blue-green') {
    return `blue-green${replicas}: ${phases}; then the old colour is scaled to ${strategy.keep}; ${deadline}`;
  }
  const by = strategy.engine === 'quarterdeck' ? '' : ` by ${strategy.engine}`;
  const rest = strategy.phases.at(-1)?.weight === 100 ? '' : ', then everything';
  return `canary${by}${replicas}: ${phases}${rest}; ${deadline}`;
}

/** Whether the new version stands beside the old one at first. */
function tried({ kind }: Strategy): boolean {
  return kind === 'canary' || kind === 'blue-green';
}

function sayPhase({ weight, watch }: Phase): string {
  return `${weight} %${watch === 0 ? '' : ` for ${sayDuration(watch)}`}`;
}

function sayWorkload(
  { service, cluster, namespace, name, container, image, traffic }: Workload,
  at: KubernetesStrategy,
) {
  const by = at.kind === 'rolling' ? '' : `, traffic by ${sayMover(at, traffic)}`;
  return `${service}: container ${container} of ${name} in ${namespace} on ${cluster} gets ${image}${by}`;
}

function sayMover(at: Exclude<KubernetesStrategy, { kind: 'rolling' }>, own: TrafficBy | undefined): string {
  return at.kind === 'canary' && at.engine !== 'quarterdeck' ? at.engine : sayTraffic(own ?? at.traffic);
}

function sayTraffic(traffic: TrafficBy): string {
  if (traffic.by === 'http-route') return `HTTPRoute ${traffic.route}`;
  return traffic.by === 'ingress-nginx' ? `Ingress ${traffic.ingress}` : 'the share of pods';
}

function sayLooks(every: number, health: readonly HealthCheck[]): string {
  const asked = health.length === 0 ? '' : `, asking ${list(health.map(({ name }) => name))}`;
  return `, every ${sayDuration(every)}${asked}`;
}

function describeRollback({ by, workflow, roles, target, lock, migrations, database }: RollbackRule): string[] {
  const how = by === 'cluster' ? 'by the cluster' : `by ${workflow ?? 'nothing'}`;
  return [
    `rolled back ${how} within ${sayDuration(target)}, by ${list(roles, 'or')}${lock ? '; locked afterwards' : ''}`,
    ...(migrations.length > 0 ? [`migrations: ${list(migrations)}`] : []),
    ...(database ? [`database: restored by ${database.workflow} when a person says so`] : []),
  ];
}

function describeAround({ silence, annotation, page }: Around): string[] {
  const labels = Object.entries(silence?.labels ?? {}).map(([name, value]) => `${name}="${value}"`);
  return [
    ...(silence ? [`alerts kept quiet meanwhile: ${labels.join(', ')}`] : []),
    ...(annotation ? [`annotated in Grafana as ${list(annotation.tags)}`] : []),
    ...(page ? [`paged as ${page.severity} when it is rolled back by itself`] : []),
  ];
}
