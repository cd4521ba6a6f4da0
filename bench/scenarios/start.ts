import { fillAcademy } from '../academy.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'
import { measureStarts } from '../starts.ts'

export const start: Scenario = {
  name: 'start',
  compares:
    'the built server on a store of 10,000 categories: until its first answer, and idle five seconds later. How long a bare server takes tells how fast the machine was',
  quick: true,
  async measure({ effort: { rounds } }) {
    const academy = await fillAcademy({ categories: 10_000 })
    try {
      return await measureStarts({
        rounds,
        start: () => startOurs(academy),
        control: () => startBare('read-category', academy),
      })
    } finally {
      academy.folder.remove()
    }
  },
}
