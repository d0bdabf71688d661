import { defineConfig } from 'vitest/config';

/** Real processes, really killed: one file at a time, so that a kill in one cannot slow the waits of another. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/postgres-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
