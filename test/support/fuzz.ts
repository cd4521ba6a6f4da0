import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { fuzzRequest, type FuzzMaterial } from './fuzz-requests.ts'
import type { Random } from './random.ts'
import { RawConnection, type RawAnswer } from './raw-connection.ts'

const CONNECTIONS = 8
const PATIENCE = 30_000
const KNOWN_OF_A_KIND = 50

/** The 500s that Rev's contract asks for (A6, B7); any other answer from 500 up is a bug. */
const DOCUMENTED = new Set([
  'CategoryNameExists',
  'CategoryNotFound',
  'UserDoesNotExist',
  'GroupDoesNotExist',
  'RoleDoesNotExist',
  'ParentCategoryNotFound',
  'InvalidParentCategory',
  'RequiredFieldMissing',
  'MalformedRequest',
  'UsernameExists',
  'EmailExists',
  'GroupExists',
])

export interface FuzzReport {
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>
  /** Answers that break the rules, with the requests that brought them about. */
  readonly wrong: readonly string[]
}

/** Sends so many random requests over a few connections and looks at every answer. */
export async function fuzz(
  port: number,
  requests: number,
  random: Random,
  material: FuzzMaterial,
): Promise<FuzzReport> {
  const statuses = new Map<number, number>()
  const wrong: string[] = []
  let sent = 0
  const work = async () => {
    let connection = await RawConnection.open(port)
    while (sent++ < requests) {
      const request = fuzzRequest(random, material)
      const answer = await inTime(connection.exchange(request.bytes, request.method === 'HEAD'))
      if (typeof answer === 'string') wrong.push(`${answer}: ${show(request.bytes)}`)
      else {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        const complaint = judge(answer, request.method) ?? judgeEnvelope(answer)
        if (complaint !== undefined) wrong.push(`${complaint}: ${show(request.bytes)}`)
        learn(request.target, answer, material, random)
      }
      if (!connection.isOpen) connection = await RawConnection.open(port)
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return { statuses, wrong }
}

/**
 * A digest of every row that belongs to the account. That somebody tried in vain to sign in there is noted in its trail,
 * and changes nothing else.
 */
export function digestOfAccount(database: string, account: number): string {
  const db = new DatabaseSync(database, { readOnly: true })
  const digest = createHash('sha256')
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%account_id%' ORDER BY name")
    .all()
    // What waits to go into the index of words goes there with whoever writes next, in whichever account.
    .filter(({ name }) => name !== 'search_pending')
  for (const { name } of tables) {
    const rows = db
      .prepare(`SELECT * FROM "${String(name)}" WHERE account_id = ?`)
      .all(account)
      .filter(({ action }) => action !== 'sign_in_failed')
    digest.update(JSON.stringify([name, rows.map((row) => JSON.stringify(row)).sort()]))
  }
  digest.update(JSON.stringify(db.prepare('SELECT * FROM account WHERE id = ?').all(account)))
  db.close()
  return digest.digest('hex')
}

async function inTime(answer: Promise<RawAnswer>): Promise<RawAnswer | string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('the connection was left hanging'), PATIENCE)
  })
  try {
    return await Promise.race([answer, late])
  } catch (error) {
    return String(error)
  } finally {
    clearTimeout(timer)
  }
}

function judge({ status, body }: RawAnswer, method: string): string | undefined {
  if (status < 500) return undefined
  if (status === 500 && method === 'HEAD') return undefined // no body tells why; the server's log would
  const text = body.toString('utf8')
  try {
    const { code, detail, ...rest } = JSON.parse(text) as Record<string, unknown>
    const documented = status === 500 && typeof code === 'string' && DOCUMENTED.has(code)
    if (documented && typeof detail === 'string' && Object.keys(rest).length === 0) return undefined
  } catch {
    // not even JSON
  }
  return `${status} ${text.slice(0, 200)}`
}

/** At Learnosity's door status and `meta.status` agree, and a refusal has a code and no data (docs/contracts/learnosity.md 3.2). */
function judgeEnvelope({ status, body }: RawAnswer): string | undefined {
  if (!body.subarray(0, 8).toString('latin1').startsWith('{"meta":')) return undefined
  const { meta, data } = JSON.parse(body.toString('utf8')) as {
    meta: { status: unknown; code?: unknown }
    data?: unknown
  }
  const good =
    status === 200
      ? meta.status === true && data !== undefined
      : meta.status === false && Number.isInteger(meta.code) && data === undefined
  return good ? undefined : `${status} ${body.toString('utf8').slice(0, 200)}`
}

/** What an answer tells of is good for later requests. */
function learn(path: string, { status, body }: RawAnswer, { own }: FuzzMaterial, random: Random): void {
  if (status !== 200 || body.length > 2_000) return
  const text = body.toString('utf8')
  const made = /^\{"(category|user|group)Id":"([^"]{36})"/.exec(text)
  // Of users only those that were just made: the one who asks must live on.
  if (made?.[1] === 'category') remember(own.category, made[2], random)
  if (made?.[1] === 'group') remember(own.group, made[2], random)
  if (made?.[1] === 'user' && text.length < 60) remember(own.member, made[2], random)
  const id = /^\{"id":(\d+),/.exec(text)?.[1]
  if (id === undefined) return
  if (path.includes('category_tag')) remember(own.tagId, Number(id), random)
  else if (path.includes('course')) remember(own.courseId, Number(id), random)
  else remember(own.categoryId, Number(id), random)
}

function remember<T>(known: T[], one: T | undefined, random: Random): void {
  if (one === undefined) return
  if (known.length < KNOWN_OF_A_KIND) known.push(one)
  else known[random.below(known.length)] = one
}

function show(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('utf8').slice(0, 600))
}
