import type { CoverageRule, LoadTestRule } from '../model/catalog.ts';
import type { CheckRun } from '../model/commit.ts';
import type { LoadTestResult } from '../model/measured.ts';
import { readCoverage, readLoadTest } from '../model/measured.ts';
import type { ReasonCode, Seen } from '../model/verdict.ts';
import { nameFits } from './check-names.ts';
import { list } from './verdicts.ts';

/** What a check measured, held against what is wanted; `reason` is null when that is enough. */
export interface Measured {
  reason: Extract<ReasonCode, 'coverage-too-low' | 'load-test-missed' | 'check-result-missing'> | null;
  /** What is wrong, without a full stop; empty when nothing is. */
  says: string;
  saw: Seen[];
}

/** Of several checks that tell a coverage the lowest counts. */
export function measuredCoverage(rule: CoverageRule, results: readonly CheckRun[]): Measured {
  const read = outputsOf(rule.check, results).flatMap((text) => readCoverage(text) ?? []);
  const wanted = `at least ${rule.minimum} %`;
  if (read.length === 0) return missing('coverage', rule.check, wanted);
  const lowest = Math.min(...read);
  const saw = [{ what: 'Coverage', found: `${round(lowest)} %`, wanted }];
  if (lowest >= rule.minimum) return { reason: null, says: '', saw };
  const says = `coverage is ${round(lowest)} %, and has to be ${wanted}`;
  return { reason: 'coverage-too-low', says, saw };
}

/** Every value that has a limit must be told, and be below it. Of several load tests the worst counts. */
export function measuredLoadTest(rule: LoadTestRule, results: readonly CheckRun[]): Measured {
  const read = outputsOf(rule.check, results).map(readLoadTest);
  const limits: [what: string, of: keyof LoadTestResult, limit: number | null, unit: string][] = [
    ['p95', 'p95', rule.p95, 'ms'],
    ['p99', 'p99', rule.p99, 'ms'],
    ['Errors', 'errors', rule.errors, '%'],
    ['Order execution', 'orderExecution', rule.orderExecution, 'ms'],
  ];
  const judged = limits.flatMap(([what, of, limit, unit]) => {
    if (limit === null) return [];
    const values = read.flatMap((each) => each[of] ?? []);
    const worst = values.length > 0 ? Math.max(...values) : null;
    const found = worst === null ? 'not told' : `${round(worst)} ${unit}`;
    return [{ what: `Load test: ${what}`, name: what, worst, limit, found, wanted: `below ${limit} ${unit}` }];
  });
  const saw = judged.map(({ what, found, wanted }): Seen => ({ what, found, wanted }));
  const untold = judged.filter(({ worst }) => worst === null);
  if (untold.length === judged.length) return missing('load test', rule.check, 'its result', saw);
  const over = judged.filter(({ worst, limit }) => worst !== null && worst >= limit);
  if (over.length > 0) {
    const words = over.map(({ name, found, wanted }) => `${name} ${found} (${wanted})`);
    return { reason: 'load-test-missed', says: `the load test missed ${list(words)}`, saw };
  }
  if (untold.length > 0) {
    const says = `the load test does not tell ${list(untold.map(({ name }) => name))}`;
    return { reason: 'check-result-missing', says, saw };
  }
  return { reason: null, says: '', saw };
}

function outputsOf(pattern: string, results: readonly CheckRun[]): string[] {
  const fitting = results.filter(({ name, status }) => status === 'completed' && nameFits(pattern, name));
  return fitting.flatMap(({ output }) => (output ? [output] : []));
}

function missing(what: string, check: string, wanted: string, saw?: Seen[]): Measured {
  return {
    reason: 'check-result-missing',
    says: `no check ${check} tells the result of the ${what}`,
    saw: saw ?? [{ what: what === 'coverage' ? 'Coverage' : 'Load test', found: 'not told', wanted }],
  };
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
