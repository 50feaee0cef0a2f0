import { defineConfig } from 'vitest/config';

const statistics = ['tests/reference/**/*.test.ts', 'tests/unit/stats/**/*.test.ts', 'tests/unit/cli/fit*.test.ts'];

/**
 * Two groups, one after the other. Statistics keep a processor busy throughout; beside them the product's worker, which gives way to
 * everything on its machine, would hardly run, and its tests would wait for it in vain. They also need no database.
 */
export default defineConfig({
  test: {
    setupFiles: ['tests/support/propertySeed.ts'],
    // Processes, not threads: tests start children, pools and signal handlers of their own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['tests/**/*.test.ts'],
          exclude: statistics,
          globalSetup: ['tests/support/globalSetup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'statistics', include: statistics, sequence: { groupOrder: 1 } } },
    ],
  },
});
