import { describe, expect, test } from 'vitest';
import { answer } from '../../../sandbox/prometheus/api.ts';
import { createStore } from '../../../sandbox/prometheus/store.ts';
import { begin, every, scraped } from '../../contracts/metrics-scraped.ts';

const store = createStore();
for (const { name, labels, values } of scraped)
  for (const [index, value] of values.entries()) store.add({ ...labels, __name__: name }, begin + index * every, value);
const means = { store, now: () => begin + 10 * 60_000 + 5_000, fresh: () => {} };
const ask = (query: string) => answer(means, '/api/v1/query', new URLSearchParams({ query }));

/** Each value is the one that Prometheus 2.42 gave for the same samples. */
test.each<[string, string[]]>([
  ['2 ^ 3 ^ 2', ['512']],
  ['-2 ^ 2', ['-4']],
  ['10 % 3 - 1 * 4 / 8', ['0.5']],
  ['1 > bool 2', ['0']],
  ['0x1f', ['31']],
  ['memory_bytes > 3000', ['3040']],
  ['memory_bytes > bool 3000', ['0', '1']],
  ['-memory_bytes', ['-1040', '-3040']],
  ['count by (code) (requests_total)', ['4', '1', '1']],
  ['avg without (pod) (memory_bytes)', ['2040']],
  ['rate(requests_total{code="404"}[5m]) or vector(0)', ['0']],
  ['histogram_quantile(2, rate(latency_seconds_bucket[2m]))', ['+Inf']],
  ['histogram_quantile(0.9, latency_seconds_bucket{le!="+Inf"})', ['NaN']],
  ['count by (mine) (label_replace(memory_bytes, "mine", "0", "", ""))', ['2']],
  ['sum by (p) (label_replace(memory_bytes, "p", "pod-$1", "pod", "(.*)")) > 2000', ['3040']],
  [
    'label_replace(memory_bytes, "n", "0", "", "") or label_replace(memory_bytes, "n", "1", "", "")',
    ['1040', '3040', '1040', '3040'],
  ],
  ['clamp_max(memory_bytes, 2000)', ['1040', '2000']],
  ['last_over_time(memory_bytes[3m] offset 2m)', ['1032', '3032']],
  ['{service="api",nope=""} > 3000 < 3100', ['3040']],
])('%s', (query, values) => {
  const read = ask(query)?.body as { data: { resultType: string; result: unknown[] } } | undefined;
  const data = read?.data ?? { resultType: 'none', result: [] };
  const found = data.resultType === 'scalar' ? [data.result] : data.result.map((one) => (one as { value: [] }).value);
  expect(found.map((pair) => (pair as string[])[1])).toEqual(values);
});

/** The words of Prometheus 2.42, but for the place where it saw it. */
describe('wrong', () => {
  test.each([
    ['rate(requests_total)', 'expected type range vector in call to function "rate", got instant vector'],
    ['rate(requests_total[5m]', 'unclosed left parenthesis'],
    ['nope(requests_total)', 'unknown function with name "nope"'],
    ['sum(requests_total[5m])', 'expected type instant vector in aggregation expression, got range vector'],
    ['1 > 2', 'comparisons between scalars must use BOOL modifier'],
    ['{a=~".*"}', 'vector selector must contain at least one non-empty matcher'],
    ['{a=~"("}', 'error parsing regexp'],
    ['(up) offset 1m', 'offset modifier must be preceded by'],
    ['up offset 5m offset 1m', 'offset may not be set multiple times'],
    ['(up)[5m]', 'ranges only allowed for vector selectors'],
    ['', 'no expression found in input'],
  ])('%s', (query, words) => {
    expect(ask(query)).toMatchObject({
      status: 400,
      body: { errorType: 'bad_data', error: expect.stringContaining(words) },
    });
  });

  test.each([
    ['rate({__name__=~"requests_total|memory_bytes"}[2m]) / on(track) rate(requests_total[2m])', 'many-to-many'],
    ['-{__name__=~"latency_seconds_bucket|requests_total"} / on(le) requests_total', 'many-to-many'],
  ])('%s', (query, words) => {
    expect(ask(query)).toMatchObject({
      status: 422,
      body: { errorType: 'execution', error: expect.stringContaining(words) },
    });
  });
});

test.each([
  ['topk(1, up)', 'topk'],
  ['absent(up)', 'absent'],
  ['up and up', 'operator and'],
  ['max_over_time(up[5m:1m])', 'subquery'],
  ['up @ 5', 'modifier @'],
  ['up / on(a) group_left up', 'group_left'],
  ['sum(up) > sum(up)', 'comparison of two vectors'],
])('%s is refused by its name', (query, name) => {
  const said = ask(query)?.body as { error: string };
  expect(said.error).toContain(name);
  expect(said.error).toContain('not simulated');
});
