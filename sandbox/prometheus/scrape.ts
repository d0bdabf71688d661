import { bounds } from './latency.ts';
import type { Labels } from './promql/values.ts';
import type { Workload } from './workload.ts';

/** What a scrape of a workload sees: series with their values at this moment. */
export function scrape({ labels, conduct, counts }: Workload): { labels: Labels; value: number }[] {
  const errors = Math.floor(counts.errors);
  const requests = Math.floor(counts.requests);
  const of = (name: string, value: number, more: Labels = {}) => ({
    labels: { ...labels, ...more, __name__: name },
    value,
  });
  const bucket = 'http_request_duration_seconds_bucket';
  return [
    of('up', 1),
    of('http_requests_total', requests - errors, { code: '200' }),
    of('http_requests_total', errors, { code: '500' }),
    ...bounds.map((bound, index) => of(bucket, Math.floor(counts.buckets[index] ?? 0), { le: String(bound) })),
    of(bucket, requests, { le: '+Inf' }),
    of('http_request_duration_seconds_count', requests),
    of('http_request_duration_seconds_sum', counts.latencySeconds),
    of('process_cpu_seconds_total', counts.cpuSeconds),
    of('process_resident_memory_bytes', conduct.memory),
  ];
}
