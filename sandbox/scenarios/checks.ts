import { z } from 'zod';
import { defineScenario, type Scenario } from './scenario.ts';

const body = z.strictObject({
  ref: z.string().min(1).optional().describe('Branch, tag or SHA; without one, the tips of all branches and tags'),
  name: z.string().min(1).optional().describe('Name of one check; without one, all of them'),
  summary: z.string().min(1).optional().describe('What it reports of itself, such as Coverage: 71%'),
});

function checks(name: string, title: string, conclusion: 'success' | 'failure' | 'pending', description: string) {
  return defineScenario({
    name,
    title,
    description,
    body,
    suggest: (world) => ({ ref: [...Object.keys(world.seed.branches), ...Object.keys(world.seed.tags)] }),
    run(world, { ref, name: check, summary }) {
      world.github.setChecks({
        conclusion,
        ...(ref === undefined ? {} : { ref }),
        ...(check === undefined ? {} : { name: check }),
        ...(summary === undefined ? {} : { summary }),
      });
      return { conclusion, ref: ref ?? 'all tips', name: check ?? 'all checks' };
    },
  });
}

export const checkScenarios: Scenario[] = [
  checks('checks-red', 'Checks turn red', 'failure', 'Required checks of the commit have failed.'),
  checks('checks-pending', 'Checks are pending', 'pending', 'Required checks of the commit have not finished.'),
  checks('checks-green', 'Checks turn green', 'success', 'Required checks of the commit have succeeded.'),
];
