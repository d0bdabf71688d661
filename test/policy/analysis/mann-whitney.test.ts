import { describe, expect, test } from 'vitest';
import type { Confidence } from '../../../src/model/analysis.ts';
import { shift } from '../../../src/policy/analysis/mann-whitney.ts';
import { recorded } from './recorded.ts';

/** Hollander & Wolfe, p. 110: permeability of the human chorioamnion, at term and at 12 to 26 weeks. */
const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const weeks = [1.15, 0.88, 0.9, 0.74, 1.21];
/** Ozone in New York, May and August 1973 (R's `airquality`): many ties. */
const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
const august = [
  39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
];

describe('the shift between two samples', () => {
  // U as R's wilcox.test and SciPy's mannwhitneyu tell it; the interval as the ordered differences give it, checked against R's
  // root finding, which is at most one difference narrower.
  test.each<[string, readonly number[], readonly number[], Confidence, number, number, number, number]>([
    ['Hollander & Wolfe', term, weeks, 0.95, 35, 0.305, -0.17, 0.76],
    ['with ties', may, august, 0.95, 127.5, -32, -53, -14],
    ['a slower canary', recorded.p95Slower, recorded.p95Stable, 0.95, 896, 80.2, 69.2, 90.9],
    ['a slower canary, surer', recorded.p95Slower, recorded.p95Stable, 0.98, 896, 80.2, 67.2, 92.4],
    ['the same', recorded.p95Clean, recorded.p95Stable, 0.98, 493, 2.5, -8.3, 12.8],
    ['the same errors', recorded.errorsClean, recorded.errorsStable, 0.98, 452, 0, -0.11, 0.12],
  ])('%s', (_, a, b, confidence, u, estimate, low, high) => {
    const found = shift(a, b, confidence);
    expect(found?.u).toBe(u);
    expect(found?.estimate).toBeCloseTo(estimate, 9);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  });

  test('turned round, it is the other way', () => {
    const found = shift(weeks, term, 0.95);
    expect(found?.u).toBe(15);
    expect(found?.estimate).toBeCloseTo(-0.305, 9);
    expect(found?.low).toBeCloseTo(-0.76, 9);
  });

  test('of values that are all the same it is certain', () => {
    expect(shift([5, 5, 5, 5, 5], [4, 4, 4, 4, 4], 0.98)).toEqual({ u: 25, estimate: 1, low: 1, high: 1 });
  });

  test.each([
    [4, 4],
    [30, 1],
    [0, 30],
  ])('%i against %i are too few', (a, b) => {
    expect(shift(Array<number>(a).fill(2), Array<number>(b).fill(1), 0.98)).toBeNull();
  });
});
