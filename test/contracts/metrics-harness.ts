import { setTimeout as pause } from 'node:timers/promises';
import type { Manners } from '../../src/adapters/prometheus/exchange.ts';
import { createPrometheusMetrics } from '../../src/adapters/prometheus/metrics.ts';

/** Metrics of the Prometheus at the address, which asks once unless told otherwise. */
export function metricsAt(url: string, manners: Partial<Manners> = {}) {
  return createPrometheusMetrics({
    url,
    credentials: null,
    requestTimeout: 5_000,
    patience: 0,
    stopping: new AbortController().signal,
    now: () => Date.now(),
    pause: (length, signal) => pause(length, undefined, { signal }),
    onCall: () => {},
    ...manners,
  });
}
