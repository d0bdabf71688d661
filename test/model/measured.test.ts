import { describe, expect, test } from 'vitest';
import { readCoverage, readCoverageFile, readLoadTest } from '../../src/model/measured.ts';

describe('coverage', () => {
  test.each<[string, string, number | null]>([
    ['Codecov, the project', '83.20% (+0.13%) compared to 1f3e5ab', 83.2],
    ['Codecov, without a base', '71% (target 70%)', null],
    ['Codecov, a diff alone', '85.71% of diff hit (target 80.00%)', null],
    ['coverage.py', 'Name    Stmts   Miss  Cover\n-----\na.py       10      1    90%\nTOTAL     100      5    95%', 95],
    ['coverage.py with branches, as Markdown', '| a | 1 |\n| **TOTAL** | **100** | **5** | **94.5%** |', null],
    ['go tool cover', 'main.go:3:\tmain\t0.0%\ntotal:\t(statements)\t71.3%', 71.3],
    ['go test', 'ok  \tacme/x\t0.3s\tcoverage: 68.9% of statements', 68.9],
    [
      'Jest',
      '----\nFile | % Stmts | % Branch | % Funcs | % Lines |\nAll files |   80.1 |    70.2 |   60.3 |   79.4 | 3',
      79.4,
    ],
    ['Jest, in short', 'Statements   : 80.1% ( 8/10 )\nLines        : 79.4% ( 7/9 )', 79.4],
    ['a sentence', 'Line coverage is 84 %.', 84],
    ['a title', 'Coverage: 70.0%', 70],
    ['a percentage of something else', '3% slower than before', null],
    ['more than everything', 'Coverage: 420%', null],
    ['nothing', '', null],
  ])('%s', (_, text, percent) => {
    expect(readCoverage(text)).toBe(percent);
  });
});

describe('a coverage report in a file', () => {
  test.each<[string, string, number | null]>([
    [
      'Istanbul',
      '{"total": {"lines": {"total": 200, "covered": 143, "pct": 71.5}, "branches": {"pct": 12}}, "a.ts": {}}',
      71.5,
    ],
    [
      'coverage.py',
      '{"meta": {"format": 3}, "files": {}, "totals": {"covered_lines": 7, "percent_covered": 70.25}}',
      70.25,
    ],
    [
      'Cobertura',
      '<?xml version="1.0" ?>\n<coverage version="7.4" line-rate="0.713" branch-rate="0.2"><packages/></coverage>',
      71.3,
    ],
    ['Cobertura, the rates first', '<coverage branch-rate="0" line-rate="1"/>', 100],
    ['text', 'ok  \tacme/x\t0.3s\tcoverage: 68.9% of statements', 68.9],
    ['JSON of something else', '{"passed": 12}', null],
    ['more than everything', '{"total": {"lines": {"pct": 420}}}', null],
    ['an XML without a rate', '<coverage branch-rate="0.9"></coverage>', null],
    ['nothing', '', null],
  ])('%s', (_, text, percent) => {
    const found = readCoverageFile(text);
    if (percent === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(percent, 6);
  });
});

describe('thresholds of k6', () => {
  const metrics = (thresholds: unknown) =>
    JSON.stringify({ metrics: { http_req_duration: { 'p(95)': 612, thresholds }, checks: { passes: 1 } } });
  test.each<[string, unknown, string[] | undefined]>([
    ['--summary-export, one crossed', { 'p(95)<500': true, 'p(99)<1000': false }, ['http_req_duration p(95)<500']],
    [
      'handleSummary, one crossed',
      { 'p(95)<500': { ok: false }, 'p(99)<1000': { ok: true } },
      ['http_req_duration p(95)<500'],
    ],
    ['none crossed', { 'p(95)<500': { ok: true } }, []],
    ['of another form', { 'p(95)<500': 'fine' }, undefined],
    ['none', undefined, undefined],
  ])('%s', (_, thresholds, missed) => {
    expect(readLoadTest(metrics(thresholds)).missed).toEqual(missed);
  });
});

describe('load tests', () => {
  const whole = { p95: 412.5, p99: 880, errors: 0.4, orderExecution: 250 };

  test("k6's own summary", () => {
    const text = `     data_received..................: 1.2 MB 20 kB/s
     http_req_duration..............: avg=120.1ms min=1.2ms med=99ms max=2.1s p(90)=300ms p(95)=412.5ms p(99)=880ms
       { expected_response:true }...: avg=110ms min=1ms med=90ms max=2s p(90)=290ms p(95)=400ms p(99)=800ms
     http_req_failed................: 0.40%  ✓ 40 ✗ 9960
     order_execution_time...........: avg=100ms min=9ms med=90ms max=1s p(90)=200ms p(95)=250ms p(99)=400ms`;
    expect(readLoadTest(text)).toEqual(whole);
  });

  test('units are read, and what is not there is null', () => {
    expect(readLoadTest('http_req_duration: p(95)=1.2s p(99)=1m2s')).toEqual({
      p95: 1200,
      p99: 62_000,
      errors: null,
      orderExecution: null,
    });
    expect(readLoadTest('http_req_duration: p(95)=850µs')).toMatchObject({ p95: 0.85 });
    expect(readLoadTest('all well')).toEqual({ p95: null, p99: null, errors: null, orderExecution: null });
  });

  test.each([
    ['summary-export', (values: object) => values],
    ['handleSummary', (values: object) => ({ type: 'trend', values })],
  ])('the JSON of %s, in a code block', (_, metric) => {
    const json = {
      metrics: {
        http_req_duration: metric({ avg: 1, 'p(95)': 412.5, 'p(99)': 880 }),
        http_req_failed: metric({ rate: 0.004, passes: 4 }),
        order_execution: metric({ 'p(95)': 250 }),
      },
    };
    expect(readLoadTest(`Load test\n\`\`\`json\n${JSON.stringify(json, null, 2)}\n\`\`\`\n`)).toEqual(whole);
  });

  test('a table of the same words', () => {
    const text = `| Metric | Value | Limit |
|---|---|---|
| p95 | 412.5 ms | 500 ms |
| p99 | 880 ms | 1 s |
| Error rate | 0.4 % | 1 % |
| Order execution | 250 ms | 300 ms |`;
    expect(readLoadTest(text)).toEqual(whole);
  });
});
