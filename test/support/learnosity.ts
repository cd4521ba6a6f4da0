import { createHmac } from 'node:crypto'
import type { BankAccess, Consumer } from '../../src/domain/access/consumer.ts'
import { createConsumer } from '../../src/domain/access/consumers.ts'
import type { ItemBankId } from '../../src/domain/ids.ts'
import type { ItemBank } from '../../src/domain/item-bank/item-bank.ts'
import { createItemBank } from '../../src/domain/item-bank/item-banks.ts'
import { randomIds } from '../../src/lib/ids.ts'
import type { Answer } from './rev-client.ts'
import type { World } from './world.ts'

export interface KeyPair {
  readonly key: string
  readonly secret: string
}

export const TAGS = '/v2025.1.LTS/itembank/tagging/tags'
export const DEPRECATED = '/v2025.1.LTS/itembank/tags'

/** What is needed to make banks and consumers: a world, or a store with the server's key. */
type Makings = Pick<World, 'store' | 'owner'> & { readonly services: Pick<World['services'], 'sealedBox'> }

export function makeBank(world: Pick<Makings, 'store' | 'owner'>, name = 'Bank'): Promise<ItemBank> {
  const pagingKey = randomIds.token(32)
  return world.store.write((tx) => createItemBank(tx, world.owner, { name, pagingKey }))
}

/** A consumer with that pair, for these banks: the first is its primary one. */
export function makeConsumer(
  world: Makings,
  { key, secret }: KeyPair,
  banks: readonly (readonly [ItemBankId, BankAccess])[],
  domains: readonly string[] = ['localhost'],
): Promise<Consumer> {
  return world.store.write((tx) =>
    createConsumer(tx, world.owner, {
      door: 'learnosity',
      label: 'test',
      key,
      sealedSecret: world.services.sealedBox.seal(secret),
      domains,
      banks: new Map(banks),
      primaryBankId: banks[0]?.[0] ?? null,
    }),
  )
}

/** `YYYYMMDD-HHMM` in UTC. */
export function stamp(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13)
}

/** A security packet signed as the SDKs do it today. */
export function signedPacket(
  { key, secret }: KeyPair,
  instant: number,
  request: string | undefined,
  action: string | undefined,
  more: { readonly domain?: string; readonly expires?: string; readonly user_id?: string } = {},
): Readonly<Record<string, string>> {
  const packet = { consumer_key: key, domain: 'localhost', timestamp: stamp(instant), ...more }
  const { consumer_key, domain, timestamp, expires, user_id } = packet as Readonly<Record<string, string>>
  const text = [consumer_key, domain, timestamp, expires, user_id, request, action]
    .filter((value) => value !== undefined && value !== '')
    .join('_')
  return { ...packet, signature: `$02$${createHmac('sha256', secret).update(text).digest('hex')}` }
}

export type Call = (path: string, action: string, request?: unknown) => Promise<Answer>

/** Calls as the Node SDK does: a form, signed now. */
export function learnosityClient(world: World, pair: KeyPair): Call {
  return (path, action, request = {}) => {
    const text = typeof request === 'string' ? request : JSON.stringify(request)
    const security = JSON.stringify(signedPacket(pair, world.clock.now(), text, action))
    return post(world, path, new URLSearchParams({ security, request: text, action }).toString())
  }
}

/** Sends a body to the door as it stands. */
export async function post(
  world: World,
  url: string,
  payload: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/x-www-form-urlencoded' },
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' = 'POST',
): Promise<Answer> {
  const instance = await world.server.instances.opened('learnosity')
  const answer = await instance.inject({ method, url, payload, headers: { ...headers } })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: <T>() => JSON.parse(answer.body) as T,
  }
}
