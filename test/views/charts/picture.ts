import type { CanaryChart, CanaryPanel } from '../../../src/model/canary-chart.ts';
import type { Sample } from '../../../src/model/metric.ts';

export const began = Date.parse('2026-01-13T16:00:00Z');
const interval = 30_000;

/** One sample every 30 s from the beginning; null is one that is missing. */
export function samples(...values: (number | null)[]): Sample[] {
  return values.flatMap((value, index) => (value === null ? [] : [{ at: began + index * interval, value }]));
}

export function panel(changes: Partial<CanaryPanel> = {}): CanaryPanel {
  return {
    metric: 'Error rate',
    unit: '%',
    threshold: { value: 5, is: 'most' },
    canary: samples(1, 1.2, 0.9, 1.1),
    stable: samples(1, 1, 1.1, 0.8),
    ...changes,
  };
}

export function picture(...panels: CanaryPanel[]): CanaryChart {
  return { service: 'api', version: 'v1.42.0', began, length: 900_000, interval, panels };
}
