import { afterEach, beforeEach, expect, it } from 'vitest'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from '../support/academy.ts'
import { digestOfAccount, fuzz } from '../support/fuzz.ts'
import type { FuzzMaterial } from '../support/fuzz-requests.ts'
import { plantForFuzz } from '../support/plant-for-fuzz.ts'
import { randomFrom } from '../support/random.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 100_000)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)

let folder: DataFolder
let asking: Academy
let other: Academy
let material: FuzzMaterial
let server: ServerProcess

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
  'answers 100,000 random requests, and changes nothing of another account',
  { timeout: 900_000 },
  async () => {
    console.log(`FUZZ_SEED=${SEED}`)
    const before = digestOfAccount(folder.database, other.account.id)
    const own = digestOfAccount(folder.database, asking.account.id)

    const { statuses, wrong } = await fuzz(server.port, REQUESTS, randomFrom(SEED), material)
    console.log(`statuses: ${JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))}`)

    expect(wrong.slice(0, 20)).toEqual([])
    expect(statuses.get(200) ?? 0, 'a good part of the requests is carried out').toBeGreaterThan(REQUESTS / 4)
    expect(digestOfAccount(folder.database, other.account.id)).toBe(before)
    expect(digestOfAccount(folder.database, asking.account.id)).not.toBe(own)
    expect(/^.*"level":"(error|fatal)".*$/m.exec(server.output())?.[0]).toBeUndefined()
    expect(await server.stop()).toBe(0)
  },
)
