import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import { defineScenario } from './scenario.ts';

/** Keys of durations are `job`, `workflow file:job` or `job/step`. */
const jobs = (world: LiveWorld) => [
  ...new Set(Object.keys(world.seed.durations).map((key) => key.replace(/^[^/]*:/, '').replace(/\/.*$/, ''))),
];
const steps = (world: LiveWorld) => [
  ...new Set(Object.keys(world.seed.durations).flatMap((key) => /\/(.*)$/.exec(key)?.[1] ?? [])),
];

export const jobFails = defineScenario({
  name: 'job-fails',
  title: 'A job fails',
  description: 'The next run of this job fails, at the named step if one is given.',
  body: z.strictObject({
    job: z.string().min(1).optional().describe('Id or name of the job; without one, a job that deploys'),
    step: z.string().min(1).optional().describe('Name of the step'),
    times: z.int().min(1).max(100).default(1).describe('How many runs of it fail'),
  }),
  suggest: (world) => ({ job: jobs(world), step: steps(world) }),
  run(world, { job, step, times }) {
    const known = jobs(world);
    const chosen = job ?? known.find((id) => id.includes('staging')) ?? known.find((id) => id.includes('deploy'));
    if (chosen === undefined) throw new Error('The example names no job; give one.');
    world.github.failJob({ job: chosen, times, ...(step === undefined ? {} : { step }) });
    return { job: chosen, step: step ?? null, times };
  },
});
