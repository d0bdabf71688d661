import type { ArtifactFile, ArtifactResult } from '../model/artifact.ts';
import { sameFile } from '../model/artifact.ts';
import type { CoverageRule, LoadTestRule, ResultSource } from '../model/catalog.ts';
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

/** Where results are looked for: what checks report, and files of artifacts. */
export interface Results {
  checks: readonly CheckRun[];
  artifacts: readonly ArtifactResult[];
}

/** Of several checks that tell a coverage the lowest counts. */
export function measuredCoverage(rule: CoverageRule, given: Results): Measured {
  const wanted = `at least ${rule.minimum} %`;
  const read = rule.from
    ? fileOf(rule.from, given).flatMap(({ coverage }) => coverage ?? [])
    : outputsOf(rule.check, given.checks).flatMap((text) => readCoverage(text) ?? []);
  if (read.length === 0) return missing('coverage', rule, given, wanted);
  const lowest = Math.min(...read);
  const saw = [{ what: 'Coverage', found: `${round(lowest)} %`, wanted }];
  if (lowest >= rule.minimum) return { reason: null, says: '', saw };
  const says = `coverage is ${round(lowest)} %, and has to be ${wanted}`;
  return { reason: 'coverage-too-low', says, saw };
}

/** Every value that has a limit must be told, and be below it. Of several load tests the worst counts. */
export function measuredLoadTest(rule: LoadTestRule, given: Results): Measured {
  const read = rule.from
    ? fileOf(rule.from, given).flatMap(({ loadTest }) => loadTest ?? [])
    : outputsOf(rule.check, given.checks).map(readLoadTest);
  const limits: [what: string, of: Exclude<keyof LoadTestResult, 'missed'>, limit: number | null, unit: string][] = [
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
  const own: string[][] = rule.thresholds ? read.flatMap(({ missed }) => (missed ? [missed] : [])) : [];
  const missedOwn = [...new Set(own.flat())];
  const saw = [
    ...judged.map(({ what, found, wanted }): Seen => ({ what, found, wanted })),
    ...(rule.thresholds ? [sayThresholds(own.length > 0, missedOwn)] : []),
  ];
  const untold = judged.filter(({ worst }) => worst === null);
  const noThresholds = rule.thresholds === true && own.length === 0;
  if (untold.length === judged.length && own.length === 0) return missing('load test', rule, given, 'its result', saw);
  const over = judged.filter(({ worst, limit }) => worst !== null && worst >= limit);
  if (over.length > 0 || missedOwn.length > 0) {
    const words = [...over.map(({ name, found, wanted }) => `${name} ${found} (${wanted})`), ...missedOwn];
    return { reason: 'load-test-missed', says: `the load test missed ${list(words)}`, saw };
  }
  if (untold.length > 0 || noThresholds) {
    const lacking = [...untold.map(({ name }) => name), ...(noThresholds ? ['its thresholds'] : [])];
    const says = `the load test does not tell ${list(lacking)}`;
    return { reason: 'check-result-missing', says, saw };
  }
  return { reason: null, says: '', saw };
}

function sayThresholds(told: boolean, missed: readonly string[]): Seen {
  const found = missed.length > 0 ? `missed ${list(missed)}` : told ? 'hold' : 'not told';
  return { what: 'Load test: its own thresholds', found, wanted: 'hold' };
}

/** The file, where it could be read. */
function fileOf(from: ArtifactFile, { artifacts }: Results): ArtifactResult[] {
  return artifacts.filter((each) => sameFile(each, from) && each.missing === null);
}

function outputsOf(pattern: string | undefined, results: readonly CheckRun[]): string[] {
  const fitting = results.filter(({ name, status }) => status === 'completed' && nameFits(pattern ?? '', name));
  return fitting.flatMap(({ output }) => (output ? [output] : []));
}

function missing(
  what: string,
  { check, from }: ResultSource,
  { artifacts }: Results,
  wanted: string,
  saw?: Seen[],
): Measured {
  const why = from ? artifacts.find((each) => sameFile(each, from))?.missing : null;
  const told = from ? `${from.file} in the artifact ${from.artifact}` : `check ${check ?? ''}`;
  return {
    reason: 'check-result-missing',
    says:
      why ?? (from ? `${told} does not tell the result of the ${what}` : `no ${told} tells the result of the ${what}`),
    saw: saw ?? [{ what: what === 'coverage' ? 'Coverage' : 'Load test', found: 'not told', wanted }],
  };
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
