import type { OpenedBank } from '../../domain/item-bank/item-banks.ts'
import { cursorOf, walkOf } from '../../domain/item-bank/walk.ts'
import type { Cursor, CursorRequest } from '../../domain/page.ts'
import { meta, type Call } from './call.ts'
import { readToken, writeToken } from './paging-token.ts'
import type { Parameters } from './parameters.ts'

/** The maximum and default number of records in one answer; a higher limit is lowered (contract 5). */
const MOST_RECORDS = 50

/** The pages of one list: a token of one list isn't valid for another. */
export class Paging {
  readonly #call: Call
  readonly #key: string
  readonly #list: string
  readonly #begun: number
  readonly page: CursorRequest

  /**
   * Reads `limit` and `next`.
   * @param asked everything that distinguishes this list from others of the bank
   * @throws LearnosityError 20004 for a token that isn't for this list
   */
  constructor(call: Call, { bank }: OpenedBank, ...asked: readonly unknown[]) {
    const { parameters, services, consumer } = call
    this.#call = call
    this.#key = bank.pagingKey
    this.#list = JSON.stringify([consumer.consumerId, bank.id, ...asked])
    const limit = limitOf(parameters)
    const now = services.clock.now()
    const token = parameters.string('next')
    const place = token === undefined ? undefined : readToken(this.#key, this.#list, token, now)
    if (token !== undefined && place === undefined) throw parameters.wrong(20004, 'next')
    this.page = { after: place === undefined ? null : cursorOf(place), limit }
    this.#begun = place?.begun ?? Math.floor(now / 1000)
  }

  /** The answer: `next` is present only if there is more; otherwise clients would never stop (3.1). */
  answer(data: readonly unknown[], next: Cursor | null): object {
    const walk = walkOf('item_bank', next)
    const token = walk && writeToken(this.#key, this.#list, { begun: this.#begun, ...walk })
    return { meta: meta(this.#call, { records: data.length, ...(token && { next: token }) }), data }
  }
}

/** A filter's list in the form stored in a token: clients may send the same words in another order. */
export function asSet(words: readonly string[] | undefined): readonly string[] {
  return [...new Set(words)].sort()
}

function limitOf(parameters: Parameters): number {
  const limit = parameters.integer('limit') ?? MOST_RECORDS
  if (limit < 1) throw parameters.wrong(20004, 'limit')
  return Math.min(limit, MOST_RECORDS)
}
