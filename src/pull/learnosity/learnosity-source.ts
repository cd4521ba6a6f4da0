import { createHmac } from 'node:crypto'
import { objectOf, objectsOf, textOf, textsOf, type Fields } from '../answer-shapes.ts'
import { neededCell, textCell, type PulledRow } from '../pulled-row.ts'
import type { SourceClient } from '../source-client.ts'
import { SourceError } from '../source-error.ts'
import type { Login, Reading, Source } from '../source.ts'

const ITEMS = { endpoint: '/latest/itembank/items', what: 'items' } as const
const TAGS = { endpoint: '/latest/itembank/tagging/tags', what: 'tags' } as const

/** Learnosity's Data API (docs/contracts/learnosity.md): the tags of an item bank, and of its items. */
export const learnositySource: Source = {
  name: 'learnosity',
  needs: { user: { means: 'the consumer key', isRequired: true }, secret: 'the consumer secret', bank: true },
  kinds: ['tags', 'item-tags'],
  async *read(reading) {
    const bank = neededCell(reading.login.bank ?? '')
    yield* readTags(reading, bank)
    yield* readItems(reading, bank)
  },
}

async function* readTags(reading: Reading, bank: string): AsyncIterable<PulledRow> {
  for await (const tag of recordsOf(reading, TAGS)) {
    yield {
      kind: 'tags',
      cells: {
        bank,
        type: neededCell(textOf(tag.type)),
        name: neededCell(textOf(tag.name)),
        description: textCell(textOf(tag.description)),
      },
    }
  }
}

async function* readItems(reading: Reading, bank: string): AsyncIterable<PulledRow> {
  for await (const item of recordsOf(reading, ITEMS)) {
    const tags = item.tags === undefined || Array.isArray(item.tags) ? {} : objectOf(item.tags, 'tags')
    for (const [type, names] of Object.entries(tags)) {
      for (const name of textsOf(names)) {
        yield {
          kind: 'item-tags',
          cells: {
            bank,
            item: neededCell(textOf(item.reference)),
            type: neededCell(type),
            name: neededCell(name),
          },
        }
      }
    }
  }
}

/** All records of a list. Its first page fixes which they are, whatever is written meanwhile. */
async function* recordsOf(
  { client, login }: Reading,
  { endpoint, what }: { readonly endpoint: string; readonly what: string },
): AsyncIterable<Fields> {
  for (let next: string | undefined; ;) {
    const request = JSON.stringify({
      ...(login.organisation !== undefined && { organisation_id: organisationOf(login.organisation) }),
      ...(next !== undefined && { next }),
    })
    const answer = objectOf(
      await client.json({
        key: `POST ${endpoint} ${request}`,
        send: () => ({
          path: endpoint,
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: signedForm(login, client, request),
        }),
      }),
      what,
    )
    const meta = objectOf(answer.meta, 'a list with its meta data')
    if (meta.status !== true)
      throw new SourceError(`The source refused: ${textOf(meta.message) ?? 'it does not say why'}.`)
    yield* objectsOf(answer.data, what)
    next = textOf(meta.next) ?? undefined
    if (next === undefined || next === '') return
  }
}

function organisationOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new SourceError(`The organisation is a number; “${text}” isn't.`)
}

function signedForm({ user = '', secret }: Login, { now }: SourceClient, request: string): string {
  const timestamp = new Date(now).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13)
  const signed = [user, 'localhost', timestamp, request, 'get'].join('_')
  const signature = `$02$${createHmac('sha256', secret).update(signed).digest('hex')}`
  const security = JSON.stringify({ consumer_key: user, domain: 'localhost', timestamp, signature })
  return new URLSearchParams({ security, request, action: 'get' }).toString()
}
