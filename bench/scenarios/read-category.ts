import { fillAcademy, guidOf } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { requestText } from '../load.ts'
import { demandSameAnswers } from '../lab/same-answers.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

const CATEGORIES = 10_000

export const readCategory: Scenario = {
  name: 'read-category',
  compares:
    'GET /api/v2/categories/{id} by Rev with a session and a log line, with node:http and one prepared statement',
  quick: true,
  async measure({ effort }) {
    const academy = await fillAcademy({ categories: CATEGORIES })
    const [ours, bare] = [await startOurs(academy), await startBare('read-category', academy)]
    try {
      const headers = { authorization: `VBrick ${academy.revToken}` }
      const request = (number: number) => {
        const guid = guidOf(1 + ((number * 7919) % CATEGORIES))
        return requestText('GET', `/api/v2/categories/${guid}`, headers)
      }
      await demandSameAnswers({ ...ours, request: request(7) }, { ...bare, request: request(7) })
      const load = () => ({ connections: 32, requests: 30_000, request })
      const result = await compare({ ours, bare }, load, load, effort)
      return [
        {
          job: 'read one category of 10,000',
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
          budget: { atLeast: 0.55, beyond: 0.7 },
        },
      ]
    } finally {
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
    }
  },
}
