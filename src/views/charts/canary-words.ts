import type { CanaryChart, CanaryPanel, Limit } from '../../model/canary-chart.ts';
import type { Sample } from '../../model/metric.ts';
import { minute, sayDuration } from '../../model/time.ts';
import { cut, inert } from '../text.ts';
import { sayNumber } from './numbers.ts';

/** Slack takes 2,000 characters of alt text. */
const longest = 1_900;

/** How the newest value stands to its limit. `silent`: the newest sample is no number, or there is none. */
export type Standing = 'beyond' | 'within' | 'unlimited' | 'silent';

export function standing({ canary, threshold }: CanaryPanel): Standing {
  const now = newest(canary);
  if (now === null) return 'silent';
  if (threshold === null || !Number.isFinite(threshold.value)) return 'unlimited';
  return isBeyond(now, threshold) ? 'beyond' : 'within';
}

export function isBeyond(value: number, { value: limit, is }: Limit): boolean {
  return is === 'most' ? value > limit : value < limit;
}

/** What the two lines are called. */
export function sidesOf({ of }: Pick<CanaryChart, 'of'>): { canary: string; stable: string } {
  return of === 'watch' ? { canary: 'release', stable: 'before' } : { canary: 'canary', stable: 'stable' };
}

/** As in `7.2 % now, stable 1.1 %`. What was before need not be known. */
export function nowWords(chart: Pick<CanaryChart, 'of'>, panel: CanaryPanel): string {
  const unit = inert(panel.unit, 12);
  const now = newest(panel.canary);
  const stable = newest(panel.stable);
  return [
    now === null ? 'no data' : `${sayNumber(now, unit)} now`,
    ...(stable === null
      ? chart.of === 'watch'
        ? []
        : ['stable has no data']
      : [`${sidesOf(chart).stable} ${sayNumber(stable, unit)}`]),
  ].join(', ');
}

/** As in `at most 5 %`; empty without a limit. */
export function limitWords({ threshold, unit }: CanaryPanel): string {
  if (threshold === null || !Number.isFinite(threshold.value)) return '';
  return `at ${threshold.is} ${sayNumber(threshold.value, inert(unit, 12))}`;
}

/** The picture in two sentences: what it is, and how each metric stands, the bad ones first. */
export function canaryAlt(chart: CanaryChart, undrawn: number): string {
  const groups: [Standing, string][] = [
    ['beyond', 'Beyond the limit'],
    ['silent', 'No data'],
    ['within', 'Within the limit'],
    ['unlimited', 'Without a limit'],
  ];
  const told = groups.flatMap(([which, words]) => {
    const panels = chart.panels.filter((panel) => standing(panel) === which);
    return panels.length === 0 ? [] : [`${words}: ${panels.map((panel) => metricWords(chart, panel)).join(', ')}`];
  });
  if (undrawn > 0) told.push(`of these, the last ${undrawn} not drawn`);
  return cut(`${canaryTitle(chart)}. ${told.join('; ')}.`, longest);
}

export function canaryTitle(chart: CanaryChart): string {
  const what = `${inert(chart.service, 60)} ${inert(chart.version, 40)}`;
  return chart.of === 'watch'
    ? `${what} after its deployment, ${soFar(chart)}`
    : `Canary of ${what} against stable, ${soFar(chart)}`;
}

function metricWords(chart: CanaryChart, panel: CanaryPanel): string {
  return `${inert(panel.metric, 80)} (${[nowWords(chart, panel), limitWords(panel)].filter((words) => words !== '').join(', ')})`;
}

/** `6 min of 15 min`: until the newest sample that anything has. */
function soFar({ panels, began, length }: CanaryChart): string {
  const last = Math.max(began, ...panels.flatMap(({ canary, stable }) => [lastAt(canary), lastAt(stable)]));
  const passed = Math.min(length, last - began);
  return `${passed < minute ? sayDuration(passed) : sayDuration(Math.floor(passed / minute) * minute)} of ${sayDuration(length)}`;
}

function lastAt(samples: readonly Sample[]): number {
  return samples.findLast(({ at }) => Number.isFinite(at))?.at ?? Number.NEGATIVE_INFINITY;
}

/** The newest sample's value; null when it is none, however good those before were. */
function newest(samples: readonly Sample[]): number | null {
  const value = samples.at(-1)?.value ?? Number.NaN;
  return Number.isFinite(value) ? value : null;
}
