import { describe, expect, test } from 'vitest';
import { canaryChart } from '../../../src/views/charts/canary.ts';
import { points } from '../../../src/views/charts/gaps.ts';
import { sayNumber } from '../../../src/views/charts/numbers.ts';
import { began, panel, picture, samples } from './picture.ts';

describe('the alt text says what the picture shows', () => {
  test.each([
    ['within', panel(), 'Within the limit: Error rate (1.1 % now, stable 0.8 %, at most 5 %).'],
    [
      'beyond',
      panel({ canary: samples(1, 7.2) }),
      'Beyond the limit: Error rate (7.2 % now, stable 0.8 %, at most 5 %).',
    ],
    ['at the limit is not beyond it', panel({ canary: samples(5) }), 'Within the limit: Error rate (5 % now'],
    [
      'too little',
      panel({ metric: 'Throughput', unit: 'req/s', threshold: { value: 90, is: 'least' }, canary: samples(80) }),
      'Beyond the limit: Throughput (80 req/s now, stable 0.8 req/s, at least 90 req/s).',
    ],
    ['never measured', panel({ canary: [] }), 'No data: Error rate (no data, stable 0.8 %, at most 5 %).'],
    ['the newest is no number', panel({ canary: samples(1, Number.NaN) }), 'No data: Error rate (no data'],
    ['stable not measured', panel({ stable: [] }), 'stable has no data'],
    ['no limit', panel({ threshold: null }), 'Without a limit: Error rate (1.1 % now, stable 0.8 %).'],
  ])('%s', (_, shown, words) => {
    expect(canaryChart(picture(shown))?.alt).toContain(words);
  });

  test('what, against what, and how far it has come', () => {
    expect(canaryChart(picture(panel({ canary: samples(...Array(13).fill(1)) })))?.alt).toMatch(
      /^Canary of api v1\.42\.0 against stable, 6 min of 15 min\. /,
    );
  });

  test('the bad ones come first, and Slack takes all of it', () => {
    const many = Array.from({ length: 60 }, (_, index) => panel({ metric: `metric ${index} ${'x'.repeat(90)}` }));
    const alt = canaryChart(picture(...many, panel({ metric: 'bad', canary: samples(9) })))?.alt ?? '';
    expect(alt).toContain('Beyond the limit: bad');
    expect(alt.indexOf('Beyond')).toBeLessThan(alt.indexOf('Within'));
    expect(alt.length).toBeLessThanOrEqual(2_000);
  });

  test('metrics that are not drawn are told', () => {
    const chart = canaryChart(picture(...Array.from({ length: 10 }, () => panel())));
    expect(chart?.alt).toContain('the last 2 not drawn');
  });
});

test('without a metric there is no picture', () => {
  expect(canaryChart(picture())).toBeNull();
});

describe('a line stops where nothing was measured', () => {
  test('missing samples and no numbers', () => {
    const line = points(samples(1, null, 3, Number.NaN, 5, 6), 30_000);
    expect(line.map(({ value }) => value)).toEqual([1, null, 3, null, 5, 6]);
    expect(line.map(({ alone }) => alone)).toEqual([true, false, true, false, false, false]);
  });

  test('a sample that is a little late leaves no gap', () => {
    expect(
      points(
        [
          { at: began, value: 1 },
          { at: began + 40_000, value: 2 },
        ],
        30_000,
      ),
    ).toHaveLength(2);
  });
});

test.each([
  [1.2345, '%', '1.23 %'],
  [1_250, 'ms', '1,250 ms'],
  [252_000_000, 'B', '252 MB'],
  [150_000, '', '150 k'],
  [3, '', '3'],
  [Number.POSITIVE_INFINITY, 'ms', '?'],
])('%d %s is said as %s %s', (value, unit, said) => {
  expect(sayNumber(value, unit)).toBe(said);
});
