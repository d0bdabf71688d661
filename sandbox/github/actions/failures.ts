import { stepName } from './plan.ts';
import type { Job } from './run.ts';
import type { JobDefinition, Workflow } from './workflow-file.ts';

/** The failures that somebody asked for. */
export interface Failures {
  /** @throws Error when no workflow has that job, or that job no such step: the failure would never come. */
  add(input: { job: string; step?: string; times?: number }): void;
  clear(): void;
  /** Where this job is to fail: the name of a step, an empty string for its last step, or null for not at all. */
  take(job: Job): string | null;
}

/** A failure is for jobs of that key or that displayed name, however it is capitalised. */
export function createFailures(workflows: readonly Workflow[]): Failures {
  const planned: { job: string; step: string; times: number }[] = [];
  return {
    add({ job, step, times }) {
      checkNames(workflows, job, step);
      planned.push({ job: job.toLowerCase(), step: step ?? '', times: times ?? 1 });
    },
    clear() {
      planned.length = 0;
    },
    take(job) {
      const names = [job.key.toLowerCase(), job.name.toLowerCase()];
      const found = planned.find((failure) => names.includes(failure.job));
      if (found === undefined) return null;
      found.times -= 1;
      if (found.times <= 0) planned.splice(planned.indexOf(found), 1);
      return found.step;
    },
  };
}

function checkNames(workflows: readonly Workflow[], job: string, step: string | undefined): void {
  const jobs = workflows.flatMap(({ definition }) => Object.entries(definition.jobs));
  const meant = jobs.filter(([key, { name }]) => [key, name ?? key].some((each) => isShownAs(each, job)));
  if (meant.length === 0) {
    const keys = [...new Set(jobs.map(([key]) => key))];
    throw new Error(`No workflow has a job "${job}"; there are: ${keys.join(', ')}.`);
  }
  if (step === undefined || meant.some(([, definition]) => hasStep(definition, step))) return;
  const steps = [...new Set(meant.flatMap(([, definition]) => definition.steps.map(stepName)))];
  throw new Error(`The job "${job}" has no step "${step}"; it has: ${steps.join(', ')}.`);
}

/** A step is meant by its id, or by a part of its name. */
function hasStep({ steps }: JobDefinition, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return steps.some(
    (step) =>
      step.id?.toLowerCase() === name ||
      isShownAs(stepName(step), wanted) ||
      stepName(step).toLowerCase().includes(name),
  );
}

/** Whether a name may be displayed so: expressions are filled in, and a matrix is added in brackets. */
function isShownAs(name: string, shown: string): boolean {
  const [own, given] = [name.toLowerCase(), shown.toLowerCase()];
  const [beginning = ''] = own.split('${{');
  return given === own || given.startsWith(`${own} (`) || (beginning !== own && given.startsWith(beginning));
}
