import { readPhase } from './limits.ts';
import { describe } from './problem.ts';
import type { DeliveryEntry, StrategyEntry, TrafficEntry } from './schema-delivery.ts';
import { kindsOf, strategyKinds } from './strategy-kind.ts';
import { checkDuration, type Tell } from './tell.ts';

type Path = readonly PropertyKey[];
type Canary = NonNullable<StrategyEntry['canary']>;
type BlueGreen = NonNullable<StrategyEntry['blue_green']>;

const dividers = 'traffic: { http_route: … } or { ingress_nginx: … }';

/** One strategy, by itself. */
export function checkStrategy(
  entry: StrategyEntry,
  { kubernetes }: Pick<DeliveryEntry, 'kubernetes'>,
  services: readonly string[],
  path: Path,
  tell: Tell,
): void {
  const kinds = kindsOf(entry);
  if (kinds.length !== 1) {
    const all = strategyKinds.join(', ');
    tell(path, kinds.length === 0 ? `none of ${all}` : kinds.join(' and '), `exactly one of ${all}`, 'key');
  }
  const { rolling, canary, blue_green: blueGreen, by_run: byRun } = entry;
  if (rolling) {
    const where = [...path, 'rolling'];
    checkDuration(rolling.min_ready, [...where, 'min_ready'], tell);
    checkDuration(rolling.deadline, [...where, 'deadline'], tell);
    if (rolling.max_surge === 0 && (rolling.max_unavailable ?? 0) === 0) {
      tell([...where, 'max_surge'], 'neither a pod more nor one fewer', 'max_surge or max_unavailable above 0');
    }
  }
  if (canary) {
    const where = [...path, 'canary'];
    checkPhases(canary.phases, [...where, 'phases'], tell);
    checkTraffic(canary.traffic, [...where, 'traffic'], tell);
    if (canary.engine !== undefined && canary.engine !== 'quarterdeck') checkEngine(canary, where, tell);
    else checkByReplicas(canary, movedBy('replicas', canary, { kubernetes }, services), where, tell);
    checkDuration(canary.deadline, [...where, 'deadline'], tell);
  }
  if (blueGreen) checkBlueGreen(blueGreen, { kubernetes }, services, [...path, 'blue_green'], tell);
  checkDuration(byRun?.watch, [...path, 'by_run', 'watch'], tell);
}

/** What is installed moves by its own object: what is said here would be passed over without a word. */
function checkEngine(entry: Canary, path: Path, tell: Tell): void {
  for (const key of ['traffic', 'replicas'] as const) {
    const found = `${key} beside engine: ${entry.engine}, which moves it as its own object says`;
    if (entry[key] !== undefined) tell([...path, key], found, `no ${key}`, 'key');
  }
}

/** How a service's traffic is moved by default, or as its workload says. */
function movedBy(
  way: keyof TrafficEntry,
  { traffic }: Pick<Canary, 'traffic'>,
  { kubernetes }: Pick<DeliveryEntry, 'kubernetes'>,
  services: readonly string[],
): string[] {
  return services.filter((service) => {
    const own = kubernetes?.workloads?.[service]?.traffic ?? traffic ?? { replicas: true };
    return own[way] !== undefined && own[way] !== false;
  });
}

/** What the share of pods cannot do. */
function checkByReplicas(entry: Canary, services: readonly string[], path: Path, tell: Tell): void {
  if (services.length === 0) return;
  const whole = entry.phases.findIndex((text) => readPhase(text).weight === 100);
  if (whole >= 0) {
    const found = `100% of the traffic of ${services.join(', ')} by the share of pods, of which the stable version always has some`;
    tell([...path, 'phases', whole], found, `shares below 100%: after the last phase the new version gets everything`);
  }
  if (entry.replicas !== undefined) {
    const expected = `no replicas, or ${dividers}`;
    tell([...path, 'replicas'], 'a number of replicas where their share is the weight', expected, 'key');
  }
}

function checkBlueGreen(
  entry: BlueGreen,
  { kubernetes }: Pick<DeliveryEntry, 'kubernetes'>,
  services: readonly string[],
  path: Path,
  tell: Tell,
): void {
  checkPhases(entry.phases, [...path, 'phases'], tell);
  checkTraffic(entry.traffic, [...path, 'traffic'], tell);
  checkDuration(entry.deadline, [...path, 'deadline'], tell);
  const last = entry.phases.length - 1;
  if (readPhase(entry.phases[last] ?? '').weight !== 100) {
    tell([...path, 'phases', last], describe(entry.phases[last]), '100% at the end, such as 100% for 10m');
  }
  const divided = entry.phases.find((text) => readPhase(text).weight < 100);
  const [whole] = movedBy('replicas', entry, { kubernetes }, services);
  if (divided !== undefined && whole !== undefined) {
    const said = entry.traffic ?? kubernetes?.workloads?.[whole]?.traffic;
    const why = said ? 'the selector of its Service gives whole or not at all' : 'nothing divides';
    const found = `${divided} of the traffic of ${whole}, which ${why}`;
    tell([...path, 'phases'], found, `${dividers} in blue_green`, 'key');
  }
}

/** Rising, each a part of the whole, and none passed unseen. */
function checkPhases(phases: readonly string[], path: Path, tell: Tell): void {
  let before = 0;
  for (const [index, text] of phases.entries()) {
    const { weight, watch } = readPhase(text);
    const where = [...path, index];
    if (weight <= 0 || weight > 100) tell(where, describe(text), 'a share above 0% and at most 100%');
    else if (weight <= before)
      tell(where, `${describe(text)} after ${before}%`, 'a share that is larger than the one before');
    if (watch === 0 && (weight < 100 || text.includes(' for '))) {
      tell(where, describe(text), `how long it is watched, as in ${weight}% for 5m`);
    }
    before = Math.max(before, weight);
  }
}

export function checkTraffic(entry: TrafficEntry | undefined, path: Path, tell: Tell): void {
  if (!entry) return;
  const { http_route: route, ingress_nginx: ingress, replicas } = entry;
  const named = [route, ingress, replicas].filter((value) => value !== undefined && value !== false);
  if (named.length !== 1) {
    const found = named.length === 0 ? 'nothing that moves it' : 'more than one that moves it';
    tell(path, found, 'exactly one of http_route, ingress_nginx and replicas: true', 'key');
  }
}
