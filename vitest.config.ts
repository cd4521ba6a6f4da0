import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { JOURNEY_TIMEOUT_MS, STEP_TIMEOUT_MS } from './test/support/patience.ts'

/** What starts processes, PostgreSQL or a browser, or otherwise takes more than a moment. */
const slow = ['**/*.slow.test.ts', 'test/acceptance/**/*.test.ts']
const never = ['**/node_modules/**', '**/dist/**', 'data/**', 'test/campaign/**']

const jsonFile = process.env.VITEST_JSON

export default defineConfig({
  test: {
    watch: false,
    pool: 'threads',
    setupFiles: ['test/support/hold-answers.ts'],
    globalSetup: ['test/support/build-console.ts'],
    // One for each processor: the slow tests wait for other processes most of the time.
    maxWorkers: Math.max(2, availableParallelism()),
    reporters: jsonFile ? ['default', ['json', { outputFile: jsonFile }]] : ['default'],
    // What is waited for may take its time.
    expect: { poll: { timeout: STEP_TIMEOUT_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['{src,test,bench}/**/*.test.ts'],
          exclude: [...never, ...slow],
          // Files share a worker's modules, which hold no state: loading them anew costs 0.7 s a file.
          isolate: false,
          restoreMocks: true,
          // How long a test may hang, not how fast it must be: a busy machine is ten times slower.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          exclude: never,
          testTimeout: JOURNEY_TIMEOUT_MS,
          hookTimeout: JOURNEY_TIMEOUT_MS,
        },
      },
    ],
  },
})
