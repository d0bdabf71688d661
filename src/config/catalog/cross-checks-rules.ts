import type { Contradiction, ContradictionCode } from '../../model/analysis.ts';
import { contradictions } from '../../model/contradictions.ts';
import type { MetricUnit } from '../../model/metric.ts';
import type { queryNames } from '../../model/query-template.ts';
import { namesIn } from '../../model/query-template.ts';
import type { Millis } from '../../model/time.ts';
import { parseDuration, sayDuration, second } from '../../model/time.ts';
import type { MetricEntries } from './build-analysis.ts';
import { buildLooking, metricOf } from './build-analysis.ts';
import { checkLimit } from './cross-checks-metrics.ts';
import { describe } from './problem.ts';
import type { AnalysisEntry, RuleEntry } from './schema-analysis.ts';
import { checkDuration, sayNames, type Tell } from './tell.ts';

type Path = readonly PropertyKey[];
type Rules = Readonly<Record<string, RuleEntry>>;

/** What a query names differs with these between the new version and the stable one. */
const tellingApart: readonly string[] = ['track', 'version', 'sha', 'suffix'] satisfies (typeof queryNames)[number][];

/** `compares`: the one comparison that these rules know. */
export function checkRules(
  entries: Rules,
  { metrics, compares }: { metrics: MetricEntries; compares: 'within' | 'as_stable' },
  path: Path,
  tell: Tell,
): void {
  for (const [name, entry] of Object.entries(entries)) {
    const where = [...path, name];
    const metric = checkMetricName(name, metrics, where, tell);
    const { below, above, within, as_stable: stable, growth_below: growth } = entry;
    const limited = below !== undefined || above !== undefined;
    if (!limited && within === undefined && !stable && growth === undefined) {
      tell(where, 'a rule that demands nothing', `below, above, growth_below or ${compares}`, 'key');
    }
    const only = (key: 'failures' | 'latest' | 'warm_up', beside: boolean, expected: string) => {
      if (entry[key] !== undefined && !beside)
        tell([...where, key], `${key} by itself`, `${expected} beside it`, 'key');
    };
    only('failures', limited, 'below or above');
    only('latest', within !== undefined || stable !== undefined, compares);
    only('warm_up', growth !== undefined || within !== undefined, 'growth_below or within');
    checkDuration(entry.latest, [...where, 'latest'], tell);
    checkDuration(entry.warm_up, [...where, 'warm_up'], tell);
    if (!metric) continue;
    checkLimit(below, name, metric, [...where, 'below'], tell);
    checkLimit(above, name, metric, [...where, 'above'], tell);
    checkLimit(stable?.allowance, name, metric, [...where, 'as_stable', 'allowance'], tell);
    if (stable && !namesIn(metric.query).some(({ name: word }) => tellingApart.includes(word))) {
      const found = `a comparison of ${name}, whose query tells no versions apart`;
      tell([...where, 'as_stable'], found, '{{track}}, {{version}}, {{sha}} or {{suffix}} in the query', 'key');
    }
  }
}

export function checkMetricName(name: string, metrics: MetricEntries, path: Path, tell: Tell) {
  const metric = metricOf(metrics, name);
  if (!metric) {
    tell(path, describe(name), sayNames('a metric under metrics of this pipeline', name, Object.keys(metrics)), 'key');
  }
  return metric;
}

/** `rules` as they are built; `placeOf` says where the rules of a metric stand. */
export function checkContradictions(
  rules: Parameters<typeof contradictions>[0],
  metrics: MetricEntries,
  placeOf: (found: Contradiction) => Path,
  tell: Tell,
): void {
  for (const found of contradictions(rules, Object.keys(metrics))) {
    const unit = metricOf(metrics, found.metric)?.unit ?? 'count';
    const said = contradictionWords[found.code](found.values.map((value) => sayValue(value, unit)));
    if (said) tell(placeOf(found), said[0], said[1], 'key');
  }
}

/** What was found, and what was expected; null for what is told elsewhere, or cannot be written. */
const contradictionWords: Record<ContradictionCode, (values: readonly string[]) => readonly [string, string] | null> = {
  'no-limit': () => null,
  'limits-crossed': ([min, max]) => [`limits that no value meets (above ${min}, below ${max})`, 'room between the two'],
  'limit-never-broken': ([value]) => [`a limit that nothing can be beyond (${value})`, 'one that can be broken'],
  'limit-always-broken': ([value]) => [`a limit that everything is beyond (${value})`, 'one that can be kept'],
  'goal-beyond-trigger': ([goal, trigger]) => [
    `a goal of ${goal} where it is rolled back at ${trigger} already`,
    'a goal that is missed before that',
  ],
  'count-too-small': () => null,
  'units-differ': () => null,
  'kinds-differ': () => null,
  'counter-always-grows': () => ['growth_below for a counter, which always grows', 'above in roll_back_when, or below'],
  'traffic-unknown': () => null,
};

function sayValue(value: number, unit: MetricUnit): string {
  const endings: Record<MetricUnit, string> = {
    percent: '%',
    ms: 'ms',
    count: '',
    'per-second': '/s',
    cores: ' cores',
    bytes: 'B',
  };
  return `${value}${endings[unit]}`;
}

export function checkLooking(entry: Omit<AnalysisEntry, 'rules'>, path: Path, tell: Tell): void {
  const { every, patience } = entry;
  checkDuration(patience, [...path, 'patience'], tell);
  if (every !== undefined && (parseDuration(every) ?? 0) < 5 * second) {
    tell([...path, 'every'], describe(every), 'at least 5s');
  }
  const looking = buildLooking(entry);
  if (looking.patience < looking.every) {
    const where = [...path, patience === undefined ? 'every' : 'patience'];
    tell(
      where,
      `a patience of ${sayDuration(looking.patience)}`,
      `at least ${sayDuration(looking.every)}, as every says`,
    );
  }
}

/** In a time that gives fewer samples than an answer takes, everything would end as a question. */
export function checkLongEnough(
  length: Millis,
  entry: Omit<AnalysisEntry, 'rules'>,
  what: string,
  path: Path,
  tell: Tell,
): void {
  const { every, leastSamples } = buildLooking(entry);
  if (length >= every * leastSamples || length === 0) return;
  const least = sayDuration(every * leastSamples);
  tell(path, what, `at least ${least}, which is ${leastSamples} samples every ${sayDuration(every)}`);
}
