import { httpClient, type HttpClient } from '../../test/support/http-client.ts'
import { fillAcademy, guidOf } from '../academy.ts'
import { median, spread } from '../compare.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

const CATEGORIES = 10_000
const PATH = `/api/v2/categories/${guidOf(1)}`

export const renameRoot: Scenario = {
  name: 'rename-root',
  compares:
    'PUT /api/v2/categories/{id} by Rev: a new name for the root of 10,000, until it is on disk. The bare side, one UPDATE of all paths, tells how fast the machine was',
  quick: true,
  async measure({ effort: { rounds } }) {
    const academy = await fillAcademy({ categories: CATEGORIES })
    const other = await fillAcademy({ categories: CATEGORIES })
    const [ours, bare] = [await startOurs(academy), await startBare('rename-root', other)]
    const toOurs = httpClient(ours.port, 1, { authorization: `VBrick ${academy.revToken}` })
    const toBare = httpClient(bare.port, 1)
    try {
      const times: { ours: number; bare: number }[] = []
      for (let round = 0; round <= 2 * rounds; round++) {
        const first = await rename(toOurs, round)
        times.push({ ours: first, bare: await rename(toBare, round) })
      }
      const [first, ...warm] = times
      const took = warm.map((time) => time.ours)
      const control = median(warm.map((time) => time.bare))
      return [
        {
          job: 'rename the root of 10,000 categories',
          ours: `${median(took).toFixed(0)} ms, the first ${first?.ours.toFixed(0) ?? ''} ms`,
          bare: `${control.toFixed(0)} ms`,
          figure: median(took),
          unit: 'ms',
          spread: spread(took),
          control,
          budget: { atMost: 150, beyond: 80 },
        },
      ]
    } finally {
      toOurs.close()
      toBare.close()
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
      other.folder.remove()
    }
  },
}

/** Milliseconds that it takes. */
async function rename(client: HttpClient, round: number): Promise<number> {
  const started = performance.now()
  const { status } = await client.send({ method: 'PUT', path: PATH, body: { name: `Root ${round}` } })
  if (status !== 200) throw new Error(`the rename was answered with ${status}`)
  return performance.now() - started
}
