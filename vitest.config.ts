import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/propertySeed.ts'],
    globalSetup: ['tests/support/globalSetup.ts'],
    // Processes, not threads: tests start children, pools and signal handlers of their own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
