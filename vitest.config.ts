import { defineConfig } from 'vitest/config';
import { processEnvironment } from './api/processFlags.ts';

const statistics = ['tests/reference/**/*.test.ts', 'tests/unit/stats/**/*.test.ts', 'tests/unit/cli/fit*.test.ts'];

const faults = ['tests/faults/**/*.test.ts'];

/** Faults that wait out leases and kill for minutes: a command of their own, `npm run test:endurance`. */
const endurance = ['tests/endurance/**/*.test.ts'];

/** What reads the sources alone: `npm run check` starts no database for it. */
const rules = ['tests/boundaries.test.ts'];

/**
 * Four groups, one after the other, and one apart. Where processes are killed and paused against the clock, nothing else runs. Statistics keep a
 * processor busy throughout, and need no database.
 */
export default defineConfig({
  // As Node resolves packages. With Vite's own conditions graphql is there twice, and one copy takes the types of the other for strangers.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    setupFiles: ['tests/support/propertySeed.ts', 'tests/support/afterFile.ts'],
    // Processes, not threads: tests start children, pools and signal handlers of their own.
    pool: 'forks',
    maxWorkers: 2,
    // For a machine that has other things to do, and no claims: a test that claims a time judges it itself.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
    // By default a worker gives way to everything on its machine: beside something that never rests, as the next file of tests, it would get nowhere.
    env: { ...processEnvironment, EARSHOT_WORKER_GIVES_WAY: process.env.EARSHOT_WORKER_GIVES_WAY ?? '0' },
    projects: [
      {
        extends: true,
        test: {
          name: 'product',
          include: ['tests/**/*.test.ts'],
          exclude: [...faults, ...endurance, ...statistics, ...rules],
          globalSetup: ['tests/support/globalSetup.ts'],
          isolate: false, // files of one process share the modules: building the graph anew for each took a sixth of the time
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: faults,
          globalSetup: ['tests/support/globalSetup.ts'],
          testTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'statistics', include: statistics, isolate: false, sequence: { groupOrder: 2 } } },
      { extends: true, test: { name: 'rules', include: rules, sequence: { groupOrder: 2 } } },
      {
        extends: true,
        test: {
          name: 'endurance',
          include: endurance,
          globalSetup: ['tests/support/globalSetup.ts'],
          maxWorkers: 1,
          testTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
