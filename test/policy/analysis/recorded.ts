import type { AnalysisWindow, Observed, ThresholdRule } from '../../../src/model/analysis.ts';
import type { Sample, Series } from '../../../src/model/metric.ts';
import { minute, second } from '../../../src/model/time.ts';

/** Fifteen minutes of a canary, a sample every 30 s: made once, with noise, and kept. Percent, ms, requests a second, cores, MB. */
export const recorded = {
  errorsClean: [
    0.18, 0.37, 0.17, 0.38, 0.16, 0.25, 0.57, 0.27, 0.57, 0.34, 0.4, 0.32, 0.49, 0.26, 0.89, 0.37, 0.27, 0.22, 0.68,
    0.38, 0.14, 0.74, 0.73, 0.39, 0.38, 0.49, 0.16, 0.36, 0.15, 0.54,
  ],
  errorsStable: [
    0.27, 0.47, 0.29, 0.56, 0.6, 0.29, 0.26, 0.41, 0.69, 0.45, 0.25, 0.39, 0.24, 0.11, 0.46, 0.18, 0.1, 0.33, 0.14,
    0.26, 0.18, 0.22, 0.67, 0.38, 0.31, 0.45, 0.63, 0.6, 0.4, 0.64,
  ],
  errorsNoisy: [
    0.22, 3.28, 0.07, 1.52, 0.4, 0.49, 0.51, 0.05, 0.88, 1.58, 1.38, 2.76, 0.67, 0.1, 1.42, 0.63, 0.98, 1.6, 0.28, 2.84,
    0.27, 3.1, 1.13, 0.98, 1.15, 0.3, 0.43, 0.26, 0.58, 0.09,
  ],
  errorsSpike: [
    0.18, 0.31, 0.18, 0.75, 0.32, 0.62, 0.65, 0.09, 1.56, 0.32, 0.24, 0.36, 9.41, 7.83, 0.26, 0.71, 0.08, 0.16, 0.93,
    0.37, 0.3, 0.69, 0.28, 0.33, 0.64, 0.4, 0.25, 0.22, 0.82, 0.21,
  ],
  errorsStep: [
    0.38, 0.49, 0.38, 0.31, 0.3, 0.27, 0.65, 0.17, 0.27, 0.62, 0.27, 0.92, 0.66, 0.18, 0.24, 7.61, 8.17, 7.38, 6.71,
    6.99, 6.91, 6.86, 7.16, 6.67, 6.41, 7.38, 7.6, 7.35, 6.76, 6.92,
  ],
  p95Clean: [
    332.7, 323.1, 305.5, 308.9, 308.9, 321.6, 310.5, 326.1, 320.8, 320.5, 332.5, 333.5, 310.1, 312.1, 335.0, 311.9,
    294.2, 306.7, 297.5, 317.0, 319.5, 342.8, 325.6, 329.0, 345.7, 331.8, 301.1, 316.1, 305.2, 313.9,
  ],
  p95Stable: [
    336.9, 368.5, 330.0, 319.3, 301.0, 319.7, 344.0, 300.0, 322.7, 330.3, 332.8, 359.7, 315.0, 319.5, 295.3, 306.0,
    297.3, 316.6, 323.1, 327.7, 329.6, 305.3, 295.8, 295.8, 309.3, 306.4, 292.4, 322.3, 294.0, 312.4,
  ],
  p95Noisy: [
    531.3, 651.9, 671.9, 491.2, 662.4, 866.8, 668.1, 470.7, 892.4, 487.6, 702.2, 471.7, 704.6, 590.3, 676.8, 638.9,
    417.3, 402.1, 500.6, 722.5, 650.5, 765.5, 767.1, 830.2, 487.3, 460.0, 466.9, 784.0, 557.0, 649.3,
  ],
  p95Slower: [
    440.8, 385.9, 380.3, 372.5, 418.2, 419.7, 397.5, 386.3, 392.4, 404.3, 420.6, 371.5, 376.8, 416.3, 415.2, 396.1,
    391.8, 418.8, 398.3, 354.2, 369.8, 412.1, 391.1, 405.1, 354.0, 422.2, 400.9, 390.3, 396.9, 387.3,
  ],
  p95Step: [
    315.9, 279.3, 301.6, 339.3, 316.1, 303.9, 328.6, 346.6, 319.5, 334.7, 308.5, 287.9, 347.9, 306.8, 334.4, 338.7,
    350.0, 310.6, 1429.9, 1393.3, 1384.4, 1381.2, 1414.1, 1383.8, 1457.9, 1429.7, 1429.3, 1416.9, 1427.1, 1402.6,
  ],
  throughputClean: [
    233.8, 235.2, 243.8, 240.6, 242.5, 232.1, 245.0, 247.7, 242.5, 226.5, 236.8, 240.0, 246.6, 241.3, 244.9, 234.3,
    236.0, 236.0, 248.3, 229.5, 237.6, 229.1, 249.9, 244.5, 235.2, 244.4, 244.3, 238.6, 242.0, 238.8,
  ],
  cpuClean: [
    1.786, 1.679, 1.735, 1.849, 1.811, 1.952, 1.891, 1.832, 1.662, 1.754, 1.812, 1.936, 1.831, 1.696, 1.86, 1.873,
    1.888, 1.903, 1.738, 1.798, 1.835, 1.864, 1.758, 1.87, 1.86, 1.641, 1.846, 1.82, 1.758, 1.77,
  ],
  memorySteady: [
    514.0, 518.8, 514.2, 505.8, 510.3, 512.2, 502.1, 512.0, 509.2, 510.1, 507.1, 513.3, 507.5, 507.3, 512.2, 515.1,
    509.5, 510.4, 514.9, 513.6, 512.2, 516.2, 515.2, 507.7, 507.4, 519.0, 508.6, 504.1, 510.2, 512.1,
  ],
  memoryLeak: [
    514.4, 518.6, 513.8, 509.0, 514.2, 519.1, 522.8, 518.8, 518.0, 520.4, 518.5, 520.5, 531.9, 531.1, 525.4, 524.6,
    532.0, 532.7, 533.2, 527.0, 533.6, 532.4, 539.4, 529.2, 540.7, 537.5, 543.3, 540.0, 546.3, 542.8,
  ],
  memoryCache: [
    509.2, 509.7, 517.6, 508.6, 513.1, 515.3, 507.5, 512.2, 594.9, 602.0, 593.5, 597.8, 591.2, 590.0, 598.3, 599.0,
    598.7, 584.8, 602.3, 597.7, 597.4, 604.9, 599.5, 596.7, 591.7, 595.5, 599.7, 587.6, 597.4, 593.9,
  ],
  memoryLateStep: [
    509.2, 516.1, 511.3, 505.8, 508.3, 513.9, 514.6, 504.6, 508.4, 513.2, 517.4, 514.4, 509.2, 514.9, 508.3, 513.1,
    511.5, 516.5, 517.3, 518.1, 513.0, 512.0, 513.6, 521.4, 596.7, 597.5, 596.3, 591.9, 599.6, 598.8,
  ],
  memorySpike: [
    512.8, 509.9, 510.6, 510.3, 505.8, 510.2, 516.5, 514.3, 510.8, 515.2, 511.0, 509.6, 512.3, 513.5, 519.5, 512.6,
    512.3, 514.5, 506.8, 517.5, 779.3, 511.5, 510.0, 512.8, 513.6, 509.2, 505.7, 511.8, 509.4, 517.9,
  ],
} satisfies Record<string, number[]>;

/** A counter that stood at 7 when the window began and was started anew twice: it added 1 + 1, 1 and 2, which is 5. */
export const restartsWithResets = [
  7, 8, 8, 9, 0, 1, 1, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
];

export const start = Date.UTC(2026, 2, 10, 15, 0, 0);
export const interval = 30 * second;

export function samples(values: readonly number[], from = start + interval, step = interval): Sample[] {
  return values.map((value, index) => ({ at: from + index * step, value }));
}

export function series(values: readonly number[], labels: Record<string, string> = {}): Series {
  return { labels, samples: samples(values) };
}

export function seen(metric: string, values: readonly number[], stable?: readonly number[]): Observed {
  return { metric, series: [series(values)], ...(stable && { stable: [series(stable)] }) };
}

/** At the end of fifteen minutes, when nothing else is said. */
export function window(changes: Partial<AnalysisWindow> = {}): AnalysisWindow {
  const until = start + 15 * minute;
  return { from: start, now: until, until, interval, leastSamples: 5, patience: 5 * minute, ...changes };
}

/** After so many samples. */
export function atSample(count: number, changes: Partial<AnalysisWindow> = {}): AnalysisWindow {
  return window({ now: start + count * interval, ...changes });
}

/** S0 and S1: errors < 5 %, P95 < 1000 ms, every 30 s, three in a row. */
export const canaryErrors: ThresholdRule = {
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'roll-back',
  check: 'threshold',
  max: 5,
  strict: true,
  consecutive: 3,
};

export const canaryP95: ThresholdRule = { ...canaryErrors, metric: 'p95', unit: 'ms', max: 1000 };
