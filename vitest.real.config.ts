import { defineConfig } from 'vitest/config';

/** The simulations and the originals side by side: the same suites on both. */
export default defineConfig({
  test: {
    include: [
      'test/real/**/*.test.ts',
      'test/contracts/metrics.test.ts',
      'test/contracts/silences.test.ts',
      'test/sandbox/alertmanager/refusals.test.ts',
    ],
    globalSetup: ['test/real/originals.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
