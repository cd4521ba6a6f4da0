// An academy with an item bank, and requests to it signed as Learnosity's clients sign them.
import { makeBank, makeConsumer, signedPacket } from '../test/support/learnosity.ts'
import { foundAcademy, makeDataFolder, type Academy } from '../test/support/academy.ts'
import type { Store } from '../src/domain/store.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { makeServerKey, serverKeyPath } from '../src/server/server-key.ts'
import type { FilledAcademy } from './academy.ts'

const pair = { key: 'BenchBenchBench1', secret: 'a secret of forty characters, or nearly!' }

/** Makes a data folder with an academy that has an empty item bank. */
export async function foundItemBank(): Promise<FilledAcademy> {
  const folder = makeDataFolder()
  const sealedBox = new SealedBox(makeServerKey(serverKeyPath(folder.path)))
  const academy = await folder.withStore((store) => foundBankIn(store, sealedBox))
  return { ...academy, folder }
}

/** Founds an academy with an empty item bank in a store. */
export async function foundBankIn(store: Store, sealedBox: SealedBox): Promise<Academy> {
  const founded = await foundAcademy(store, 'Bench')
  const surroundings = { store, owner: founded.owner, services: { sealedBox } }
  const { id } = await makeBank(surroundings)
  await makeConsumer(surroundings, pair, [[id, 'write']])
  return founded
}

/** The bytes of a signed request, good for three hours. */
export function signedRequest(action: 'get' | 'set', parameters: unknown): string {
  const request = JSON.stringify(parameters)
  const security = JSON.stringify(signedPacket(pair, Date.now(), request, action))
  const body = new URLSearchParams({ security, request, action }).toString()
  return [
    'POST /latest/itembank/tagging/tags HTTP/1.1',
    'host: localhost',
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

export interface BenchTag {
  readonly type: string
  readonly name: string
  readonly description: string
  readonly sort_key: number
}

/** The tag of that number, of one of twelve types. */
export function tagOf(number: number): BenchTag {
  return {
    type: `type ${number % 12}`,
    name: `tag ${(number * 7919) % 1_000_003}`, // scattered, as names are
    description: `What tag ${number} is good for`,
    sort_key: number % 1000,
  }
}

export function tagsFrom(first: number, count: number): BenchTag[] {
  return Array.from({ length: count }, (_, index) => tagOf(first + index))
}
