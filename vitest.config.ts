import { defineConfig } from 'vitest/config';

/** Tests of pure code share their workers; whatever starts servers, engines or processes gets a worker of its own. */
const pure = [
  'test/{policy,model,commands,views,config,cli,usecases,docs,architecture}/**/*.test.ts',
  'test/sandbox/slack/{block-limits,view-rules,controls}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/postgres-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, 'test/faults/**', 'node_modules/**'],
        },
      },
    ],
  },
});
