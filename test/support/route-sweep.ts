import { createKey } from '../../src/domain/access/credentials.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { routesOf } from '../../src/http/open-instance.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { dialects } from '../../src/dialects/dialects.ts'
import type { Handler } from '../../src/server/front.ts'
import { makeBank, makeConsumer, signedPacket, type KeyPair } from './learnosity.ts'
import { signedIn } from './pages-client.ts'
import type { World } from './world.ts'

/** An address that a door answers, with its placeholders filled in. */
export interface Target {
  readonly door: Handler
  readonly method: string
  readonly url: string
}

const DOORS: readonly Handler[] = ['server', 'pages', ...dialects.map(({ name }) => name)]

// Learnosity's addresses are one route; its endpoints are told by its README.
const LEARNOSITY = [
  'itembank/tagging/tags',
  'itembank/tags',
  'itembank/tagging/hierarchies',
  'itembank/tagging/hierarchies/nodes',
  'itembank/items',
  'itembank/items/tags',
  'itembank/activities/tags',
  'itembank/pools',
  'nothing',
]

/** Every route of every door, taken from the code, and an address of each door for which there is none. */
export async function allTargets(world: World): Promise<Target[]> {
  const targets: Target[] = []
  for (const door of DOORS) {
    const routes = routesOf(await world.server.instances.opened(door))
    for (const { method, url } of [...routes, { method: 'POST', url: unknownOf(door) }]) {
      if (method === 'HEAD' || (url === '/*' && method !== 'POST' && method !== 'GET')) continue
      const urls = url === '/*' ? LEARNOSITY.map((path) => `/v1/${path}`) : [url.replace(/:[^/]+/g, '1')]
      targets.push(...urls.map((one) => ({ door, method, url: one })))
    }
  }
  return targets
}

function unknownOf(door: Handler): string {
  return { coursepath: '/api/v1/nothing', learnosity: '/nothing' }[door] ?? '/api/v2/nothing'
}

/** What makes a request at each door one of somebody who may do all, so that its body is looked at. */
export interface Keys {
  readonly pair: KeyPair
  headersFor(target: Target): Promise<Record<string, string>>
  urlFor(target: Target): string
}

export async function allKeys(world: World, manager: Member): Promise<Keys> {
  const pair = { key: 'sweepsweepsweep1', secret: 'the secret of the sweep' }
  await makeConsumer(world, pair, [[(await makeBank(world)).id, 'write']])
  const intellum = await world.intellumKey()
  const coursepath = randomIds.token(24)
  await world.store.write((tx) =>
    createKey(tx, world.owner, { door: 'coursepath', label: 'sweep', key: coursepath, memberId: manager.id }),
  )
  const browser = await signedIn(world, manager)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return {
    pair,
    async headersFor({ door }) {
      switch (door) {
        case 'rev':
          return { authorization: `VBrick ${await world.revToken(manager)}` } // one for each: some routes end it
        case 'coursepath':
          return { authorization: `Bearer ${coursepath}` }
        case 'pages':
          return { cookie }
        default:
          return {}
      }
    },
    urlFor: ({ door, url }) => (door === 'intellum' ? `${url}?api_key=${intellum}` : url),
  }
}

/** A form for Learnosity whose request is the text, signed. */
export function signedForm(now: number, pair: KeyPair, request: string, action: string): string {
  const security = JSON.stringify(signedPacket(pair, now, request, action))
  return new URLSearchParams({ security, request, action }).toString()
}
