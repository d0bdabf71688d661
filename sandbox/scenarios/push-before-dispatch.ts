import { z } from 'zod';
import { defineScenario } from './scenario.ts';

export const pushBeforeDispatch = defineScenario({
  name: 'push-before-dispatch',
  title: 'Somebody pushes now',
  description: 'A commit lands on the branch at this moment: use it between a request and its approval.',
  body: z.strictObject({
    branch: z.string().min(1).optional().describe('Branch; without one, develop or the default branch'),
    handle: z.string().min(1).default('dev2').describe('Who pushes'),
    message: z.string().min(1).default('Fix a typo in the order validator'),
  }),
  suggest: (world) => ({
    branch: Object.keys(world.seed.branches),
    handle: world.people.map((person) => person.handle),
  }),
  run(world, { branch, handle, message }) {
    const { branches, defaultBranch, repository } = world.seed;
    const target = branch ?? ('develop' in branches ? 'develop' : defaultBranch);
    const pushed = world.github.push(handle, { repository, branch: target, message });
    if ('refused' in pushed) throw new Error(pushed.message);
    return { branch: target, sha: pushed.sha };
  },
});
