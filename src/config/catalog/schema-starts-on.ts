import { listOf, object } from './shapes.ts';
import * as words from './words.ts';

/** Which runs that others start deploy to an environment. */
export const startsOn = object(
  {
    push: object(
      {
        branches: listOf(words.refPattern, 'Branches whose pushes deploy here.').optional(),
        tags: listOf(words.refPattern, 'Tags whose pushes deploy here, written as in gates.ref.').optional(),
      },
      'Pushes that start the workflow to deploy here: known as soon as the run is there.',
    ).optional(),
    job: words.jobName
      .meta({
        description:
          'The job of the workflow that deploys here, by name; * stands for anything. A run in which it is not skipped deploys here, whatever started it.',
      })
      .optional(),
    environment: words.title
      .meta({
        description:
          'Instead of job: the environment on GitHub that the job enters, for workflows with one job for several environments. It is known when the job waits for it or begins.',
      })
      .optional(),
    services: words.servicesShown
      .meta({
        description: `How the title of a run, or the names of its jobs, show which services it deploys: \${services} stands for their names, with commas, or a group; * stands for anything. Without it nobody knows which services a click on GitHub has deployed.`,
      })
      .optional(),
  },
  'Which runs that Quarterdeck has not started deploy here: they are followed and shown like its own. Without this key none are.',
);
