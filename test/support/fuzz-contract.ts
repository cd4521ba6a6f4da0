import { afterEach, beforeEach, expect, it } from 'vitest'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from './academy.ts'
import { digestOfAccount, fuzz } from './fuzz.ts'
import type { FuzzMaterial } from './fuzz-requests.ts'
import { plantForFuzz } from './plant-for-fuzz.ts'
import { randomFrom } from './random.ts'
import { startServer, type ServerProcess } from './server-process.ts'

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)

let folder: DataFolder
let asking: Academy
let other: Academy
let material: FuzzMaterial
let server: ServerProcess

/** Tests that random requests at all doors do no harm. */
export function fuzzContract(requests: number): void {
  beforeEach(async () => {
    folder = makeDataFolder()
    ;({ asking, other, material } = await folder.withStore(async (store) => {
      const academies = {
        asking: await foundAcademy(store, 'Asking', 'asking.example'),
        other: await foundAcademy(store, 'Other', 'other.example'),
      }
      const box = new SealedBox(makeServerKey(serverKeyPath(folder.path)))
      return { ...academies, material: await plantForFuzz(store, box, academies.asking, academies.other) }
    }))
    server = await startServer({ dataDir: folder.path })
  })
  afterEach(async () => {
    await server.kill()
    folder.remove()
  })

  it(
    `answers ${requests} random requests, and changes nothing of another account`,
    { timeout: 900_000 },
    async () => {
      console.log(`FUZZ_SEED=${SEED}`)
      const before = digestOfAccount(folder.database, other.account.id)
      const own = digestOfAccount(folder.database, asking.account.id)

      const { statuses, wrong } = await fuzz(server.port, requests, randomFrom(SEED), material)
      console.log(`statuses: ${JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))}`)

      expect(wrong.slice(0, 20)).toEqual([])
      expect(statuses.get(200) ?? 0, 'a good part of the requests is carried out').toBeGreaterThan(
        requests / 4,
      )
      expect(digestOfAccount(folder.database, other.account.id)).toBe(before)
      expect(digestOfAccount(folder.database, asking.account.id)).not.toBe(own)
      expect(/^.*"level":"(error|fatal)".*$/m.exec(server.output())?.[0]).toBeUndefined()
      expect(await server.stop()).toBe(0)
    },
  )
}
