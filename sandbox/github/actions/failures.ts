import type { Job } from './run.ts';

/** The failures that somebody asked for. */
export interface Failures {
  add(input: { job: string; step?: string; times?: number }): void;
  clear(): void;
  /** Where this job is to fail: the name of a step, an empty string for its last step, or null for not at all. */
  take(job: Job): string | null;
}

/** A failure is for jobs of that key or that displayed name, however it is capitalised. */
export function createFailures(): Failures {
  const planned: { job: string; step: string; times: number }[] = [];
  return {
    add({ job, step, times }) {
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
