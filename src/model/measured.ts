import { z } from 'zod';

/** What a load test measured: times in ms, errors in percent; null for what it does not tell. */
export interface LoadTestResult {
  p95: number | null;
  p99: number | null;
  errors: number | null;
  /** The 95th percentile of the metric whose name begins with `order_execution`. */
  orderExecution: number | null;
  /** The thresholds of the test itself that it missed, as in `http_req_duration p(95)<500`; absent where it tells of none. */
  missed?: string[];
}

const trend = z.object({ 'p(95)': z.number().optional(), 'p(99)': z.number().optional() });
const rate = z.object({ rate: z.number().optional(), value: z.number().optional() });
const thresholds = z.record(z.string(), z.union([z.boolean(), z.object({ ok: z.boolean() })]));
/** `--summary-export` has the numbers in the metric, `handleSummary` in its `values`. */
const k6Summary = z.object({ metrics: z.record(z.string(), z.record(z.string(), z.unknown())) });

/**
 * Percentage of lines covered, as Codecov, coverage.py, go test, Jest and plain sentences write it; null when the text tells none.
 * What Codecov says of a diff alone is none.
 */
export function readCoverage(text: string): number | null {
  const percent = String.raw`(\d{1,3}(?:\.\d+)?)\s?%`;
  const forms = [
    // coverage.py, and go tool cover -func
    new RegExp(String.raw`^\W*TOTAL\b.*?${percent}\s*\|?\s*$`, 'im'),
    new RegExp(String.raw`^\W*total:\s+\(statements\)\s+${percent}`, 'im'),
    // Jest: % Stmts | % Branch | % Funcs | % Lines
    /^\W*All files\s*\|\s*[\d.]+\s*\|\s*[\d.]+\s*\|\s*[\d.]+\s*\|\s*(\d{1,3}(?:\.\d+)?)/im,
    new RegExp(String.raw`^\W*Lines\s*[:|]\s*${percent}`, 'im'),
    new RegExp(String.raw`\bcoverage\b[^\n%\d]{0,40}${percent}`, 'i'),
    // Codecov's project check
    new RegExp(
      String.raw`^\W*${percent}(?!\s*of diff)(?:\s*\([+-].*?\))?\s*(?:compared to|of statements|covered|$)`,
      'im',
    ),
  ];
  for (const form of forms) {
    const found = Number(form.exec(text)?.[1] ?? Number.NaN);
    if (found >= 0 && found <= 100) return found;
  }
  return null;
}

const istanbul = z.object({ total: z.object({ lines: z.object({ pct: z.number() }) }) });
const coveragePy = z.object({ totals: z.object({ percent_covered: z.number() }) });

/**
 * Percentage of lines covered, as a report in a file tells it: `coverage-summary.json` of Istanbul (Jest, Vitest, nyc), the JSON of
 * coverage.py, Cobertura's XML, else text as `readCoverage` reads it; null when it tells none.
 */
export function readCoverageFile(text: string): number | null {
  const data = parse(text);
  const json =
    istanbul.safeParse(data).data?.total.lines.pct ?? coveragePy.safeParse(data).data?.totals.percent_covered;
  const rate = /<coverage\b[^>]*\sline-rate="(\d(?:\.\d+)?)"/.exec(text)?.[1];
  const found = json ?? (rate === undefined ? null : Number(rate) * 100);
  if (found === null) return readCoverage(text);
  return found >= 0 && found <= 100 ? found : null;
}

/** A load test's summary: k6's own at the end of a test, its JSON, or a table or list of the same words. */
export function readLoadTest(text: string): LoadTestResult {
  return fromJson(text) ?? fromText(text);
}

function fromJson(text: string): LoadTestResult | null {
  const read = k6Summary.safeParse(parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
  if (!read.success) return null;
  const { metrics } = read.data;
  const valuesOf = (name: string | undefined): unknown => {
    const metric = name === undefined ? undefined : metrics[name];
    return metric?.values ?? metric;
  };
  const trendOf = (name: string | undefined) => trend.safeParse(valuesOf(name)).data;
  const failed = rate.safeParse(valuesOf('http_req_failed')).data;
  const errors = failed?.rate ?? failed?.value;
  const order = Object.keys(metrics).find((name) => name.startsWith('order_execution'));
  return {
    p95: trendOf('http_req_duration')?.['p(95)'] ?? null,
    p99: trendOf('http_req_duration')?.['p(99)'] ?? null,
    errors: errors === undefined ? null : errors * 100,
    orderExecution: trendOf(order)?.['p(95)'] ?? null,
    ...missedThresholds(metrics),
  };
}

/** In `--summary-export` a threshold is true when it was crossed; in `handleSummary` it has `ok`. */
function missedThresholds(metrics: Record<string, Record<string, unknown>>): { missed?: string[] } {
  const told = Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(thresholds.safeParse(metric.thresholds).data ?? {}).map(([limit, state]) => ({
      name: `${name} ${limit}`,
      missed: typeof state === 'boolean' ? state : !state.ok,
    })),
  );
  return told.length === 0 ? {} : { missed: told.filter(({ missed }) => missed).map(({ name }) => name) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromText(text: string): LoadTestResult {
  const lines = text.split('\n');
  const requests = lines.find((line) => /^\W*http_req_duration\W/.test(line));
  const orders = lines.find((line) => /^\W*order[_ ]execution/i.test(line));
  const failed = lines.find((line) => /^\W*(http_req_failed|errors?( rate)?|failed requests)\b/i.test(line));
  const percentile = (number: number) => {
    const own = lines.find((line) => new RegExp(`^\\W*p\\(?${number}\\)?[^=\\d]*\\d`, 'i').test(line));
    return timeAfter(requests, `p\\(${number}\\)=`) ?? timeAfter(own, `p\\(?${number}\\)?[^\\d]*?`);
  };
  const errors = /(\d+(?:\.\d+)?)\s?%/.exec(failed ?? '')?.[1];
  return {
    p95: percentile(95),
    p99: percentile(99),
    errors: errors === undefined ? null : Number(errors),
    orderExecution: timeAfter(orders, 'p\\(95\\)=') ?? timeAfter(orders, '^\\W*order[_ ]execution[^=\\d]*?'),
  };
}

const inMs: Record<string, number> = { µs: 0.001, us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** The first time after `before`, in ms: `456.7ms`, `1.2 s`, `1m2s`. */
function timeAfter(line: string | undefined, before: string): number | null {
  const unit = String.raw`(\d+(?:\.\d+)?)\s?(µs|us|ms|s|m)(?![a-z])`;
  const found = new RegExp(`${before}(?:(\\d+)m(?=\\d))?${unit}`, 'i').exec(line ?? '');
  if (!found) return null;
  return Number(found[1] ?? 0) * 60_000 + Number(found[2]) * (inMs[found[3] ?? ''] ?? Number.NaN);
}
