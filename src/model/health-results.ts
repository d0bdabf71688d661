import type { Conclusion, Run } from './run.ts';

/** One job or step of a run that tells whether what was deployed works. */
export interface HealthResult {
  name: string;
  /** Null while it has not ended. */
  conclusion: Conclusion | null;
  /** Of its job. */
  url: string;
}

const telling = /\b(smoke|health)/i;

/** The jobs and steps of a run that are named after smoke tests and health checks, in the run's order. */
export function healthResults({ jobs }: Pick<Run, 'jobs'>): HealthResult[] {
  return jobs.flatMap(({ name, conclusion, url, steps }) => [
    ...(telling.test(name) ? [{ name, conclusion, url }] : []),
    ...steps
      .filter((step) => telling.test(step.name))
      .map((step) => ({ name: `${name}: ${step.name}`, conclusion: step.conclusion, url })),
  ]);
}
