import { defineConfig } from 'vitest/config'

/**
 * The long campaigns: `npm run campaign` runs all of them, `npm run campaign -- limits` those with that word in their
 * path. `npm test` runs a short form of each.
 */
export default defineConfig({
  test: {
    watch: false,
    pool: 'threads',
    // They load the machine on purpose: one at a time.
    maxWorkers: 1,
    include: ['test/campaign/**/*.campaign.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
})
