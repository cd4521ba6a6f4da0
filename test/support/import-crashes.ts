import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { sqlitePath } from '../../src/store/place.ts'
import { makeInstallation, type ServerProcess } from './installation.ts'
import { randomFrom } from './random.ts'

/** An import as the API shows it. */
interface Answered {
  readonly id: number
  readonly state: string
  readonly counts: Readonly<Record<string, number>>
  /** How many records of the plan, or of the carrying out, are done; null: nothing is under way. */
  readonly done: number | null
}

const ENDED = new Set(['done', 'failed', 'cancelled'])
/** In milliseconds: between two looks, and at most from a look to the kill, while a portion of records is under way. */
const LOOK_EVERY = 2
const WITHIN_PORTION = 30
/** No kill is meant for the last records: it would come when all is done. */
const LAST = 400

/** What an import came to, by what the store holds in the end. */
export interface CrashedImport {
  readonly state: string
  /** How often the server was killed before the import was done. */
  readonly killed: number
  readonly counts: Readonly<Record<string, number>>
  /** How many people were created by the import, by the audit trail, and how many of them are different ones. */
  readonly created: number
  readonly different: number
  /** Memberships that are there, of those that the files name. */
  readonly memberships: number
}

/**
 * Imports people, their groups and managers through the API of a server that is killed at random moments while it plans and
 * carries out, and started again each time.
 */
export async function importUnderCrashes(
  people: number,
  { kills, seed }: { readonly kills: number; readonly seed: number },
): Promise<CrashedImport> {
  const random = randomFrom(seed)
  const here = makeInstallation()
  const settings = { QUADRIVIUM_RATE_LIMITS: 'off' }
  try {
    const demo = (await here.run(['demo', '--json'])).stdout
    const { api } = JSON.parse(demo) as { api: { token: string } }
    let server = await here.start(['start', '--demo'], settings)
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${api.token}`, ...(init.headers as Record<string, string>) }
      const answer = await fetch(`${server.url}/api/quadrivium/v1${path}`, { ...init, headers })
      return (await answer.json()) as Answered
    }
    const lines = Array.from(
      { length: people },
      (_, at) => `crash${at},Crashed ${at},${at === 0 ? '' : `crash${Math.floor(at / 3)}`},Crashed group`,
    )
    await ask('/groups', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Crashed group' }),
    })
    const { id } = await ask('/imports?kind=people', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: `username,last_name,manager,groups\n${lines.join('\n')}\n`,
    })
    const restart = async (): Promise<ServerProcess> => {
      server.kill('SIGKILL')
      await server.ended
      return here.start(['start', '--demo'], settings)
    }
    // Records that are planned count first, then those that are carried out.
    const points = Array.from({ length: kills }, () => random.below(2 * people - LAST)).toSorted(
      (a, b) => a - b,
    )
    let killed = 0
    for (;;) {
      const found = await ask(`/imports/${id}`)
      if (ENDED.has(found.state)) break
      if (found.state === 'planned') await ask(`/imports/${id}/run`, { method: 'POST' })
      const reached = (found.state === 'running' ? people : 0) + (found.done ?? 0)
      if (reached < (points[killed] ?? Infinity)) await pause(LOOK_EVERY)
      else {
        await pause(random.below(WITHIN_PORTION))
        server = await restart()
        killed++
      }
    }
    const { state, counts } = await ask(`/imports/${id}`)
    server.kill('SIGTERM')
    await server.ended
    return { state, killed, counts, ...whatIsThere(here.dataDir, id) }
  } finally {
    await here.remove()
  }
}

function whatIsThere(dataDir: string, id: number) {
  const db = new DatabaseSync(sqlitePath({ dataDir, databaseUrl: undefined }), { readOnly: true })
  try {
    const { created, different } = db
      .prepare(
        `SELECT count(*) AS created, count(DISTINCT subject_id) AS different FROM audit_entry
          WHERE request_id = ? AND subject = 'member' AND action = 'create'`,
      )
      .get(`import-${id}`) as { created: number; different: number }
    const { memberships } = db
      .prepare(
        `SELECT count(*) AS memberships FROM group_member JOIN member ON member.id = member_id
          WHERE username LIKE 'crash%'`,
      )
      .get() as { memberships: number }
    return { created, different, memberships }
  } finally {
    db.close()
  }
}
