import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  learnosityClient,
  makeBank,
  makeConsumer,
  post,
  signedPacket,
  stamp,
  TAGS,
} from '../../../test/support/learnosity.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import {
  addConsumerKey,
  addConsumerSecret,
  updateConsumer,
  findConsumerByKey,
  removeConsumerSecret,
  setConsumerActive,
} from '../../domain/access/consumers.ts'
import { revokeKey } from '../../domain/access/credentials.ts'
import type { ItemBankId } from '../../domain/ids.ts'
import { getItemBank } from '../../domain/item-bank/item-banks.ts'
import { listTagHistory } from '../../domain/item-bank/tags.ts'

const one = { key: 'yis0TYCu7U9V4o7M', secret: '74c5fd430cf1242a527f6223aebd42d30464be22' }
const two = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }

interface Vector {
  readonly name: string
  readonly packet: Readonly<Record<string, string>>
  readonly request?: string
  readonly action?: string
  readonly signatures: readonly string[]
}

const atLms = { consumer_key: two.key, domain: 'lms.example.org', timestamp: '20251121-2305' }

// docs/contracts/learnosity.md section 16.
const vectors: readonly Vector[] = [
  {
    name: 'V1',
    packet: { consumer_key: one.key, domain: 'localhost', timestamp: '20140626-0528' },
    request: '{"limit":100}',
    action: 'get',
    signatures: [
      '$02$e19c8a62fba81ef6baf2731e2ab0512feaf573ca5ca5929c2ee9a77303d2e197',
      'e1eae0b86148df69173cb3b824275ea73c9c93967f7d17d6957fcdd299c8a4fe',
    ],
  },
  {
    name: 'V2',
    packet: atLms,
    request:
      '{"tags":[{"type":"course","name":"Common Core","sort_key":1,"description":"common core subjects"},{"type":"subject","name":"Maths & Más/Übung 数学 “q” +1%","sort_key":3,"description":null}],"meta":{"user":{"id":"u-42","firstname":"Ada","lastname":"Lovelace","email":"ada@example.org"}}}',
    action: 'set',
    signatures: [
      '$02$fc644092d471ce3dcabf29fd4ad75377ab5cb8573df06c2549380ea7f3b7aeab',
      '1f8f9f9be11b24f357799c71e85e9c4e87495fc72eb9e7ee3bc180f7d97c9145',
    ],
  },
  {
    name: 'V3',
    packet: { ...atLms, expires: '20251122-0105', user_id: 'author-7' },
    request:
      '{"types":["course","subject"],"names":["Math","Advanced Math","English"],"sort_field":"updated","limit":2}',
    action: 'get',
    signatures: [
      '$02$4f5bbaeaaa50a7fc71db68f5d4ea590e104af843fe1bd7f36799cab1de8f9d13',
      '741f2c6a569e3d178edb10c92f15e01d85cf6cdf38c97523e02efa879bc00399',
    ],
  },
  {
    name: 'V4',
    packet: atLms,
    request: '{}',
    signatures: [
      '$02$b27400a74dca5d2b55a08748b77e9742762a6cd6de8c1d5a24251d27638a9a34',
      'bf547868d34ce228e17909715c9c10af6b9af0af3db27f1119d3564a912f6e26',
    ],
  },
  {
    name: 'V5',
    packet: atLms,
    request: '[]',
    action: 'get',
    signatures: [
      '$02$52d42616ba6e93ebe39f5c71ef27ced2427f4b1af12b5267337aeb83d13a1caf',
      'd4d6b19ef25ab641667beb2c5b45a83f8cd20dbe62596320ff3ed0627078b257',
    ],
  },
  {
    name: 'V6',
    packet: atLms,
    request: '{"tags":{"course":["Common Core"],"subject":["maths","english"]}}',
    action: 'set',
    signatures: ['$02$4fd8b46f02151040e69005c93dbff128e77e34d38aba9df9fb22846f95c97a95'],
  },
  {
    name: 'V7',
    packet: { ...atLms, user_id: '' },
    request: '{"limit":1}',
    action: 'get',
    signatures: [
      '$02$9118a0f3c20052e889a67ffd2846a3bc158902dda69a620cddeee5c5a6ed3a12',
      '$02$441573e8da672f1496f5babfb3c5a810be125e9ea965eb8de6a602cbad2810d1',
    ],
  },
]

const cases = vectors.flatMap((vector) => vector.signatures.map((signature) => ({ ...vector, signature })))

let world: World

beforeEach(async () => {
  world = await openWorld()
  const bank = await makeBank(world)
  await makeConsumer(world, one, [[bank.id, 'write']])
  await makeConsumer(world, two, [[bank.id, 'write']], ['LMS.example.org', 'localhost'])
})
afterEach(() => world.close())

function form(fields: Readonly<Record<string, string | undefined>>): string {
  return new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  ).toString()
}

/** Sends the vector at the time it was created for. */
function send(vector: Vector, packet: Readonly<Record<string, unknown>>, headers = {}) {
  const { request, action } = vector
  goTo(vector.packet.timestamp ?? '')
  // V6 is for the deprecated operation; the signature covers only the text.
  const path = vector.name === 'V6' ? '/v1/itembank/tags' : TAGS
  const body = form({ security: JSON.stringify(packet), request, action })
  return post(world, path, body, { 'content-type': 'application/x-www-form-urlencoded', ...headers })
}

function goTo(timestamp: string, minutes = 0): void {
  const iso = timestamp.replace(/(....)(..)(..)-(..)(..)/, '$1-$2-$3T$4:$5:00Z')
  world.clock.advance(Date.parse(iso) + minutes * 60_000 - world.clock.now())
}

function flip(text: string, index: number): string {
  const code = text.charCodeAt(index)
  return `${text.slice(0, index)}${String.fromCharCode(code ^ 1)}${text.slice(index + 1)}`
}

describe('the test vectors', () => {
  it.each(cases)('$name is served with $signature', async (vector) => {
    const answer = await send(vector, { ...vector.packet, signature: vector.signature })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json()).toMatchObject({ meta: { status: true } })
  })

  it.each(cases)('$name with one flipped bit in any signed value is refused: $signature', async (vector) => {
    const signed = { ...vector.packet, signature: vector.signature }
    const wrong = { status: 403, code: 41003 }
    for (const [key, value] of Object.entries(signed)) {
      if (value === '') continue // V7: nothing to flip
      const index = key === 'signature' ? value.length - 1 : Math.floor(value.length / 2)
      const answer = await send(vector, { ...signed, [key]: flip(value, index) })
      const expected = key === 'consumer_key' ? { status: 403, code: 41002 } : wrong
      expect({ status: answer.status, code: codeOf(answer) }, key).toEqual(expected)
    }
    for (const field of ['request', 'action'] as const) {
      const value = vector[field]
      if (value === undefined) continue
      for (let index = 0; index < value.length; index += 7) {
        const answer = await send({ ...vector, [field]: flip(value, index) }, signed)
        expect({ status: answer.status, code: codeOf(answer) }, `${field} ${index}`).toEqual(wrong)
      }
    }
  })

  it('V1 with the action "post" is signed right, and no action of this endpoint', async () => {
    const [vector] = vectors
    if (vector === undefined) throw new Error('no V1')
    const signature = '$02$9d1971fb9ac51482f7e73dcf87fc029d4a3dfffa05314f71af9d89fb3c2bcf16'
    const answer = await send({ ...vector, action: 'post' }, { ...vector.packet, signature })
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 405, code: 40001 })
  })

  it('V2 is served as the Node SDK encodes it', async () => {
    const [, vector] = vectors
    if (vector === undefined) throw new Error('no V2')
    goTo('20251121-2305')
    const request =
      'request=%7B%22tags%22%3A%5B%7B%22type%22%3A%22course%22%2C%22name%22%3A%22Common+Core%22%2C%22sort_key%22%3A1%2C%22description%22%3A%22common+core+subjects%22%7D%2C%7B%22type%22%3A%22subject%22%2C%22name%22%3A%22Maths+%26+M%C3%A1s%2F%C3%9Cbung+%E6%95%B0%E5%AD%A6+%E2%80%9Cq%E2%80%9D+%2B1%25%22%2C%22sort_key%22%3A3%2C%22description%22%3Anull%7D%5D%2C%22meta%22%3A%7B%22user%22%3A%7B%22id%22%3A%22u-42%22%2C%22firstname%22%3A%22Ada%22%2C%22lastname%22%3A%22Lovelace%22%2C%22email%22%3A%22ada%40example.org%22%7D%7D%7D'
    const security = form({ security: JSON.stringify({ ...vector.packet, signature: vector.signatures[0] }) })
    const answer = await post(world, TAGS, `${security}&${request}&action=set`)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).toBe('{"meta":{"status":true,"timestamp":1763766300},"data":[]}')
  })
})

describe('a packet whose values were moved', () => {
  const PAIR = { key: two.key, secret: two.secret }
  const REQUEST = '{"names":["Math"]}'

  async function sendMoved(packet: Readonly<Record<string, string>>, request?: string, action?: string) {
    return post(world, TAGS, form({ security: JSON.stringify(packet), request, action }))
  }

  it('is not good again after its end with expires called user_id', async () => {
    const now = world.clock.now()
    const { expires = '', ...rest } = signedPacket(PAIR, now, REQUEST, 'get', { expires: stamp(now) })
    world.clock.advance(60_000)
    expect(codeOf(await sendMoved({ ...rest, expires }, REQUEST, 'get'))).toBe(41007)
    expect(codeOf(await sendMoved({ ...rest, user_id: expires }, REQUEST, 'get'))).toBe(41003)
  })

  it('nor with expires and user_id in one', async () => {
    const now = world.clock.now()
    const more = { expires: stamp(now), user_id: 'u-1' }
    const { expires = '', user_id = '', ...rest } = signedPacket(PAIR, now, REQUEST, 'get', more)
    world.clock.advance(60_000)
    expect(codeOf(await sendMoved({ ...rest, user_id: `${expires}_${user_id}` }, REQUEST, 'get'))).toBe(41003)
  })

  it.each([REQUEST, `[${REQUEST}]`, ` ${REQUEST}`])(
    'asks for nothing else with %s in user_id',
    async (text) => {
      const plain = signedPacket(PAIR, world.clock.now(), text, 'get')
      expect(codeOf(await sendMoved({ ...plain, user_id: text }, undefined, 'get'))).toBe(41003)
      expect(codeOf(await sendMoved({ ...plain, user_id: `${text}_get` }))).toBe(41003)
      const named = signedPacket(PAIR, world.clock.now(), text, 'get', { user_id: 'u-1' })
      expect(codeOf(await sendMoved({ ...named, user_id: `u-1_${text}` }, undefined, 'get'))).toBe(41003)
      expect(codeOf(await sendMoved({ ...named, user_id: `u-1_${text}_get` }))).toBe(41003)
    },
  )

  it.each(['2025', '20251121', 'u-20251121-2305', 'a_b', 'x{y}', '(7)'])(
    '%s is a user_id',
    async (user_id) => {
      const packet = signedPacket(PAIR, world.clock.now(), REQUEST, 'get', { user_id })
      expect((await sendMoved(packet, REQUEST, 'get')).status).toBe(200)
    },
  )
})

describe('the checks of a request', () => {
  const [, , , v4] = vectors

  function refused(packet: unknown, field = JSON.stringify(packet)) {
    return post(world, TAGS, form({ security: field, request: '{}' }))
  }

  function good(): Record<string, unknown> {
    if (v4 === undefined) throw new Error('no V4')
    return { ...v4.packet, signature: v4.signatures[0] }
  }

  beforeEach(() => goTo('20251121-2305'))

  it.each([
    ['no body', undefined, 'security'],
    ['no JSON', '{"consumer_key":', 'security'],
    ['a list', '[]', 'security'],
    ['null', 'null', 'security'],
    ['an empty object', '{}', 'consumer_key, domain, timestamp, signature'],
  ])('wants a security packet: %s', async (_, security, missing) => {
    const answer = await post(world, TAGS, form({ security, request: '{}' }))
    expect(answer.status).toBe(400)
    expect(metaOf(answer)).toMatchObject({
      status: false,
      code: 41000,
      message: `Missing security parameters. Check the following parameter(s): ${missing}`,
    })
    expect(answer.json()).not.toHaveProperty('data')
  })

  it.each(['consumer_key', 'domain', 'timestamp', 'signature'])('names what is missing: %s', async (key) => {
    for (const value of [undefined, null, '']) {
      const answer = await refused({ ...good(), [key]: value })
      expect(answer.status).toBe(400)
      expect(metaOf(answer).message).toBe(
        `Missing security parameters. Check the following parameter(s): ${key}`,
      )
    }
  })

  it.each([
    ['consumer_key', 'Ab12Cd34Ef56Gh7'],
    ['timestamp', '20251121-23055'],
    ['signature', '$02$b27400a74dca5d2b55a08748b77e9742762a6cd6de8c1d5a24251d27638a9a3'],
    ['signature', 'bf547868d34ce228e17909715c9c10af6b9af0af3db27f1119d3564a912f6e2'],
  ])('checks lengths: %s', async (key, value) => {
    const answer = await refused({ ...good(), [key]: value })
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: 41001 })
  })

  it('knows no other key', async () => {
    const answer = await refused({ ...good(), consumer_key: 'Zb12Cd34Ef56Gh78' })
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: 41002 })
  })

  it('refuses a consumer that was switched off, before its signature is looked at', async () => {
    const consumer = await consumerTwo()
    await world.store.write((tx) => setConsumerActive(tx, world.owner, consumer, false))
    const wrong = { ...good(), signature: '$02$' + '0'.repeat(64) }
    const answer = await refused(wrong)
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: 41009 })
    await world.store.write((tx) => setConsumerActive(tx, world.owner, consumer, true))
    expect((await refused(good())).status).toBe(200)
  })

  it('takes either of two secrets, and one again when the older is retired', async () => {
    const consumer = await consumerTwo()
    const sealed = world.services.sealedBox.seal('the secret that comes next')
    await world.store.write((tx) => addConsumerSecret(tx, world.owner, consumer, sealed))
    expect((await refused(good())).status).toBe(200)
    await world.store.write((tx) => removeConsumerSecret(tx, world.owner, consumer))
    expect(codeOf(await refused(good()))).toBe(41003)
  })

  it.each([
    [180, 200],
    [181, 41004],
    [-180, 200],
    [-181, 41004],
  ])('takes a time up to three hours off: %i minutes', async (minutes, expected) => {
    goTo('20251121-2305', minutes)
    const answer = await refused(good())
    expect(answer.status === 200 ? 200 : codeOf(answer)).toBe(expected)
    if (expected !== 200) expect(answer.status).toBe(403)
  })

  it('takes any active key of a consumer, each by its own secret, for the same banks and hosts', async () => {
    const further = { key: 'Zz99Yy88Xx77Ww66', secret: 'another secret' }
    const first = await world.store.read((reader) => findConsumerByKey(reader, 'learnosity', two.key))
    if (first === undefined) throw new Error('no consumer')
    const added = await world.store.write((tx) =>
      addConsumerKey(tx, world.owner, first.credentialId, {
        door: 'learnosity',
        label: 'further',
        key: further.key,
        sealedSecret: world.services.sealedBox.seal(further.secret),
      }),
    )
    const [one, other] = [learnosityClient(world, two), learnosityClient(world, further)]
    const tags = [
      { type: 'subject', name: 'a' },
      { type: 'subject', name: 'b' },
    ]
    expect((await one(TAGS, 'set', { tags })).status).toBe(200)
    expect((await other(TAGS, 'set', { tags: tags.slice(0, 1) })).status).toBe(200)
    const swapped = await learnosityClient(world, { ...further, secret: two.secret })(TAGS, 'get')
    expect(swapped.json()).toMatchObject({ meta: { code: 41003 } })

    // Paging continues whichever key signs; the trail names the key that did.
    const { meta } = (await one(TAGS, 'get', { limit: 1 })).json<{ meta: { next: string } }>()
    const second = await other(TAGS, 'get', { limit: 1, next: meta.next })
    expect(second.json()).toMatchObject({ data: [{ name: 'b' }] })
    const history = await world.store.read(async (reader) => {
      const opened = await getItemBank(reader, world.owner, added.primaryBankId as ItemBankId, 'read')
      return listTagHistory(reader, opened, { type: 'subject', name: 'a' })
    })
    expect(history.map(({ credentialId }) => credentialId)).toEqual([first.credentialId, added.credentialId])

    await world.store.write((tx) => setConsumerActive(tx, world.owner, added.credentialId, false))
    expect((await other(TAGS, 'get')).json()).toMatchObject({ meta: { code: 41009 } })
    expect((await one(TAGS, 'get')).status).toBe(200)
    await world.store.write((tx) => setConsumerActive(tx, world.owner, added.credentialId, true))
    await world.store.write((tx) => revokeKey(tx, world.owner, first.credentialId))
    expect((await one(TAGS, 'get')).json()).toMatchObject({ meta: { code: 41002 } })
    expect((await other(TAGS, 'set', { tags })).status).toBe(200)
  })

  it('gives a consumer other hosts and banks, with all its keys', async () => {
    const consumer = await world.store.read((reader) => findConsumerByKey(reader, 'learnosity', one.key))
    if (consumer === undefined) throw new Error('no consumer')
    const other = await makeBank(world, 'Other')
    const change = (edit: Parameters<typeof updateConsumer>[3]) =>
      world.store.write((tx) => updateConsumer(tx, world.owner, consumer.credentialId, edit))
    const call = learnosityClient(world, one)
    const codeOf = async (action: string, request: object) =>
      (await call(TAGS, action, request)).json<{ meta: { code?: number } }>().meta.code
    expect(await codeOf('get', { organisation_id: other.id })).toBe(40003)

    await change({ banks: new Map([[other.id, 'read']]) })
    expect(await codeOf('get', { organisation_id: other.id })).toBeUndefined()
    expect(await codeOf('get', {})).toBeUndefined()
    expect(await codeOf('set', { tags: [] })).toBe(40003)
    expect(await codeOf('get', { organisation_id: consumer.primaryBankId })).toBe(40003)

    await change({ domains: ['LMS.example.org'] })
    expect(await codeOf('get', {})).toBe(41005)
    await change({ domains: ['lms.example.org', 'localhost'] })
    expect(await codeOf('get', {})).toBeUndefined()

    await expect(change({ domains: [] })).rejects.toThrow('consumer.domains missing')
    await expect(change({ domains: ['https://a.example'] })).rejects.toThrow('consumer.domains malformed')
    await expect(change({ banks: new Map([[999 as ItemBankId, 'read']]) })).rejects.toThrow(
      'consumer.banks unknown',
    )
  })

  it('tells nothing of time and domain to one who cannot sign', async () => {
    goTo('20251123-2305')
    const answer = await refused({ ...good(), domain: 'elsewhere.example.org' })
    expect(codeOf(answer)).toBe(41003)
  })
})

async function consumerTwo() {
  const found = await world.store.read((reader) => reader.credentials.list(world.account.id))
  const last = found.at(-1)
  if (last === undefined) throw new Error('no consumer')
  return last.id
}

interface ErrorMeta {
  readonly code?: number
  readonly message?: string
}

function metaOf(answer: { json: <T>() => T }): ErrorMeta {
  return answer.json<{ meta: ErrorMeta }>().meta
}

function codeOf(answer: { json: <T>() => T }): number | undefined {
  return metaOf(answer).code
}
