import Type, { type TObject, type TSchema } from 'typebox'
import { DomainError } from '../../domain/errors.ts'
import type { Writer } from '../../domain/store.ts'
import { problemDocument, toProblem } from '../problems/answer.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import type { Scope } from '../scopes.ts'
import { told, type Answer } from './answer.ts'
import type { Call } from './call.ts'
import { checkBody, refuseAll } from './all-faults.ts'
import { checkShape } from './check-shape.ts'
import { NO_FILE, writes, type Effects, type Operation } from './operation.ts'
import { PlaceInBody, request } from './shapes.ts'

const MOST_ROWS = 1_000
const LONGEST_BODY = 8 * 1024 * 1024
/** Other operations get a turn after this many rows. */
const ROWS_AT_A_TURN = 5

/** The definition of a resource's `POST /<things>/bulk`. */
interface Bulk {
  readonly id: string
  readonly path: string
  readonly summary: string
  readonly scope: Scope
  /** The parameter of the thing in the paths of the verbs: `{person}`. A row names the thing by `id`. */
  readonly place: string
  /**
   * The operations for single things that a row can carry out, by their word in `op`: `create`, `update`, `delete`. Other
   * parameters of their paths that the bulk path doesn't have are keys of the row.
   */
  readonly verbs: Readonly<Record<string, Operation>>
  readonly example?: readonly object[]
  /** The path of the example, when the path has parameters. */
  readonly examplePath?: string
}

interface Row {
  readonly op: string
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
    before: Type.Optional(
      Type.Unknown({ description: 'With `before=true`: the thing as it was; null: the row makes it.' }),
    ),
  },
  { $id: 'RowOutcome', additionalProperties: true },
)

/**
 * Many rows in one transaction. Each row is one of the resource's operations for single things, with its rights, rules and
 * audit entries. By default one refusal undoes everything, and every refused row is reported by its index; with `each=true`
 * rows are independent.
 */
export function bulk({ verbs: operations, ...said }: Bulk): Operation {
  const verbs = new Map(
    Object.entries(operations).map(([op, operation]) => [op, verbOf(op, writing(operation), said)]),
  )
  return writes({
    id: said.id,
    method: 'POST',
    path: said.path,
    summary: said.summary,
    description:
      'Rows are carried out in their order, in one transaction. The first refusal undoes all, and all refused rows are told: `/3/email` is the key `email` of the fourth row. With `each=true` rows stand for themselves: those that are refused are told beside those that are done.',
    scope: said.scope,
    query: {
      each: Type.Optional(Type.Boolean({ description: 'Whether rows stand for themselves.' })),
      before: Type.Optional(
        Type.Boolean({
          description: 'Whether each row also tells the thing as it was, to take the change back.',
        }),
      ),
    },
    body: Type.Array(Type.Union([...verbs.values()].map(({ shape }) => shape)), {
      minItems: 1,
      maxItems: MOST_ROWS,
    }),
    checkedAs: Type.Array(Type.Object({}, { additionalProperties: true }), {
      minItems: 1,
      maxItems: MOST_ROWS,
    }),
    longestBody: LONGEST_BODY,
    answers: { 200: Type.Object({ rows: Type.Array(Outcome) }, { additionalProperties: true }) },
    problems: ['rows_refused', ...new Set([...verbs.values()].flatMap(({ does }) => does.problems ?? []))],
    ...(said.example && {
      example: { body: said.example, ...(said.examplePath !== undefined && { path: said.examplePath }) },
    }),
    effects: (tx, call) => effectsOf(tx, call as Call<Wish, readonly Row[]>, verbs),
    write: (tx, call) => carryOutRows(tx, call as unknown as Call<Wish, readonly Row[]>, verbs),
  })
}

interface Wish {
  readonly each?: boolean
  readonly before?: boolean
}

/** What a row can do. */
interface Verb {
  readonly does: Writing
  readonly shape: TObject
  /** The keys of the row that stand in the operation's path, with the names of their parameters there. */
  readonly inPath: ReadonlyMap<string, string>
}

type Verbs = ReadonlyMap<string, Verb>

function writing(operation: Operation): Writing {
  if ('write' in operation) return operation
  throw new Error(`${operation.id} is no single transaction.`)
}

/** A row has the keys of the operation's body, `op`, and what its path names and the bulk path doesn't. */
function verbOf(op: string, does: Writing, { path, place }: Pick<Bulk, 'path' | 'place'>): Verb {
  const known = parametersOf(path)
  const names = parametersOf(does.path).filter((name) => !known.includes(name))
  const inPath = new Map(names.map((name) => [name === place ? 'id' : name, name]))
  const { properties = {} } = (does.body ?? {}) as { readonly properties?: Record<string, TSchema> }
  const places = Object.fromEntries([...inPath.keys()].map((key) => [key, PlaceInBody]))
  return { does, inPath, shape: request({ op: Type.Literal(op), ...places, ...properties }) }
}

/** `/groups/{group}/members`: group */
function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

async function carryOutRows(tx: Writer, call: Call<Wish, readonly Row[]>, verbs: Verbs): Promise<Answer> {
  const done: object[] = []
  const refused: Fault[] = []
  for (const [index, row] of call.body.entries()) {
    if (index > 0 && index % ROWS_AT_A_TURN === 0) await tx.pause()
    try {
      const { answer, before } = await tx.attempt(() => carryOutRow(tx, call, row, verbs))
      const { status, body = null } = answer
      const was = call.query.before === true && { before: before ?? null }
      done.push({ index, status, thing: body, problem: null, ...was })
    } catch (error) {
      const problem = refusalOf(error)
      refused.push(...faultsOf(problem, index, verbs.get(row.op)))
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
  verbs: Verbs,
): Promise<{ readonly answer: Answer; readonly before: unknown }> {
  const verb = verbs.get(row.op)
  if (verb === undefined) {
    const code = 'op' in row ? 'not_one_of' : 'required'
    throw new Problem('invalid', { errors: [{ pointer: '/op', code, hint: [...verbs.keys()] }] })
  }
  const { value, faults } = checkBody(verb.shape, row)
  const single = callOf(call, value as Row, verb)
  if (faults.length > 0) await refuseAll(faults, () => verb.does.write(tx, single as never, NO_FILE))
  // Locks the row, as a single request does.
  const before: unknown = await verb.does.current?.(tx, single as never)
  return { before, answer: await verb.does.write(tx, single as never, NO_FILE) } // its values match the operation's shape
}

function callOf(call: Call<Wish, readonly Row[]>, { op: _, ...values }: Row, { inPath }: Verb): Call {
  const entries = Object.entries(values)
  const places = entries.flatMap(([key, value]) => {
    const name = inPath.get(key)
    return name === undefined ? [] : [[name, String(value)] as const]
  })
  const body = Object.fromEntries(entries.filter(([key]) => !inPath.has(key)))
  return { ...call, query: {}, body, path: { ...call.path, ...Object.fromEntries(places) } }
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
function faultsOf({ code, details }: Problem, index: number, verb: Verb | undefined): readonly Fault[] {
  const { errors = [] } = details
  if (errors.length > 0)
    return errors.map((fault) => ({ ...fault, pointer: `/${index}${fault.pointer ?? ''}` }))
  const [place] = verb?.inPath.keys() ?? []
  return code === 'not_found' && place !== undefined
    ? [{ pointer: `/${index}/${place}`, code: 'unknown' }]
    : [{ pointer: `/${index}`, code: 'not_allowed' }]
}

function documentOf(problem: Problem, { services, acceptLanguage, requestId }: Call): object {
  return problemDocument(problem, services.settings.publicUrl, {
    id: requestId,
    headers: { 'accept-language': acceptLanguage },
  })
}

/** The total effects of the rows on other things, as far as they can be counted in advance. */
async function effectsOf(tx: Writer, call: Call<Wish, readonly Row[]>, verbs: Verbs): Promise<Effects> {
  const sum: Record<string, number> = {}
  for (const row of call.body) {
    const verb = verbs.get(row.op)
    if (verb === undefined || checkShape(verb.shape, row).length > 0) continue
    const { effects } = verb.does
    if (effects === undefined) continue
    try {
      const of = await tx.attempt(() => effects(tx, callOf(call, row, verb) as never))
      for (const [name, count] of Object.entries(of)) sum[name] = (sum[name] ?? 0) + count
    } catch (error) {
      refusalOf(error) // carrying out the row reports it
    }
  }
  return sum
}
