import { parseDuration } from '../../model/time.ts';
import type { MetricEntries } from './build-analysis.ts';
import { buildWatch, failedHealthChecks } from './build-analysis.ts';
import type { Checked } from './checked.ts';
import { checkHealth } from './cross-checks-health.ts';
import { checkLimit } from './cross-checks-metrics.ts';
import {
  checkContradictions,
  checkLongEnough,
  checkLooking,
  checkMetricName,
  checkRules,
} from './cross-checks-rules.ts';
import { describe } from './problem.ts';
import type { TriggerEntry, WatchEntry } from './schema-watch.ts';
import { checkDuration, type Tell } from './tell.ts';

type Path = readonly PropertyKey[];

export function checkWatch({ environment, path, pipeline }: Checked, tell: Tell): void {
  const entry = environment.watch;
  if (!entry) return;
  const where = [...path, 'watch'];
  const metrics = pipeline.metrics ?? {};
  const { rules = {}, roll_back_when: triggers = {}, health } = entry;
  const measured = [...Object.keys(rules), ...Object.keys(triggers)].some((name) => name !== failedHealthChecks);
  if (!measured && !health?.length) tell(where, 'a watch that looks at nothing', 'rules, roll_back_when or health');
  checkDuration(entry.for, [...where, 'for'], tell);
  checkLooking(entry, where, tell);
  if (measured) checkLongEnough(parseDuration(entry.for) ?? 0, entry, describe(entry.for), [...where, 'for'], tell);
  checkRules(rules, { metrics, compares: 'within' }, [...where, 'rules'], tell);
  for (const [name, trigger] of Object.entries(triggers)) {
    checkTrigger(name, trigger, { metrics, health: health ?? [] }, [...where, 'roll_back_when', name], tell);
  }
  if (!environment.rollback) checkTaken(entry, where, tell);
  checkHealth(health, environment.url, [...where, 'health'], tell);
  checkDuration(entry.baseline, [...where, 'baseline'], tell);
  const built = buildWatch(entry, metrics, environment.url);
  if (entry.baseline !== undefined && built.baseline === null) {
    tell([...where, 'baseline'], 'a baseline that nothing is compared with', 'within 20% of baseline in a rule', 'key');
  }
  checkContradictions(
    built.analysis.rules,
    metrics,
    ({ metric }) => [...where, Object.hasOwn(rules, metric) ? 'rules' : 'roll_back_when', metric],
    tell,
  );
}

function checkTrigger(
  name: string,
  trigger: TriggerEntry,
  { metrics, health }: { metrics: MetricEntries; health: NonNullable<WatchEntry['health']> },
  path: Path,
  tell: Tell,
): void {
  const { above, below, failures } = trigger;
  if (name === failedHealthChecks) {
    const right = typeof above === 'number' && Number.isInteger(above) && above >= 0;
    if (!right || below !== undefined || failures !== undefined) {
      tell(path, `${name} with something else than a number`, 'above with a whole number, as in { above: 5 }', 'key');
    }
    if (health.length === 0) tell(path, describe(name), 'health: the checks that are asked', 'key');
    return;
  }
  const metric = checkMetricName(name, metrics, path, tell);
  if (above === undefined && below === undefined) tell(path, 'no limit', 'above or below', 'key');
  if (!metric) return;
  checkLimit(above, name, metric, [...path, 'above'], tell);
  checkLimit(below, name, metric, [...path, 'below'], tell);
}

/** What rolls back needs a way back. */
function checkTaken({ rules = {}, roll_back_when: triggers }: WatchEntry, path: Path, tell: Tell): void {
  const expected = 'rollback beside watch, which says how the version before comes back';
  if (triggers && Object.keys(triggers).length > 0) {
    tell([...path, 'roll_back_when'], 'a roll-back that nobody can do', expected, 'key');
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.on_fail === 'roll-back') tell([...path, 'rules', name, 'on_fail'], describe(rule.on_fail), expected);
  }
}
