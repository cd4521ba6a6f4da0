import {
  claimRequest,
  findAnswer,
  recordAnswer,
  type Known,
  type RepeatableRequest,
} from '../domain/access/kept-answers.ts'
import { turn } from '../lib/turns.ts'
import { etagOf, tagsOf } from './etag.ts'
import type { Fault } from './problems/catalogue.ts'
import { Problem } from './problems/problem.ts'
import type { ApiServices } from './api-services.ts'
import { refuseAll } from './table/all-faults.ts'
import type { Answer } from './table/answer.ts'
import type { Call } from './table/call.ts'
import type { ListQuery } from './table/lists.ts'
import { NO_FILE, type Operation } from './table/operation.ts'

/** The options of a request, independent of its operation. */
export interface Wish {
  readonly dryRun: boolean
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  /** What is wrong with the body already: it is carried out only to find out what else is. */
  readonly faults: readonly Fault[]
  /** Keys of the things to embed. */
  readonly expand: readonly string[]
  /** Set for a request with an idempotency key. */
  readonly repeatable: RepeatableRequest | undefined
}

/** Keys of the requests in progress in this process. */
export type AtWork = Set<string>

/**
 * Carries out an operation: a read on one snapshot, a write as one transaction. The transaction includes the checks of
 * `If-Match` and `If-None-Match`, the storing of the answer under its idempotency key and, for a dry run, the rollback.
 */
export async function carryOut(
  services: ApiServices,
  atWork: AtWork,
  operation: Operation,
  call: Call,
  wish: Wish,
): Promise<Answer> {
  if ('read' in operation) return read(services, operation, call, wish)
  const { repeatable } = wish
  if (repeatable === undefined) {
    return 'run' in operation
      ? operation.run(services, call as never)
      : write(services, operation, call, wish)
  }
  const { accountId, credentialId, memberId } = call.by
  const { key, method, path } = repeatable
  const slot = JSON.stringify([accountId, credentialId, memberId, key, method, path])
  if (atWork.has(slot)) throw new Problem('idempotency_key_in_use', { headers: { 'retry-after': '1' } })
  atWork.add(slot)
  try {
    return await ('run' in operation
      ? runOnce(services, operation, call, repeatable)
      : write(services, operation, call, wish))
  } finally {
    atWork.delete(slot)
  }
}

type Reading = Extract<Operation, { read: unknown }>

async function read(
  { store }: ApiServices,
  operation: Reading,
  call: Call,
  { expand }: Wish,
): Promise<Answer> {
  const mayTakeLong = isLong(operation, call)
  const inOne = mayTakeLong ? store.readLong.bind(store) : store.read.bind(store)
  const answer = await inOne(async (reader) => {
    let answer = await operation.read(reader, call as never)
    for (const key of expand) {
      const embed = operation.expand?.[key]
      if (embed === undefined) continue
      const things = thingsOf(answer)
      const values = await embed(reader, call, things)
      answer = withThings(
        answer,
        things.map((one, index) => ({ ...one, [key]: values[index] ?? null })),
      )
    }
    return answer
  })
  if (mayTakeLong) await turn() // a long page becomes a text in a turn of its own
  return answer
}

/** Longer pages are read in portions. */
const LONG_PAGE = 100

/** Whether the read may take long: then others have their turns meanwhile. */
function isLong({ isLong }: Reading, { query }: Call): boolean {
  const { limit = 0, q, total } = query as ListQuery
  return isLong === true || limit > LONG_PAGE || q !== undefined || total === true
}

type Thing = Readonly<Record<string, unknown>>

/** The things in an answer: the items of a list, or the single thing. */
function thingsOf({ body }: Answer): readonly Thing[] {
  return isList(body) ? body.items : [body as Thing]
}

function withThings(answer: Answer, things: readonly Thing[]): Answer {
  return { ...answer, body: isList(answer.body) ? { ...answer.body, items: things } : things[0] }
}

function isList(body: unknown): body is { readonly items: readonly Thing[]; readonly next: string | null } {
  return typeof body === 'object' && body !== null && 'items' in body && 'next' in body
}

type Running = Extract<Operation, { run: unknown }>

/**
 * Runs what is no single transaction, unless it was run under its key before. The answer is kept right after the effect: if
 * the server ends in between, the next request with the key runs it again.
 */
async function runOnce(
  services: ApiServices,
  operation: Running,
  call: Call,
  repeatable: RepeatableRequest,
): Promise<Answer> {
  const { store, sealedBox } = services
  const known = await store.read((reader) => findAnswer(reader, call.by, repeatable))
  const before = answerKnown(known, sealedBox)
  if (before !== undefined) {
    for await (const _ of call.file?.content ?? []); // a client that still sends its file reads no answer
    return before
  }
  const answer = await operation.run(services, call as never)
  await store.write(async (tx) => {
    await claimRequest(tx, call.by, repeatable)
    await recordAnswer(tx, call.by, repeatable, sealedBox.seal(JSON.stringify(answer)))
  })
  return answer
}

type Writing = Extract<Operation, { write: unknown }>

async function write(services: ApiServices, operation: Writing, call: Call, wish: Wish): Promise<Answer> {
  const { dryRun, faults, ifMatch, ifNoneMatch, repeatable } = wish
  const typed = call as never // the operation's own types were checked where it was defined
  const file = (await operation.readFile?.(services, typed)) ?? NO_FILE
  try {
    return await services.store.write(async (tx) => {
      if (faults.length > 0) return refuseAll(faults, () => operation.write(tx, typed, file))
      if (repeatable !== undefined) {
        const known = dryRun
          ? await findAnswer(tx, call.by, repeatable)
          : await claimRequest(tx, call.by, repeatable)
        const before = answerKnown(known, services.sealedBox)
        if (before !== undefined) return before
      }
      if ((ifMatch ?? ifNoneMatch) !== undefined && operation.current !== undefined) {
        const current: unknown = await operation.current(tx, typed)
        if (ifMatch !== undefined) demandMatch(ifMatch, current)
        if (ifNoneMatch !== undefined) demandNoMatch(ifNoneMatch, current)
      }
      const effects = dryRun ? ((await operation.effects?.(tx, typed)) ?? {}) : undefined
      const answer = await operation.write(tx, typed, file)
      if (effects !== undefined) throw new Undo(withEffects(answer, effects))
      if (repeatable !== undefined)
        await recordAnswer(tx, call.by, repeatable, services.sealedBox.seal(JSON.stringify(answer)))
      return answer
    })
  } catch (error) {
    if (error instanceof Undo) return error.answer
    throw error
  }
}

/** Rolls back the transaction of a dry run. */
class Undo extends Error {
  override readonly name = 'Undo'
  readonly answer: Answer

  constructor(answer: Answer) {
    super('dry run')
    this.answer = answer
  }
}

/** Answers are stored sealed, because one may contain a secret that is shown only once. */
function answerKnown(known: Known, box: ApiServices['sealedBox']): Answer | undefined {
  switch (known.known) {
    case 'nothing':
      return undefined
    case 'other':
      throw new Problem('idempotency_key_reused', {
        errors: [{ header: 'Idempotency-Key', code: 'taken' }],
      })
    case 'answer': {
      const opened = box.open(known.answer)
      if (opened === undefined) throw new Problem('unavailable') // stored before the server key changed
      const answer = JSON.parse(opened) as Answer
      return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } }
    }
  }
}

/** @param current null: it doesn't exist. @throws Problem changed_meanwhile unless `If-Match` names the current version */
function demandMatch(ifMatch: string, current: unknown): void {
  if (!isAmong('If-Match', ifMatch, current)) throw new Problem('changed_meanwhile', { current })
}

/** @throws Problem changed_meanwhile when `If-None-Match` names the current version; `*`: when there is one */
function demandNoMatch(ifNoneMatch: string, current: unknown): void {
  if (isAmong('If-None-Match', ifNoneMatch, current)) throw new Problem('changed_meanwhile', { current })
}

function isAmong(header: string, value: string, current: unknown): boolean {
  const tags = tagsOf(header, value)
  return current !== null && (tags === '*' || tags.includes(etagOf(current)))
}

/** The answer of a dry run: the answer of the operation, and its effects on other things. */
function withEffects(answer: Answer, effects: Readonly<Record<string, number>>): Answer {
  const { location: _, ...headers } = answer.headers ?? {}
  // Where the operation itself answers without a body, the effects are all there is to tell.
  if (typeof answer.body !== 'object' || answer.body === null)
    return { status: 200, body: { effects }, headers }
  return { status: answer.status, body: { ...answer.body, effects }, headers }
}
