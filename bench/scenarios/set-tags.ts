import { compare, describeRound } from '../compare.ts'
import { foundItemBank, signedRequest, tagsFrom } from '../item-bank.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

const TAGS = 1_000
const SETS = 40

export const setTags: Scenario = {
  name: 'set-tags',
  compares:
    'set of 1,000 tags by Learnosity with signature, history and audit, with 1,000 upserts in one transaction, half of the tags new',
  quick: true,
  async measure({ effort }) {
    const academy = await foundItemBank()
    const [ours, bare] = [await startOurs(academy), await startBare('set-tags', academy)]
    try {
      // Each round writes half of its tags anew, and overwrites half of those of the round before.
      const load = (round: number) => {
        const requests = Array.from({ length: SETS }, (_, index) =>
          signedRequest('set', { tags: tagsFrom(((round * SETS) / 2) * TAGS + index * TAGS, TAGS) }),
        )
        return { connections: 2, requests: SETS, request: (number: number) => requests[number] ?? '' }
      }
      const result = await compare({ ours, bare }, load, load, effort)
      return [
        {
          job: 'set 1,000 tags',
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
          budget: { atLeast: 0.15, beyond: 0.3 },
        },
      ]
    } finally {
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
    }
  },
}
