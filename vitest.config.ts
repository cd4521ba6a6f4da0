import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

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
          testTimeout: 10_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          exclude: never,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
