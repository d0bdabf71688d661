import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The durable engine is one for a process: each file that starts it gets a process of its own. All others share theirs. */
const engine = [
  'test/adapters/dbos/**/*.test.ts',
  'test/contracts/durable-dbos*.test.ts',
  'test/workflows/boundaries-dbos.test.ts',
];

/** Files that start whole worlds and wait for them come first, so that shorter ones fill the gaps. */
class WorldsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWorld = ({ moduleId }: TestSpecification) => /\/test\/(acceptance|sandbox\/page)\//.test(moduleId);
    const longestFirst = await super.sort(files);
    return [...longestFirst.filter(isWorld), ...longestFirst.filter((file) => !isWorld(file))];
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/postgres-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Worlds mostly wait, so there are more of them than cores.
    maxWorkers: 6,
    sequence: { sequencer: WorldsFirst },
    projects: [
      { extends: true, test: { name: 'engine', include: engine } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...engine, 'test/faults/**', 'test/real/**', 'node_modules/**'],
          isolate: false,
        },
      },
    ],
  },
});
