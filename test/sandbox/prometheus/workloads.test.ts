import { expect, test } from 'vitest';
import { answer } from '../../../sandbox/prometheus/api.ts';
import { createWorkloads } from '../../../sandbox/prometheus/workloads.ts';

const minute = 60_000;
const begin = Date.UTC(2026, 0, 7, 10);
const well = { requestsPerSecond: 20, errors: 0.01, latency: 0.2, cpu: 0.5, memory: 100e6, leak: 0 };
const labels = { service: 'api', track: 'canary' };

function open(unrest = 0) {
  let now = begin;
  const workloads = createWorkloads({ now: () => now, unrest });
  const means = { store: workloads, now: () => now, fresh: () => {} };
  const ask = (query: string): number | null => {
    const given = answer(means, '/api/v1/query', new URLSearchParams({ query }));
    const read = given?.body as { data: { result: { value: [number, string] }[] } } | undefined;
    const result = read?.data.result ?? [];
    expect(result.length).toBeLessThan(2);
    return result[0] ? Number(result[0].value[1]) : null;
  };
  const pass = (by: number) => {
    now += by;
  };
  return { workloads, ask, means, pass };
}

const errors = 'sum(rate(http_requests_total{code="500"}[1m])) / sum(rate(http_requests_total[1m]))';
const p95 = 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))';

test('a workload is measured by how it behaves, from when it does', () => {
  const { workloads, ask, pass } = open();
  workloads.set('canary', labels, well);
  pass(5 * minute);
  expect(ask(errors)).toBeCloseTo(0.01, 6);
  expect(ask('sum(rate(http_requests_total[1m]))')).toBeCloseTo(20, 6);
  // P95 is two and a half times the middle one, as far as the buckets tell.
  expect(ask(p95)).toBeGreaterThan(0.4);
  expect(ask(p95)).toBeLessThan(0.6);
  expect(ask('sum(rate(process_cpu_seconds_total[1m]))')).toBeCloseTo(0.5, 6);
  workloads.set('canary', labels, { ...well, errors: 0.2, latency: 2, leak: 1e6 });
  pass(2 * minute);
  expect(ask(errors)).toBeCloseTo(0.2, 6);
  expect(ask(p95)).toBeGreaterThan(2.5);
  expect(ask('sum(process_resident_memory_bytes)')).toBe(100e6 + 120e6);
});

test('a restart counts from zero and takes nothing away; what is gone ends at once', () => {
  const { workloads, ask, pass } = open();
  workloads.set('canary', labels, well);
  pass(10 * minute);
  const before = ask('sum(http_requests_total)') ?? 0;
  workloads.restart('canary');
  pass(minute);
  expect(ask('sum(http_requests_total)')).toBeLessThan(before);
  expect(ask('sum(rate(http_requests_total[5m]))')).toBeCloseTo(20, 0);
  workloads.remove('canary');
  pass(20_000);
  expect(ask('sum(http_requests_total)')).toBeNull();
  expect(ask(errors)).not.toBeNull();
});

test('what was gone and has come back is one series, as a version is that is rolled back to', () => {
  const { workloads, ask, means, pass } = open();
  workloads.set('api.old', labels, well);
  pass(10 * minute);
  workloads.remove('api.old');
  pass(minute);
  expect(ask('sum(http_requests_total)')).toBeNull();
  workloads.set('api.old', labels, well);
  pass(4 * minute);
  expect(ask('sum(rate(http_requests_total[2m]))')).toBeCloseTo(20, 6);
  // Ten minutes in which it served for nine.
  expect(ask('sum(increase(http_requests_total[10m]))')).toBeCloseTo(20 * 60 * 9, -3);
  expect(ask('sum(http_requests_total offset 4m30s)')).toBeNull();
  const given = answer(means, '/api/v1/series', new URLSearchParams({ 'match[]': 'up' }))?.body as { data: unknown[] };
  expect(given.data).toHaveLength(1);
});

test('however far the time leaps, every scrape on the way is there', () => {
  const { workloads, means, pass } = open();
  workloads.set('canary', labels, well);
  pass(12 * minute);
  const span = { start: String(begin / 1_000), end: String((begin + 12 * minute) / 1_000), step: '15' };
  const given = answer(means, '/api/v1/query_range', new URLSearchParams({ query: 'up', ...span }))?.body as {
    data: { result: { values: unknown[] }[] };
  };
  expect(given.data.result.map(({ values }) => values.length)).toEqual([48]);
});

test('the names of what is measured can be asked for', () => {
  const { workloads, means, pass } = open();
  workloads.set('canary', labels, well);
  pass(minute);
  const data = (path: string, given = {}) =>
    (answer(means, path, new URLSearchParams(given))?.body as { data: unknown } | undefined)?.data;
  expect(data('/api/v1/labels')).toEqual(['__name__', 'code', 'le', 'service', 'track']);
  expect(data('/api/v1/label/track/values')).toEqual(['canary']);
  expect(data('/api/v1/series', { 'match[]': 'up' })).toEqual([{ __name__: 'up', ...labels }]);
  expect(answer(means, '/api/v1/series', new URLSearchParams())?.status).toBe(400);
  expect(answer(means, '/api/v1/rules', new URLSearchParams())).toBeNull();
});

test('what is never quite even goes up and down, and stays what it is on average', () => {
  const { workloads, ask, pass } = open(0.08);
  workloads.set('canary', labels, well);
  pass(60 * minute);
  expect(ask('sum(rate(http_requests_total[50m]))')).toBeCloseTo(20, 0);
  const rates = Array.from({ length: 20 }, () => {
    pass(minute);
    return [ask('sum(rate(http_requests_total[1m]))') ?? 0, ask(p95) ?? 0];
  });
  for (const [rate, slow] of rates) {
    expect(rate).toBeGreaterThan(20 * 0.9);
    expect(rate).toBeLessThan(20 * 1.1);
    expect(slow).toBeGreaterThan(0.3);
    expect(slow).toBeLessThan(0.7);
  }
  expect(new Set(rates.map(([rate]) => rate)).size).toBeGreaterThan(10);
  expect(new Set(rates.map(([, slow]) => slow)).size).toBeGreaterThan(10);
});

test('days that nobody looked at are there and cost nothing', () => {
  const { workloads, ask, pass } = open();
  workloads.set('canary', labels, well, begin - 60 * minute);
  expect(ask('sum(rate(http_requests_total[30m]))')).toBeCloseTo(20, 6);
  pass(30 * 24 * 60 * minute);
  const before = performance.now();
  expect(ask('sum(rate(http_requests_total[1m]))')).toBeCloseTo(20, 6);
  expect(performance.now() - before).toBeLessThan(1_000);
});
