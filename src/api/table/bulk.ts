import Type, { type TObject, type TSchema } from 'typebox'
import { DomainError } from '../../domain/errors.ts'
import type { Writer } from '../../domain/store.ts'
import { problemDocument, toProblem } from '../problems/answer.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import type { Scope } from '../scopes.ts'
import { told, type Answer } from './answer.ts'
import type { Call } from './call.ts'
import { checkShape } from './check-shape.ts'
import { writes, type Effects, type Operation } from './operation.ts'
import { PlaceInBody, request } from './shapes.ts'

const MOST_ROWS = 1_000
const LONGEST_BODY = 8 * 1024 * 1024
/** Other operations get a turn after this many rows. */
const ROWS_AT_A_TURN = 20

/** The definition of a resource's `POST /<things>/bulk`. */
interface Bulk {
  readonly id: string
  readonly path: string
  readonly summary: string
  readonly scope: Scope
  /** The parameter of the thing in the paths of `update` and `delete`: `{person}`. */
  readonly place: string
  /** The operations for single things that a row can carry out. */
  readonly create: Operation
  readonly update: Operation
  readonly delete: Operation
  readonly example?: readonly object[]
  /** The path of the example, when the path has parameters. */
  readonly examplePath?: string
}

type Verb = 'create' | 'update' | 'delete'

interface Row {
  readonly op: Verb
  readonly id?: string | number
  readonly [key: string]: unknown
}

type Writing = Extract<Operation, { write: unknown }>

/** The outcome of a row. */
const Outcome = Type.Object(
  {
    index: Type.Integer({ minimum: 0 }),
    status: Type.Integer({ description: 'As the row would have it as a request of its own.' }),
    thing: Type.Unknown({ description: 'The thing as it is now; null: it is gone, or the row was refused.' }),
    problem: Type.Unknown({ description: 'Why the row was refused; null: it was not.' }),
  },
  { $id: 'RowOutcome', additionalProperties: true },
)

/**
 * Many rows in one transaction. Each row is one of the resource's operations for single things, with its rights, rules and
 * audit entries. By default one refusal undoes everything, and every refused row is reported by its index; with `each=true`
 * rows are independent.
 */
export function bulk({ create, update, delete: remove, ...said }: Bulk): Operation {
  const verbs: Readonly<Record<Verb, Writing>> = {
    create: writing(create),
    update: writing(update),
    delete: writing(remove),
  }
  const shapes = rowShapes(verbs)
  const rows = { verbs, shapes, place: said.place }
  return writes({
    id: said.id,
    method: 'POST',
    path: said.path,
    summary: said.summary,
    description:
      'Rows are carried out in their order, in one transaction. The first refusal undoes all, and all refused rows are told: `/3/email` is the key `email` of the fourth row. With `each=true` rows stand for themselves: those that are refused are told beside those that are done.',
    scope: said.scope,
    query: { each: Type.Optional(Type.Boolean({ description: 'Whether rows stand for themselves.' })) },
    body: Type.Array(Type.Union(Object.values(shapes)), { minItems: 1, maxItems: MOST_ROWS }),
    checkedAs: Type.Array(Type.Object({}, { additionalProperties: true }), {
      minItems: 1,
      maxItems: MOST_ROWS,
    }),
    longestBody: LONGEST_BODY,
    answers: { 200: Type.Object({ rows: Type.Array(Outcome) }, { additionalProperties: true }) },
    problems: ['rows_refused', ...new Set(Object.values(verbs).flatMap(({ problems = [] }) => problems))],
    ...(said.example && {
      example: { body: said.example, ...(said.examplePath !== undefined && { path: said.examplePath }) },
    }),
    effects: (tx, call) => effectsOf(tx, call as Call<Wish, readonly Row[]>, rows),
    write: (tx, call) => carryOutRows(tx, call as unknown as Call<Wish, readonly Row[]>, rows),
  })
}

interface Wish {
  readonly each?: boolean
}

interface Rows {
  readonly verbs: Readonly<Record<Verb, Writing>>
  readonly shapes: Readonly<Record<Verb, TObject>>
  readonly place: string
}

function writing(operation: Operation): Writing {
  if ('write' in operation) return operation
  throw new Error(`${operation.id} is no single transaction.`)
}

/** The shape of a row: the operation's body, plus `op`, plus `id` for an existing thing. */
function rowShapes(verbs: Readonly<Record<Verb, Writing>>): Readonly<Record<Verb, TObject>> {
  const shape = (verb: Verb) => {
    const { properties = {} } = (verbs[verb].body ?? {}) as { readonly properties?: Record<string, TSchema> }
    return request({
      op: Type.Literal(verb),
      ...(verb !== 'create' && { id: PlaceInBody }),
      ...properties,
    })
  }
  return { create: shape('create'), update: shape('update'), delete: shape('delete') }
}

async function carryOutRows(tx: Writer, call: Call<Wish, readonly Row[]>, rows: Rows): Promise<Answer> {
  const done: object[] = []
  const refused: Fault[] = []
  for (const [index, row] of call.body.entries()) {
    if (index > 0 && index % ROWS_AT_A_TURN === 0) await tx.pause()
    try {
      const { status, body = null } = await tx.attempt(() => carryOutRow(tx, call, row, rows))
      done.push({ index, status, thing: body, problem: null })
    } catch (error) {
      const problem = refusalOf(error)
      refused.push(...faultsOf(problem, index))
      done.push({ index, status: problem.status, thing: null, problem: documentOf(problem, call) })
    }
  }
  if (refused.length > 0 && call.query.each !== true) throw new Problem('rows_refused', { errors: refused })
  return told({ rows: done })
}

/** Carries out a row as if it were a single request. @throws Problem, DomainError */
async function carryOutRow(
  tx: Writer,
  call: Call<Wish, readonly Row[]>,
  row: Row,
  { verbs, shapes, place }: Rows,
): Promise<Answer> {
  if (!isVerb(row.op)) {
    const code = 'op' in row ? 'not_one_of' : 'required'
    throw new Problem('invalid', { errors: [{ pointer: '/op', code, hint: ['create', 'update', 'delete'] }] })
  }
  const errors = checkShape(shapes[row.op], row).map(({ at, ...wrong }): Fault => ({ pointer: at, ...wrong }))
  if (errors.length > 0) throw new Problem('invalid', { errors })
  const single = callOf(call, row, place)
  // Locks the row, as a single request does.
  await verbs[row.op].current?.(tx, single as never)
  return verbs[row.op].write(tx, single as never) // its values match the operation's shape
}

function callOf(call: Call<Wish, readonly Row[]>, { op: _, id, ...body }: Row, place: string): Call {
  const path = { ...call.path, ...(id !== undefined && { [place]: String(id) }) }
  return { ...call, query: {}, body, path }
}

function isVerb(op: unknown): op is Verb {
  return op === 'create' || op === 'update' || op === 'delete'
}

/** The refusal of a row. Any other error ends the whole request. */
function refusalOf(error: unknown): Problem {
  const isRefusal =
    error instanceof Problem ||
    (error instanceof DomainError && !['unauthenticated', 'limited', 'unavailable'].includes(error.kind))
  if (!isRefusal) throw error
  return toProblem(error)
}

/** The faults of a row, located by its index; when the whole row is refused, the row itself. */
function faultsOf({ code, details }: Problem, index: number): readonly Fault[] {
  const { errors = [] } = details
  if (errors.length > 0)
    return errors.map((fault) => ({ ...fault, pointer: `/${index}${fault.pointer ?? ''}` }))
  return code === 'not_found'
    ? [{ pointer: `/${index}/id`, code: 'unknown' }]
    : [{ pointer: `/${index}`, code: 'not_allowed' }]
}

function documentOf(problem: Problem, { services, acceptLanguage, requestId }: Call): object {
  return problemDocument(problem, services.settings.publicUrl, {
    id: requestId,
    headers: { 'accept-language': acceptLanguage },
  })
}

/** The total effects of the rows on other things, as far as they can be counted in advance. */
async function effectsOf(
  tx: Writer,
  call: Call<Wish, readonly Row[]>,
  { verbs, shapes, place }: Rows,
): Promise<Effects> {
  const sum: Record<string, number> = {}
  for (const row of call.body) {
    if (!isVerb(row.op) || checkShape(shapes[row.op], row).length > 0) continue
    const { effects } = verbs[row.op]
    if (effects === undefined) continue
    try {
      const of = await tx.attempt(() => effects(tx, callOf(call, row, place) as never))
      for (const [name, count] of Object.entries(of)) sum[name] = (sum[name] ?? 0) + count
    } catch (error) {
      refusalOf(error) // carrying out the row reports it
    }
  }
  return sum
}
