import { parseDuration } from '../../model/time.ts';
import type { MetricEntries } from './build-analysis.ts';
import { buildAnalysis } from './build-analysis.ts';
import type { Checked } from './checked.ts';
import { checkHealth } from './cross-checks-health.ts';
import { checkContradictions, checkLongEnough, checkLooking, checkRules } from './cross-checks-rules.ts';
import { checkStrategy, checkTraffic } from './cross-checks-strategy.ts';
import { checkFilled } from './cross-checks-templates.ts';
import { readPhase } from './limits.ts';
import { describe } from './problem.ts';
import type { DeliveryEntry, StrategyEntry } from './schema-delivery.ts';
import { onKubernetes } from './strategy-kind.ts';
import { checkRoleNames, sayNames, type Tell } from './tell.ts';

type Path = readonly PropertyKey[];
interface Placed {
  strategy: StrategyEntry;
  path: Path;
}

export function checkDelivery({ environment, path, roles, pipeline }: Checked, tell: Tell): void {
  const entry = environment.delivery;
  if (!entry) return;
  const where = [...path, 'delivery'];
  const { services } = pipeline;
  const strategies: Placed[] = [
    { strategy: entry.strategy, path: [...where, 'strategy'] },
    ...(entry.major_versions ? [{ strategy: entry.major_versions, path: [...where, 'major_versions'] }] : []),
  ];
  for (const one of strategies) checkStrategy(one.strategy, entry, services, one.path, tell);
  const clustered = strategies.find(({ strategy }) => onKubernetes(strategy));
  if (entry.kubernetes) checkKubernetes(entry.kubernetes, services, [...where, 'kubernetes'], tell);
  if (clustered && !entry.kubernetes) {
    tell(clustered.path, 'a strategy on Kubernetes', 'kubernetes in delivery: cluster, namespace and image', 'key');
  }
  if (entry.kubernetes && !clustered) {
    tell(
      [...where, 'kubernetes'],
      'kubernetes where the run brings the release out',
      'another strategy than by_run',
      'key',
    );
  }
  checkHealth(entry.smoke, environment.url, [...where, 'smoke'], tell);
  checkRoleNames(entry.roles ?? [], [...where, 'roles'], roles, tell);
  checkOrder(entry, services, [...where, 'order'], tell);
  checkAnalysis(
    entry,
    strategies,
    { metrics: pipeline.metrics ?? {}, wayBack: environment.rollback !== undefined },
    where,
    tell,
  );
}

function checkKubernetes(
  { image, workloads = {} }: NonNullable<DeliveryEntry['kubernetes']>,
  services: readonly string[],
  path: Path,
  tell: Tell,
): void {
  checkImage(image, [...path, 'image'], tell);
  for (const [service, workload] of Object.entries(workloads)) {
    const where = [...path, 'workloads', service];
    if (!services.includes(service)) {
      tell(where, describe(service), sayNames('a service of this pipeline', service, services), 'key');
    }
    checkImage(workload.image, [...where, 'image'], tell);
    checkTraffic(workload.traffic, [...where, 'traffic'], tell);
  }
  const without = services.filter((service) => (workloads[service]?.image ?? image) === undefined);
  if (without.length > 0) tell(path, `no image of ${without.join(', ')}`, 'image, for all or in workloads', 'key');
}

function checkImage(text: string | undefined, path: Path, tell: Tell): void {
  if (text === undefined) return;
  checkFilled(text, ['service', 'sha', 'ref'], path, tell);
  if (!/\$\{(sha|ref)\}/.test(text)) {
    tell(path, `${describe(text)}, which is the same for every version`, `\${sha} or \${ref} in it`);
  }
}

function checkOrder({ order, strategy }: DeliveryEntry, services: readonly string[], path: Path, tell: Tell): void {
  if (!order) return;
  if (!onKubernetes(strategy)) tell(path, 'an order where the run brings the release out', 'no order', 'key');
  const named = order.flat();
  let seen = 0;
  for (const [index, together] of order.entries()) {
    for (const [place, service] of together.entries()) {
      const where = [...path, index, place];
      if (!services.includes(service)) {
        tell(where, describe(service), sayNames('a service of this pipeline', service, services));
      } else if (named.indexOf(service) !== seen) tell(where, `${describe(service)} once more`, 'each service once');
      seen += 1;
    }
  }
  // A service that is misspelt is not missing as well.
  const known = named.every((service) => services.includes(service));
  const missing = known ? services.filter((service) => !named.includes(service)) : [];
  if (missing.length > 0) tell(path, `an order without ${missing.join(', ')}`, 'each service of the pipeline', 'key');
}

function checkAnalysis(
  { analysis }: DeliveryEntry,
  strategies: readonly Placed[],
  { metrics, wayBack }: { metrics: MetricEntries; wayBack: boolean },
  path: Path,
  tell: Tell,
): void {
  if (!analysis) return;
  const where = [...path, 'analysis'];
  if (Object.keys(analysis.rules).length === 0) tell([...where, 'rules'], 'no rule', 'at least one', 'key');
  if (!strategies.some(({ strategy }) => isWatched(strategy))) {
    const expected = 'phases that are watched, as in 10% for 15m, or these rules under watch';
    tell(where, 'an analysis where nothing is watched on its way', expected, 'key');
  }
  checkLooking(analysis, where, tell);
  checkRules(analysis.rules, { metrics, compares: 'as_stable' }, [...where, 'rules'], tell);
  checkCompared(analysis, strategies, [...where, 'rules'], tell);
  const { rules } = buildAnalysis(analysis, metrics);
  checkContradictions(rules, metrics, ({ metric }) => [...where, 'rules', metric], tell);
  for (const { strategy, path: place } of strategies) {
    for (const kind of ['canary', 'blue_green'] as const) {
      for (const [index, text] of (strategy[kind]?.phases ?? []).entries()) {
        checkLongEnough(readPhase(text).watch, analysis, describe(text), [...place, kind, 'phases', index], tell);
      }
    }
    checkAfterRun(strategy, analysis, place, tell);
  }
  const unable = rules.find(({ onFail }) => onFail === 'roll-back');
  if (!strategies.some(({ strategy }) => onKubernetes(strategy)) && !wayBack && unable) {
    const expected = 'rollback in the environment, or on_fail: ask';
    tell([...where, 'rules', unable.metric], 'a rule that rolls back where nothing can', expected, 'key');
  }
}

/** A run without time is told by itself. */
function isWatched({ canary, blue_green: blueGreen, by_run: byRun }: StrategyEntry): boolean {
  return byRun !== undefined || ((canary ?? blueGreen)?.phases ?? []).some((text) => readPhase(text).watch > 0);
}

function checkAfterRun(
  { by_run: byRun }: StrategyEntry,
  analysis: NonNullable<DeliveryEntry['analysis']>,
  path: Path,
  tell: Tell,
): void {
  if (!byRun) return;
  const { watch } = byRun;
  if (watch === undefined) tell([...path, 'by_run'], 'an analysis without time', 'watch in it, as in watch: 5m', 'key');
  else checkLongEnough(parseDuration(watch) ?? 0, analysis, describe(watch), [...path, 'by_run', 'watch'], tell);
}

/** Only while both versions get traffic can they be compared. */
function checkCompared(
  { rules }: NonNullable<DeliveryEntry['analysis']>,
  strategies: readonly Placed[],
  path: Path,
  tell: Tell,
): void {
  const apart = strategies.every(({ strategy: { canary, blue_green: blueGreen } }) => {
    const phases = (canary ?? blueGreen)?.phases.map(readPhase);
    return phases?.every(({ weight, watch }) => weight < 100 || watch === 0) === true;
  });
  if (apart) return;
  for (const [name, { as_stable: stable }] of Object.entries(rules)) {
    if (!stable) continue;
    const expected = 'watched phases that are all below 100%: otherwise nothing runs beside it to compare with';
    tell([...path, name, 'as_stable'], 'a comparison with the stable version', expected, 'key');
  }
}
