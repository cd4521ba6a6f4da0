import { httpClient } from '../../test/support/http-client.ts'
import { fillAcademy, guidOf } from '../academy.ts'
import { median, spread } from '../compare.ts'
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

export const renameRoot: Scenario = {
  name: 'rename-root',
  compares: 'PUT /api/v2/categories/{id} by Rev: a new name for the root of 10,000, until it is on disk',
  async measure() {
    const academy = await fillAcademy({ categories: 10_000 })
    const ours = await startOurs(academy)
    const client = httpClient(ours.port, 1, { authorization: `VBrick ${academy.revToken}` })
    try {
      const path = `/api/v2/categories/${guidOf(1)}`
      const times: number[] = []
      for (let round = 0; round < 11; round++) {
        const started = performance.now()
        const { status } = await client.send({ method: 'PUT', path, body: { name: `Root ${round}` } })
        if (status !== 200) throw new Error(`the rename was answered with ${status}`)
        times.push(performance.now() - started)
      }
      const warm = times.slice(1)
      return [
        {
          job: 'rename the root of 10,000 categories',
          ours: `${median(warm).toFixed(0)} ms, the first ${times[0]?.toFixed(0) ?? ''} ms`,
          figure: median(warm),
          unit: 'ms',
          spread: spread(warm),
          budget: { atMost: 150, beyond: 80 },
        },
      ]
    } finally {
      client.close()
      await ours.stop()
      academy.folder.remove()
    }
  },
}
