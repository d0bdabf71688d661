import { z } from 'zod';
import { asksForStatus, type Contexts, interpolate, value } from './expression.ts';
import type { Step } from './run.ts';
import type { JobDefinition, StepDefinition } from './workflow-file.ts';

export type Matrix = Record<string, unknown>;

const axes = z.record(z.string(), z.unknown());
const rows = z.array(z.record(z.string(), z.unknown()));

/** Every combination of the matrix, after `exclude` and `include`; one empty combination when there is none. */
export function combinations(definition: JobDefinition, contexts: Contexts): Matrix[] {
  const given = value(definition.strategy?.matrix ?? {}, contexts);
  const { include = [], exclude = [], ...lists } = axes.parse(given);
  const evaluated = Object.entries(lists).map(([name, list]): [string, unknown[]] => [
    name,
    z.array(z.unknown()).parse(value(list, contexts)),
  ]);
  if (evaluated.length === 0 && rows.parse(include).length === 0) return [{}];
  let found: Matrix[] = evaluated.length === 0 ? [] : [{}];
  for (const [name, list] of evaluated) found = found.flatMap((row) => list.map((item) => ({ ...row, [name]: item })));
  found = found.filter((row) => !rows.parse(exclude).some((rule) => agrees(row, rule, Object.keys(rule))));
  for (const extra of rows.parse(include)) {
    const shared = Object.keys(extra).filter((name) => name in lists);
    const partners = found.filter((row) => shared.length > 0 && agrees(row, extra, shared));
    if (partners.length === 0) found.push({ ...extra });
    for (const partner of partners) Object.assign(partner, extra);
  }
  return found;
}

function agrees(row: Matrix, rule: Matrix, names: string[]): boolean {
  return names.every((name) => JSON.stringify(row[name]) === JSON.stringify(rule[name]));
}

/** `build (api)`, or the job's own name with its expressions filled in. */
export function jobName(key: string, definition: JobDefinition, matrix: Matrix, contexts: Contexts): string {
  const given = definition.name;
  if (given?.includes('${{')) return interpolate(given, { ...contexts, matrix });
  const values = Object.values(matrix).filter((item) => typeof item !== 'object');
  return values.length === 0 ? (given ?? key) : `${given ?? key} (${values.join(', ')})`;
}

/** The steps of a job, with the first and the last that GitHub adds. */
export function planSteps(definition: JobDefinition, contexts: Contexts): Step[] {
  const named = definition.steps.map((step) => ({ step, name: interpolate(stepName(step), contexts) }));
  const containers = definition.services === undefined ? [] : [{ step: null, name: 'Initialize containers' }];
  const all = [{ step: null, name: 'Set up job' }, ...containers, ...named, { step: null, name: 'Complete job' }];
  return all.map(({ step, name }, index) => ({
    number: index + 1,
    name,
    definition: step,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
  }));
}

/** As it is displayed, with its expressions as written. */
export function stepName(step: StepDefinition): string {
  if (step.name !== undefined) return step.name;
  return `Run ${step.uses ?? (step.run ?? '').trim().split('\n')[0] ?? ''}`;
}

const builtIn = 1_000;

/**
 * Milliseconds of each step. Steps named in `known` take what is said there; the others share what is left of `total`
 * evenly. A step that runs only after a failure takes a share of no successful job.
 */
export function stepDurations(steps: Step[], total: number, known: (name: string) => number | undefined): number[] {
  const fixed = steps.map((step) => (step.definition === null ? builtIn : known(step.name)));
  const shares = steps.map((step, index) => fixed[index] === undefined && !isExceptional(step.definition));
  const sharers = shares.filter(Boolean).length;
  const spent = fixed.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const share = sharers === 0 ? 0 : Math.max(builtIn, Math.floor((total - spent) / sharers));
  return steps.map((_, index) => fixed[index] ?? (shares[index] ? share : 5 * builtIn));
}

function isExceptional(definition: StepDefinition | null): boolean {
  const condition = String(definition?.if ?? '');
  return asksForStatus(condition) && !/always\s*\(/.test(condition);
}
