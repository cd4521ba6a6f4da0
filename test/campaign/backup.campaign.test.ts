import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { backUpAndRestore, logBytes, writeWithoutPause } from '../support/backups-under-load.ts'
import { makeInstallation } from '../support/installation.ts'
import { randomFrom } from '../support/random.ts'

// Backups at random moments while sixteen clients write. The short form: test/acceptance/backup.test.ts.
const backups = Number(process.env.BACKUPS ?? 20)
const seed = Number(process.env.BACKUP_SEED ?? Date.now() % 1_000_000)

it('makes of every moment a backup of one instant, with all that was answered before', async () => {
  const random = randomFrom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-backups-'))
  const here = makeInstallation()
  try {
    const demo = (await here.run(['demo', '--json'])).stdout
    const { api } = JSON.parse(demo) as { api: { token: string } }
    const server = await here.start(['start', '--demo'], { QUADRIVIUM_RATE_LIMITS: 'off' })
    const writing = await writeWithoutPause(server, api.token, 16)
    const made = []
    let longestLog = 0
    for (let round = 0; round < backups; round++) {
      await pause(random.below(3_000))
      made.push(await backUpAndRestore(here, folder, writing.answered))
      longestLog = Math.max(longestLog, logBytes(here))
    }
    await writing.stop()
    const groups = writing.answered().reduce((sum, count) => sum + count, 0)
    console.log(
      `seed ${seed}: ${groups} groups, log at most ${Math.round(longestLog / 2 ** 20)} MiB, backups in ms: ` +
        made.map(({ milliseconds }) => Math.round(milliseconds)).join(' '),
    )
    expect(writing.troubles).toEqual([])
    expect(made.flatMap(({ faults }) => faults)).toEqual([])
  } finally {
    await here.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})
