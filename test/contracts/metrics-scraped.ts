/** What a scrape every 15 seconds saw: world time in ms, values in their order, from `begin` on. */
export interface Scraped {
  name: string;
  labels: Record<string, string>;
  values: number[];
}

/** Not on a whole minute, so that no sample lies on the edge of a window: releases of Prometheus differ there. */
export const begin = Date.UTC(2026, 0, 7, 10, 0, 7);
export const every = 15_000;

const steps = Array.from({ length: 81 }, (_, index) => index);
const counter = (name: string, labels: Record<string, string>, perScrape: number, resetAt = 0): Scraped => ({
  name,
  labels,
  values: steps.map((step) => (resetAt > 0 && step >= resetAt ? step - resetAt : step + 1_000) * perScrape),
});

/** Named so that it is data in every language: quotes, a backslash, and what a pattern would read as an operator. */
export const awkward = 'v1.0+"x"\\d|.*';

/** Twenty minutes of two tracks of a service, and of what is in the way of careless queries. */
export const scraped: Scraped[] = [
  counter('requests_total', { service: 'api', track: 'stable', version: 'v1', code: '200' }, 150),
  counter('requests_total', { service: 'api', track: 'stable', version: 'v1', code: '500' }, 3),
  counter('requests_total', { service: 'api', track: 'canary', version: 'v2', code: '200' }, 30, 41),
  counter('requests_total', { service: 'api', track: 'canary', version: 'v2', code: '503' }, 6, 41),
  counter('requests_total', { service: 'api', track: 'awkward', version: awkward, code: '200' }, 15),
  counter('requests_total', { service: 'idle', track: 'stable', version: 'v1', code: '200' }, 0),
  { name: 'memory_bytes', labels: { service: 'api', pod: 'a' }, values: steps.map((step) => 1_000 + step) },
  {
    name: 'memory_bytes',
    labels: { service: 'api', pod: 'b' },
    values: steps.slice(0, 41).map((step) => 3_000 + step),
  },
  ...[
    ['0.1', 60],
    ['0.5', 90],
    ['1', 99],
    ['+Inf', 100],
  ].map(([le, share]) => counter('latency_seconds_bucket', { service: 'api', le: String(le) }, Number(share))),
];

/** The same as text that `promtool tsdb create-blocks-from openmetrics` makes a database of. */
export function asOpenMetrics(series: readonly Scraped[]): string {
  const families = Map.groupBy(series, ({ name }) => name.replace(/_(total|bucket)$/, ''));
  const lines: string[] = [];
  for (const [family, members] of families) {
    const kind = members[0]?.name.endsWith('_total') ? 'counter' : 'gauge';
    if (!members[0]?.name.endsWith('_bucket')) lines.push(`# TYPE ${family} ${kind}`);
    for (const { name, labels, values } of members) {
      const inner = Object.entries(labels).map(([label, value]) => `${label}=${quote(value)}`);
      for (const [index, value] of values.entries())
        lines.push(`${name}{${inner.join(',')}} ${value} ${(begin + index * every) / 1_000}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
