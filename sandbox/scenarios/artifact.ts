import { z } from 'zod';
import { defineScenario } from './scenario.ts';

export const artifactUploaded = defineScenario({
  name: 'artifact',
  title: 'A run uploads an artifact',
  description:
    'The newest run of the commit uploads a file in an artifact, such as a report of coverage or of a load test.',
  body: z.strictObject({
    ref: z.string().min(1).optional().describe('Branch, tag or SHA; without one, the default branch'),
    name: z.string().min(1).max(120).default('coverage').describe('Name of the artifact'),
    file: z.string().min(1).max(200).default('coverage-summary.json').describe('Path of the file in it'),
    content: z.string().max(1_000_000).default('{"total": {"lines": {"pct": 71.5}}}').describe('What the file holds'),
  }),
  suggest: (world) => ({ ref: [...Object.keys(world.seed.branches), ...Object.keys(world.seed.tags)] }),
  run(world, { ref = world.seed.defaultBranch, name, file, content }) {
    world.github.upload({ ref, name, files: { [file]: content } });
    return { ref, name, file };
  },
});
