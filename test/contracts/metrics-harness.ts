import { setTimeout as pause } from 'node:timers/promises';
import type { Manners } from '../../src/adapters/prometheus/exchange.ts';
import { createPrometheusMetrics } from '../../src/adapters/prometheus/metrics.ts';
import { createRoad } from './around-simulated.ts';

/** Metrics of the Prometheus at the address, which asks once unless told otherwise. */
export function metricsAt(url: string, manners: Partial<Manners> = {}) {
  return createPrometheusMetrics({
    url,
    credentials: null,
    road: createRoad(),
    patience: 0,
    pause: (length, signal) => pause(length, undefined, { signal }),
    ...manners,
  });
}
