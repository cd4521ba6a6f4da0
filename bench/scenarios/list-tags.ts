import { fillAcademy } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { requestText } from '../load.ts'
import { demandSameAnswers } from '../lab/same-answers.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

export const listTags: Scenario = {
  name: 'list-tags',
  compares: 'GET /api/v2/category_tags by Intellum, a page of 500, with rows handed to JSON.stringify',
  quick: true,
  async measure({ effort }) {
    const academy = await fillAcademy({ categories: 5_000, tags: 5_000 })
    const [ours, bare] = [await startOurs(academy), await startBare('list-tags', academy)]
    try {
      const request = requestText('GET', `/api/v2/category_tags?api_key=${academy.intellumKey}`)
      await demandSameAnswers({ ...ours, request }, { ...bare, request })
      const load = () => ({ connections: 32, requests: 5_000, request: () => request })
      const result = await compare({ ours, bare }, load, load, effort)
      return [
        {
          job: 'list 500 category tags',
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
          budget: { atLeast: 2, beyond: 3 },
        },
      ]
    } finally {
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
    }
  },
}
