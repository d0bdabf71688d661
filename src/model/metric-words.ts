import type { MetricUnit } from './metric.ts';

const units: Record<MetricUnit, string> = {
  percent: ' %',
  ms: ' ms',
  count: '',
  'per-second': '/s',
  cores: ' cores',
  bytes: ' bytes',
};

/** As in `7.2 %`, with about three digits that matter. */
export function sayValue(value: number, unit: MetricUnit): string {
  if (!Number.isFinite(value)) return 'no number';
  if (unit === 'bytes' && Math.abs(value) >= 1e6) {
    return Math.abs(value) >= 1e9 ? `${rounded(value / 1e9)} GB` : `${rounded(value / 1e6)} MB`;
  }
  return `${rounded(value)}${units[unit]}`;
}

/** As it is written in the catalog: a limit is not rounded. */
export function sayExactly(value: number, unit: MetricUnit): string {
  return `${value}${units[unit]}`;
}

export function rounded(value: number): string {
  const size = Math.abs(value);
  // What is small is still something: 0.004 % of errors are not 0 %.
  if (size > 0 && size < 0.1) return size < 1e-6 ? '0' : String(Number(value.toPrecision(2)));
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}
