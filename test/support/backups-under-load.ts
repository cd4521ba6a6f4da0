import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Installation, ServerProcess } from './installation.ts'

/** The people in the policy of each client's topic: one transaction replaces all of them. */
const PEOPLE = 5

export interface Writing {
  /** How many groups of each client were answered so far. */
  readonly answered: () => readonly number[]
  /** What went wrong so far. */
  readonly troubles: readonly string[]
  /** Lets every client finish what it has begun. */
  readonly stop: () => Promise<void>
}

/**
 * Clients that write without a pause, each next thing when the one before was answered: a group with the next number, and
 * the whole policy of a topic of its own, in turns all managers or all contributors.
 */
export async function writeWithoutPause(
  server: ServerProcess,
  token: string,
  clients: number,
): Promise<Writing> {
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}/api/quadrivium/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as { id: number; items: { id: number }[] } }
  }
  const people = (await call('GET', `/people?limit=${PEOPLE}`)).body.items.map(({ id }) => id)
  const policy = (topic: number, number: number) =>
    call('PUT', `/topics/${topic}/policy`, {
      restricted: true,
      items: people.map((person) => ({ person, share: number % 2 === 0 ? 'manager' : 'contributor' })),
    })
  const topics = await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const { body } = await call('POST', '/topics', { name: `Written ${client}` })
      await policy(body.id, 0)
      return body.id
    }),
  )
  const answered = topics.map(() => 0)
  const troubles: string[] = []
  let goesOn = true
  const works = topics.map(async (topic, client) => {
    for (let number = 0; goesOn; number++) {
      const group = await call('POST', '/groups', { name: `Written ${client} ${number}` })
      if (group.status !== 201) troubles.push(`group ${client} ${number}: ${group.status}`)
      answered[client] = number + 1
      const set = await policy(topic, number)
      if (set.status !== 200) troubles.push(`policy ${client} ${number}: ${set.status}`)
    }
  })
  return {
    answered: () => [...answered],
    troubles,
    async stop() {
      goesOn = false
      await Promise.all(works)
    },
  }
}

/** What is wrong with the database as the state of one instant that holds what was answered before. */
function faultsOfInstant(database: string, answered: readonly number[]): readonly string[] {
  const db = new DatabaseSync(database, { readOnly: true })
  const faults: string[] = []
  try {
    const names = db.prepare("SELECT name FROM member_group WHERE name LIKE 'Written %'").all()
    const numbers = Map.groupBy(
      names.map(({ name }) => String(name).split(' ').map(Number)),
      ([, client]) => client,
    )
    answered.forEach((least, client) => {
      const there = (numbers.get(client) ?? []).map(([, , number]) => number ?? -1).toSorted((a, b) => a - b)
      if (there.length < least) faults.push(`client ${client}: ${there.length} groups of ${least} answered`)
      // A client's next write begins when the one before was answered: no state lacks one in between.
      if (there.some((number, at) => number !== at)) faults.push(`client ${client}: a number is missing`)
    })
    const entries = db
      .prepare(
        `SELECT count(*) AS count FROM audit_entry
         WHERE subject = 'group' AND action = 'create' AND after LIKE '%"name":"Written %'`,
      )
      .get()
    if (entries?.count !== names.length)
      faults.push(`${names.length} groups, ${String(entries?.count)} entries`)
    const policies = db
      .prepare(
        `SELECT count(*) AS items, count(DISTINCT share) AS shares
         FROM category JOIN policy_item ON policy_item.category_id = category.id
         WHERE name LIKE 'Written %' GROUP BY category.id`,
      )
      .all()
    if (policies.length !== answered.length) faults.push(`${policies.length} policies of ${answered.length}`)
    for (const { items, shares } of policies) {
      if (items !== PEOPLE || shares !== 1)
        faults.push(`a policy of ${String(items)} items, ${String(shares)} shares`)
    }
    return faults
  } finally {
    db.close()
  }
}

export interface BackedUp {
  readonly milliseconds: number
  readonly faults: readonly string[]
}

/** Backs up beside the running server, restores into an empty folder, and looks at what is there. */
export async function backUpAndRestore(
  here: Installation,
  folder: string,
  answered: () => readonly number[],
): Promise<BackedUp> {
  const [file, restored] = [join(folder, 'one.backup'), join(folder, 'restored')]
  const before = answered()
  const started = performance.now()
  const made = await here.run(['backup', file])
  const milliseconds = performance.now() - started
  mkdirSync(restored)
  const placed = await here.run(['restore', file], { settings: { QUADRIVIUM_DATA_DIR: restored } })
  const faults = [made, placed].filter(({ code }) => code !== 0).map(({ stderr }) => stderr)
  const database = join(restored, 'quadrivium.db')
  if (existsSync(database)) faults.push(...faultsOfInstant(database, before))
  if (existsSync(`${file}.tmp`)) faults.push('a draft is left')
  if (made.code === 0 && (statSync(file).mode & 0o777) !== 0o600) faults.push('others may read the backup')
  rmSync(restored, { recursive: true })
  rmSync(file, { force: true })
  return { milliseconds, faults }
}

/** The size of the log beside the database, in bytes. */
export function logBytes({ dataDir }: Installation): number {
  return statSync(join(dataDir, 'quadrivium.db-wal'), { throwIfNoEntry: false })?.size ?? 0
}
