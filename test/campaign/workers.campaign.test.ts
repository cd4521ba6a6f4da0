import { expect, it } from 'vitest'
import { crashWorkers } from '../support/crash-workers.ts'

// Workers are killed twenty times under load. The short form: test/workers.slow.test.ts.
const seed = Number(process.env.WORKERS_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.WORKERS_KILLS ?? 20)

it('loses nothing that was acknowledged when workers are killed', { timeout: 600_000 }, async () => {
  const { faults, ...report } = await crashWorkers({ seed, kills })
  console.log(`WORKERS_SEED=${seed} ${JSON.stringify(report)}`)
  expect(faults).toEqual([])
  expect(report.killed.writer + report.killed.reader).toBe(kills)
  expect(report.acknowledged).toBeGreaterThan(kills)
})
