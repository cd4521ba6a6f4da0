import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../test/support/server-process.ts'
import { fillAcademy, guidOf, type FilledAcademy } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { requestText, type Load } from '../load.ts'
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const CATEGORIES = 10_000
/** Prometheus asks every 15 seconds as it comes; this is hard on it. */
const SCRAPE_EVERY = 1_000

/** What metrics cost: a server that counts and is scraped, against one that doesn't. */
export const metrics: Scenario = {
  name: 'metrics',
  compares:
    'GET /api/v2/categories/{id} of a server whose metrics are read every second, and of one without metrics',
  async measure({ effort }) {
    const [watched, plain] = [
      await fillAcademy({ categories: CATEGORIES }),
      await fillAcademy({ categories: CATEGORIES }),
    ]
    const address = `127.0.0.1:${await freePort()}`
    const [ours, bare] = [
      await startOurs(watched, { METRICS_LISTEN: address }),
      await startOurs(plain, { METRICS_LISTEN: '' }),
    ]
    const scraping = scrape(`http://${address}/metrics`)
    try {
      const result = await compare(
        { ours, bare },
        () => reads(watched),
        () => reads(plain),
        effort,
      )
      const scraped = await scraping.stop()
      return [
        {
          job: 'read one category while metrics are counted and scraped',
          ours: `${describeRound(result.ours)}; ${scraped} scrapes`,
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
          budget: { atLeast: 0.9, beyond: 0.95 },
        },
      ]
    } finally {
      await scraping.stop()
      await ours.stop()
      await bare.stop()
      watched.folder.remove()
      plain.folder.remove()
    }
  },
}

function reads({ revToken }: FilledAcademy): Load {
  const headers = { authorization: `VBrick ${revToken}` }
  return {
    connections: 32,
    requests: 30_000,
    request: (number) => {
      const guid = guidOf(1 + ((number * 7919) % CATEGORIES))
      return requestText('GET', `/api/v2/categories/${guid}`, headers)
    },
  }
}

function scrape(url: string): { readonly stop: () => Promise<number> } {
  const stopping = new AbortController()
  const { signal } = stopping
  let scraped = 0
  const scraping = (async () => {
    while (!signal.aborted) {
      const text = await (await fetch(url)).text()
      if (!text.includes('http_server_request_duration_seconds_count')) throw new Error('No metrics came.')
      scraped++
      await pause(SCRAPE_EVERY, undefined, { signal }).catch(() => undefined)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await scraping
      return scraped
    },
  }
}
