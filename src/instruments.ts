import { setTimeout as pause } from 'node:timers/promises';
import { createSilences } from './adapters/alertmanager/silences.ts';
import { createCharts } from './adapters/charts/charts.ts';
import { createAnnotations } from './adapters/grafana/annotations.ts';
import { createHealth } from './adapters/http-probe/probe.ts';
import { createPages } from './adapters/pagerduty/pages.ts';
import { createPrometheusMetrics } from './adapters/prometheus/metrics.ts';
import type { InstrumentSettings } from './config/instruments.ts';
import { second } from './model/time.ts';
import type { Clock } from './ports/clock.ts';
import { shareMetrics } from './usecases/shared-metrics.ts';

interface Given {
  settings: InstrumentSettings;
  /** Where a simulation answers health checks; null: they go where they lead. */
  servicesUrl: string | null;
  clock: Clock;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  /** Called for each request that went out; status 0: no answer. */
  onCall(far: keyof InstrumentSettings, name: string, status: number): void;
}

/** What releases are watched with, and what else is told of them. What the settings do not name is null. */
export function createInstruments({ settings, servicesUrl, clock, stopping, onCall }: Given) {
  const { prometheus, alertmanager, grafana, pagerDuty } = settings;
  const roadTo = (far: keyof InstrumentSettings) => ({
    timeout: 10 * second,
    stopping,
    now: Date.now,
    onCall: ({ method, path, status }: { method: string; path: string; status: number }) =>
      onCall(far, `${method} ${path.replace(/\/[0-9a-f-]{6,}$|\/\d+$/, '/:id')}`, status),
  });
  return {
    metrics:
      prometheus &&
      shareMetrics(
        createPrometheusMetrics({
          ...prometheus,
          road: roadTo('prometheus'),
          // Whoever looks on looks again soon.
          patience: 5 * second,
          pause: (length, signal) => pause(length, undefined, { signal }),
        }),
      ),
    silences:
      alertmanager && createSilences({ ...alertmanager, road: roadTo('alertmanager'), clock: () => clock.now() }),
    annotations: grafana && createAnnotations({ ...grafana, road: roadTo('grafana') }),
    pages: pagerDuty && createPages({ ...pagerDuty, road: roadTo('pagerDuty') }),
    health: createHealth(servicesUrl),
    charts: createCharts(),
  };
}
