import { bounds } from './latency.ts';
import type { Labels } from './promql/values.ts';
import type { Conduct, Counts } from './workload.ts';

/** What is known of a workload at an instant. */
export interface Moment {
  conduct: Conduct;
  counts: Counts;
}

/** One of the series that a scrape of a workload sees. */
export interface Metric {
  labels: Labels;
  value(moment: Moment): number;
}

/** The series of a workload with these labels. */
export function metricsOf(labels: Labels): Metric[] {
  const of = (name: string, value: Metric['value'], more: Labels = {}): Metric => ({
    labels: { ...labels, ...more, __name__: name },
    value,
  });
  const requests = ({ counts }: Moment) => Math.floor(counts.requests);
  const errors = ({ counts }: Moment) => Math.floor(counts.errors);
  const bucket = 'http_request_duration_seconds_bucket';
  return [
    of('up', () => 1),
    of('http_requests_total', (moment) => requests(moment) - errors(moment), { code: '200' }),
    of('http_requests_total', errors, { code: '500' }),
    ...bounds.map((bound, index) =>
      of(bucket, ({ counts }) => Math.floor(counts.buckets[index] ?? 0), { le: String(bound) }),
    ),
    of(bucket, requests, { le: '+Inf' }),
    of('http_request_duration_seconds_count', requests),
    of('http_request_duration_seconds_sum', ({ counts }) => counts.latencySeconds),
    of('process_cpu_seconds_total', ({ counts }) => counts.cpuSeconds),
    of('process_resident_memory_bytes', ({ counts }) => counts.memory),
    of('kube_pod_container_status_restarts_total', ({ conduct }) => conduct.restarts ?? 0),
  ];
}
