import { httpClient, type HttpClient } from '../../test/support/http-client.ts'
import { RawConnection } from '../../test/support/raw-connection.ts'
import { fillAcademy, guidOf } from '../academy.ts'
import { median, spread } from '../compare.ts'
import { demandSameAnswers } from '../lab/same-answers.ts'
import { percentile, requestText } from '../load.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

const CATEGORIES = 100_000
const PATH = '/api/v2/categories'

export const listCategories: Scenario = {
  name: 'list-categories',
  compares:
    'GET /api/v2/categories by Rev, all in one answer, with a recursive query handed to JSON.stringify',
  quick: true,
  async measure({ effort: { rounds } }) {
    const academy = await fillAcademy({ categories: CATEGORIES })
    const [ours, bare] = [await startOurs(academy), await startBare('list-categories', academy)]
    const authorization = `VBrick ${academy.revToken}`
    const [toOurs, toBare] = [httpClient(ours.port, 2, { authorization }), httpClient(bare.port, 2)]
    try {
      const request = requestText('GET', PATH, { authorization })
      await demandSameAnswers({ ...ours, request }, { ...bare, request })
      const times: { ours: number; bare: number }[] = []
      await list(toOurs)
      await list(toBare)
      for (let round = 0; round < rounds; round++) {
        const first = await list(toOurs)
        times.push({ ours: first, bare: await list(toBare) })
      }
      const ratios = times.map((time) => time.ours / time.bare)
      const oursTook = median(times.map((time) => time.ours))
      const waits = await smallReadsMeanwhile(ours.port, authorization, toOurs, rounds)
      return [
        {
          job: 'list 100,000 categories with full paths',
          ours: `${oursTook.toFixed(0)} ms`,
          bare: `${median(times.map((time) => time.bare)).toFixed(0)} ms`,
          figure: median(ratios),
          unit: 'x',
          spread: spread(ratios),
          budget: { atMost: 0.6, beyond: 0.35 },
        },
        {
          job: 'small reads while such lists are made',
          ours: `${waits.length} reads, median ${percentile(waits, 0.5).toFixed(1)} ms`,
          figure: percentile(waits, 0.99),
          unit: 'ms',
          budget: { atMost: 25, beyond: 25 },
        },
      ]
    } finally {
      toOurs.close()
      toBare.close()
      await ours.stop()
      await bare.stop()
      academy.folder.remove()
    }
  },
}

/** Milliseconds that the whole list takes. */
async function list(client: HttpClient): Promise<number> {
  const started = performance.now()
  const { status, text } = await client.send({ path: PATH })
  if (status !== 200 || !text.endsWith('}]}')) throw new Error(`not a whole list: ${status}`)
  return performance.now() - started
}

/** How long small reads take, one after another, while list after list is made; ascending. */
async function smallReadsMeanwhile(
  port: number,
  authorization: string,
  lists: HttpClient,
  rounds: number,
): Promise<number[]> {
  const connection = await RawConnection.open(port)
  const waits: number[] = []
  let listing = true
  const made = (async () => {
    for (let round = 0; round < rounds; round++) await list(lists)
    listing = false
  })()
  for (let number = 1; isListing(); number++) {
    const sent = performance.now()
    await connection.exchange(requestText('GET', `${PATH}/${guidOf(number)}`, { authorization }))
    waits.push(performance.now() - sent)
  }
  await made
  connection.close()
  return waits.sort((a, b) => a - b)

  function isListing(): boolean {
    return listing
  }
}
