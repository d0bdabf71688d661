import { namesIn, queryNames } from '../../model/query-template.ts';
import type { MetricEntries } from './build-analysis.ts';
import { failedHealthChecks, metricOf } from './build-analysis.ts';
import { checkBraces } from './cross-checks-templates.ts';
import { limitsOf, readLimit } from './limits.ts';
import { describe } from './problem.ts';
import type { MetricEntry } from './schema-analysis.ts';
import { sayNames, type Tell } from './tell.ts';

type Path = readonly PropertyKey[];

export function checkMetrics(metrics: MetricEntries, path: Path, tell: Tell): void {
  for (const [name, metric] of Object.entries(metrics)) {
    const where = [...path, name];
    if (name === failedHealthChecks) {
      tell(where, `a metric called ${name}`, 'another name: roll_back_when means the health checks by this one', 'key');
    }
    checkBraces(metric.query, queryNames, [...where, 'query'], tell);
    const bare = namesIn(metric.query).find((one) => !one.quoted);
    if (bare) tell([...where, 'query'], `{{${bare.name}}} outside quotes`, "it as a label's value, in quotes");
    checkTraffic(name, metric, metrics, [...where, 'needs_traffic'], tell);
  }
}

function checkTraffic(name: string, metric: MetricEntry, metrics: MetricEntries, path: Path, tell: Tell): void {
  const needs = metric.needs_traffic;
  if (!needs) return;
  const other = metricOf(metrics, needs.metric);
  if (!other || needs.metric === name) {
    const others = Object.keys(metrics).filter((one) => one !== name);
    tell(
      [...path, 'metric'],
      describe(needs.metric),
      sayNames('another metric of this pipeline', needs.metric, others),
    );
  } else if (other.kind === 'counter') {
    tell([...path, 'metric'], `${describe(needs.metric)}, which is a counter`, 'a gauge, such as a rate');
  } else checkLimit(needs.at_least, needs.metric, other, [...path, 'at_least'], tell);
}

/** A limit has to be of the unit that its metric is measured in. */
export function checkLimit(
  written: string | number | undefined,
  name: string,
  { unit }: Pick<MetricEntry, 'unit'>,
  path: Path,
  tell: Tell,
): void {
  if (written === undefined) return;
  const read = readLimit(written, unit);
  if (read === null) tell(path, describe(written), `${limitsOf[unit]} (the unit of ${name} is ${unit})`);
  else if (read < 0) tell(path, describe(written), 'a number that is not below zero');
}
