import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccessToken } from '../../src/domain/access/access-tokens.ts'
import { fullPathBelow, sortPathBelow } from '../../src/domain/taxonomy/category.ts'
import { newAccessToken } from '../../src/lib/access-token.ts'
import { randomIds } from '../../src/lib/ids.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import { fillAcademy, type FilledAcademy } from '../academy.ts'
import { compare, describeRound } from '../compare.ts'
import { demandSameAnswers } from '../lab/same-answers.ts'
import { requestText, type Load } from '../load.ts'
import { directus } from '../peers/directus.ts'
import { install } from '../peers/install.ts'
import { jsonServer } from '../peers/json-server.ts'
import type { Peer, TopicRow } from '../peers/peer.ts'
import { soul } from '../peers/soul.ts'
import type { Effort, Measured, Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const TOPICS = 10_000
const PEERS: readonly Peer[] = [jsonServer, soul, directus]
const API = '/api/quadrivium/v1'

export const peers: Scenario = {
  name: 'peers',
  compares: `our own API over ${TOPICS.toLocaleString('en')} topics with other servers over the same; ours checks a token and rights, writes an audit trail and a log line, and every change is on disk`,
  long: true,
  async *measure({ effort, keep, only, peers: asked }) {
    for (const peer of PEERS) {
      if (peer.named === true && !asked.includes(peer.name)) continue
      if (only !== undefined && !peer.name.includes(only)) continue
      const title = `${peer.name} ${peer.version}`
      yield { note: `${title}: ${peer.does}.` }
      try {
        yield* await measurePeer(peer, effort, keep)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        yield {
          note: `${title} could not be measured on this machine. ${why.replace(/\s+/g, ' ').slice(0, 300)}`,
        }
      }
    }
  },
}

async function measurePeer(peer: Peer, effort: Effort, keep: boolean): Promise<Measured[]> {
  const home = await install(peer, keep)
  const data = mkdtempSync(join(tmpdir(), 'quadrivium-bench-peer-data-'))
  const academy = await fillAcademy({ categories: TOPICS })
  const started: ServerProcess[] = []
  try {
    const authorization = `Bearer ${await tokenOf(academy)}`
    const rows = topicRows()
    const ours = await startOurs(academy)
    started.push(ours)
    const other = await peer.start({ ...home, data }, rows)
    started.push(other)
    const findings: Measured[] = []
    for (const { job, load } of jobsOf(peer, authorization)) {
      const request = (side: 'ours' | 'other') => load[side](0).request(4)
      if (job !== 'create a topic') {
        await demandSameAnswers(
          { ...ours, request: request('ours') },
          { ...other, request: request('other') },
          rowsOfOurs,
          peer.unwrap,
        )
      }
      const result = await compare({ ours, bare: other }, load.ours, load.other, effort)
      findings.push({
        job: `${job}, against ${peer.name}`,
        ours: describeRound(result.ours),
        bare: describeRound(result.bare),
        figure: result.ratio,
        unit: 'x',
        spread: result.spread,
      })
    }
    return findings
  } finally {
    for (const server of started) await server.stop()
    academy.folder.remove()
    rmSync(data, { recursive: true, force: true })
    if (!keep) rmSync(home.packages, { recursive: true, force: true })
  }
}

interface Job {
  readonly job: string
  readonly load: Readonly<Record<'ours' | 'other', (round: number) => Load>>
}

function jobsOf({ requests }: Peer, authorization: string): Job[] {
  const api = (method: string, path: string, body?: unknown) =>
    requestText(method, API + path, { authorization }, body)
  const idOf = (number: number) => 1 + ((number * 7919) % TOPICS)
  const reads = (request: (number: number) => string): Load => ({ connections: 32, requests: 3_000, request })
  const lists = (request: () => string): Load => ({ connections: 8, requests: 200, request })
  const creates = (request: (number: number) => string): Load => ({ connections: 32, requests: 320, request })
  const topic = (round: number, number: number) => {
    const parent = idOf(number)
    const name = `New ${round} ${number}`
    return { name, parent, path: name, restricted: false, active: true, visible: true, language: 'en' }
  }
  return [
    {
      job: 'read one topic',
      load: {
        ours: () => reads((number) => api('GET', `/topics/${idOf(number)}`)),
        other: () => reads((number) => requests.read(idOf(number))),
      },
    },
    {
      job: 'list 500 topics',
      load: {
        ours: () => lists(() => api('GET', '/topics?limit=500')),
        other: () => lists(requests.list),
      },
    },
    {
      job: 'create a topic',
      load: {
        ours: (round) =>
          creates((number) => {
            const { name, parent } = topic(round, number)
            return api('POST', '/topics', { name, parent })
          }),
        other: (round) => creates((number) => requests.create(topic(round, number))),
      },
    },
  ]
}

/** The rows that `fillAcademy` makes. */
function topicRows(): TopicRow[] {
  const paths: { fullPath: string; sortPath: string; names: readonly string[] }[] = []
  return Array.from({ length: TOPICS }, (_, at) => {
    const id = at + 1
    const parent = id === 1 ? null : Math.floor((id - 2) / 10) + 1
    const above = parent === null ? undefined : paths[parent]
    const name = `Category of things no. ${id}`
    const names = [...(above?.names ?? []), name]
    paths[id] = { fullPath: fullPathBelow(above, name), sortPath: sortPathBelow(above, name), names }
    return {
      id,
      name,
      parent,
      path: names.join(' / '),
      restricted: false,
      active: true,
      visible: true,
      language: 'en',
    }
  })
}

/** Our answer in the shape of the others. */
function rowsOfOurs(answer: OurTopic | { readonly items: readonly OurTopic[] }): TopicRow | TopicRow[] {
  return 'items' in answer ? answer.items.map(rowOfOurs) : rowOfOurs(answer)
}

interface OurTopic extends Omit<TopicRow, 'parent' | 'path'> {
  readonly parent: { readonly id: number } | null
  readonly path: readonly string[]
}

function rowOfOurs({ parent, path, ...topic }: OurTopic): TopicRow {
  return { ...topic, parent: parent?.id ?? null, path: path.join(' / ') }
}

function tokenOf({ folder, owner, manager }: FilledAcademy): Promise<string> {
  const token = newAccessToken(randomIds)
  const values = { token, label: 'bench', scopes: ['*:write'], networks: [], expires: null }
  return folder.withStore(async (store) => {
    await store.write((tx) => createAccessToken(tx, owner, manager.id, values))
    return token
  })
}
