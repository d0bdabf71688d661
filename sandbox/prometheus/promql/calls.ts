import type { Type } from './expression.ts';
import { delta, increase, rate } from './rate.ts';
import type { Point, Window } from './values.ts';

const range = ['range vector'] as const;
const vectorAndScalar = ['instant vector', 'scalar'] as const;

/** What each function is given. */
export const signatures: Readonly<Record<string, readonly Type[]>> = {
  rate: range,
  increase: range,
  delta: range,
  avg_over_time: range,
  min_over_time: range,
  max_over_time: range,
  sum_over_time: range,
  count_over_time: range,
  last_over_time: range,
  histogram_quantile: ['scalar', 'instant vector'],
  clamp_min: vectorAndScalar,
  clamp_max: vectorAndScalar,
  abs: ['instant vector'],
  vector: ['scalar'],
  label_replace: ['instant vector', 'string', 'string', 'string', 'string'],
};

const sum = (points: readonly Point[]) => points.reduce((total, point) => total + point.value, 0);
const most = (better: (a: number, b: number) => boolean) => (points: readonly Point[]) =>
  points.reduce((best, { value }) => (Number.isNaN(best) || better(value, best) ? value : best), Number.NaN);

/** What becomes of a range; null for nothing. */
export const overRange: Readonly<Record<string, (points: readonly Point[], window: Window) => number | null>> = {
  rate,
  increase,
  delta,
  avg_over_time: (points) => sum(points) / points.length,
  min_over_time: most((a, b) => a < b),
  max_over_time: most((a, b) => a > b),
  sum_over_time: sum,
  count_over_time: (points) => points.length,
  last_over_time: (points) => points.at(-1)?.value ?? null,
};

/** What becomes of each value of a vector. */
export const overValue: Readonly<Record<string, (value: number, limit: number) => number>> = {
  clamp_min: (value, limit) => (Number.isNaN(value) ? value : Math.max(value, limit)),
  clamp_max: (value, limit) => (Number.isNaN(value) ? value : Math.min(value, limit)),
  abs: Math.abs,
};
