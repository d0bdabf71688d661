import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What must go on within seconds of real time is tried alone, so that a kill elsewhere cannot slow it. */
const alone = ['test/faults/replicas*.test.ts', 'test/faults/processes.test.ts'];

/** Those that take longest come first, so that shorter ones fill the gaps. */
const longest = [
  'outages',
  'strategies',
  'strategy-engines',
  'dispatch-answers',
  'strategy-replicas',
  'strategy-outages',
  'kill-at-every-call',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

/** Real processes, really killed. Most of the time something is waited for, so there are more worlds than cores; waits have limits of their own. */
export default defineConfig({
  test: {
    globalSetup: ['test/postgres-setup.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 600_000,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/faults/**/*.test.ts'],
          exclude: alone,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
