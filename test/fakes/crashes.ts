/** Where a process can die around one step: before its body, when the body is done but its result is not stored, after that. */
export const moments = ['before', 'between', 'after'] as const;
export type Moment = (typeof moments)[number];

export interface Boundary {
  number: number;
  workflowId: string;
  /** Name of the step; `receive`, `drain`, `now`, `sleep`, `send`, `start` for the others. */
  step: string;
  moment: Moment;
}

/** Counts the boundaries that a run passes, and says at which to die. */
export interface Crashes {
  /** Dies at the boundary with this number, counted from 0 since the engine was made. Once. */
  crashAt(number: number): void;
  /** Dies the next time a step of this name reaches that moment. Once. */
  crashBefore(step: string): void;
  crashBetween(step: string): void;
  crashAfter(step: string): void;
  /** Every boundary passed so far. */
  readonly passed: readonly Boundary[];
  /** Those at which it died. */
  readonly crashed: readonly Boundary[];
}

/** The counter itself; `pass` answers whether to die here. */
export function createCrashes(): Crashes & { pass(boundary: Omit<Boundary, 'number'>): boolean } {
  const passed: Boundary[] = [];
  const crashed: Boundary[] = [];
  const numbers = new Set<number>();
  const names = new Set<string>();
  return {
    passed,
    crashed,
    crashAt: (number) => void numbers.add(number),
    crashBefore: (step) => void names.add(`before ${step}`),
    crashBetween: (step) => void names.add(`between ${step}`),
    crashAfter: (step) => void names.add(`after ${step}`),
    pass(at) {
      const boundary = { number: passed.length, ...at };
      passed.push(boundary);
      const dies = numbers.delete(boundary.number) || names.delete(`${at.moment} ${at.step}`);
      if (dies) crashed.push(boundary);
      return dies;
    },
  };
}

/** Until nothing is left to be done, started again whenever it died; a scenario dies once, so a few rounds are more than enough. */
export async function runOn(engine: {
  readonly crashed: readonly Boundary[];
  restart(): void;
  runUntilIdle(): Promise<void>;
}): Promise<void> {
  for (let rounds = 0; rounds < 5; rounds++) {
    if (engine.crashed.length > 0) engine.restart();
    await engine.runUntilIdle();
  }
}

/**
 * Runs `scenario` once undisturbed to count its boundaries, and then once for each of them, dying there. `scenario` builds
 * everything anew, passes `arm` the engine before it starts anything, checks its own outcome, and returns the engine.
 * Returns the number of boundaries. An error says at which boundary it happened.
 */
export async function atEveryBoundary<Engine extends Crashes>(
  scenario: (arm: (engine: Engine) => void) => Promise<Engine>,
  /** Only from the first boundary of this step on: those before are another test's. */
  from?: string,
): Promise<number> {
  const { passed } = await scenario(() => {});
  const first = from === undefined ? 0 : passed.findIndex(({ step }) => step === from);
  if (first < 0) throw new Error(`the scenario has no step "${from}"`);
  for (const { number, workflowId, step, moment } of passed.slice(first)) {
    let armed: Engine | undefined;
    const where = `killed ${moment} "${step}" of ${workflowId} (boundary ${number})`;
    try {
      await scenario((engine) => {
        armed = engine;
        engine.crashAt(number);
      });
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    if (armed?.crashed.length !== 1) throw new Error(`${where}: the run never got there; is it deterministic?`);
  }
  return passed.length - first;
}
