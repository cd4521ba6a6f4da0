import { fillAcademy } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { requestText } from '../load.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

export const createCategory: Scenario = {
  name: 'create-category',
  compares:
    'POST /api/v2/categories by Rev, 32 clients, with audit, with node:http that commits one insert a request',
  quick: true,
  async measure({ effort }) {
    const [academy, other] = [
      await fillAcademy({ categories: 1_000 }),
      await fillAcademy({ categories: 1_000 }),
    ]
    const [ours, bare] = [await startOurs(academy), await startBare('create-category', other)]
    try {
      const headers = { authorization: `VBrick ${academy.revToken}` }
      const load = (round: number) => ({
        connections: 32,
        requests: 6_000,
        request: (number: number) =>
          requestText('POST', '/api/v2/categories', headers, { name: `New ${round} ${number}` }),
      })
      const result = await compare({ ours, bare }, load, load, effort)
      return [
        {
          job: 'create a category, 32 clients',
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
          budget: { atLeast: 1.3, beyond: 1.8 },
        },
      ]
    } finally {
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
      other.folder.remove()
    }
  },
}
