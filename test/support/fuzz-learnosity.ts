// Random requests at Learnosity's door: half of them as clients send them, the rest bent in every place, before or after
// they are signed.
import { signedPacket, type KeyPair } from './learnosity.ts'
import type { Random } from './random.ts'

export interface LearnosityMaterial {
  readonly pair: KeyPair
  readonly own: KnownOfBank
  readonly others: KnownOfBank
}

export interface KnownOfBank {
  readonly bank: number
  readonly pool: string
  readonly hierarchy: string
  readonly references: readonly string[]
}

export interface LearnosityRequest {
  readonly target: string
  readonly contentType: string | undefined
  readonly body: Buffer
}

const ENDPOINTS = [
  ['itembank/tagging/tags', 'get'],
  ['itembank/tagging/tags', 'set'],
  ['itembank/tags', 'get'],
  ['itembank/tags', 'set'],
  ['itembank/tagging/hierarchies', 'get'],
  ['itembank/tagging/hierarchies/nodes', 'get'],
  ['itembank/items', 'get'],
  ['itembank/items/tags', 'set'],
  ['itembank/items/tags', 'update'],
  ['itembank/activities/tags', 'update'],
  ['itembank/pools', 'get'],
] as const
const VERSIONS = ['v1', 'v1.85.0', 'v2025.1.LTS', 'v2023.1.lts', 'v2025.3.preview1', 'latest', 'developer']
const ODD_PATHS = [
  '/v1',
  '/v1/',
  '/latest/itembank',
  '/v1/itembank/tags/',
  '/itembank/tags',
  '/v1x/itembank/tags',
  '/V1//itembank/tags',
]
const TYPES = ['subject', 'level', '__proto__', 'constructor', '10', 'Fächer', '😀']
const TOKENS = [
  '1.2',
  '1389193100.0210',
  `${'9'.repeat(12)}.${'1'.repeat(53)}`,
  '',
  'x',
  '1768478400.011100000000000000000000',
]

/** Makes one request. @param good as a client would */
export function learnosityRequest(
  random: Random,
  material: LearnosityMaterial,
  good: boolean,
): LearnosityRequest {
  const values = new Values(random, material)
  const [endpoint, usual] = random.pick(ENDPOINTS)
  const bends = (cases: number) => !good && random.oneIn(cases)
  const action = bends(8) ? random.pick(['update', 'delete', 'GET', '', '__proto__', '\u0000']) : usual
  const parameters = bends(6) ? values.any() : values.parameters(endpoint, usual, good)
  const text = JSON.stringify(parameters)
  const request = bends(8)
    ? random.pick(['', '[]', '{', 'null', '"x"', '{"limit":1,}', '['.repeat(3_000)])
    : text
  const pair = bends(12) ? { ...material.pair, secret: 'wrong' } : material.pair
  const at = Date.now() + (bends(10) ? 1_000_000_000 : 0)
  const packet = signedPacket(pair, at, request, action)
  const security = bends(8) ? values.bentPacket(packet) : JSON.stringify(packet)
  const target = bends(8) ? random.pick(ODD_PATHS) : `/${random.pick(VERSIONS)}/${endpoint}`
  return { target, ...encoded(random, { security, request, action }) }
}

function encoded(
  random: Random,
  fields: Readonly<Record<string, string>>,
): Pick<LearnosityRequest, 'contentType' | 'body'> {
  switch (random.below(4)) {
    case 0: {
      const parts = Object.entries(fields).map(
        ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      return {
        contentType: 'multipart/form-data; boundary=b',
        body: Buffer.from(`${parts.join('')}--b--\r\n`),
      }
    }
    case 1:
      return { contentType: 'application/json', body: Buffer.from(JSON.stringify(fields)) }
    default:
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: Buffer.from(new URLSearchParams(fields).toString()),
      }
  }
}

class Values {
  readonly #random: Random
  readonly #material: LearnosityMaterial

  constructor(random: Random, material: LearnosityMaterial) {
    this.#random = random
    this.#material = material
  }

  /** What the operation takes; unless they are to be good, now and then one of another kind. */
  parameters(endpoint: string, action: string, good: boolean): Record<string, unknown> {
    const parameters = this.#usual(endpoint, action)
    if (good || !this.#random.oneIn(2)) return parameters
    const name = this.#random.pick([
      ...Object.keys(parameters),
      'organisation_id',
      'item_pool_id',
      'next',
      'limit',
      'sort',
      'sort_field',
      'meta',
    ])
    return { ...parameters, [name]: this.#odd(name) }
  }

  /** The packet with one of its members gone or changed. */
  bentPacket(packet: Readonly<Record<string, string>>): string {
    const random = this.#random
    const name = random.pick([...Object.keys(packet), 'expires', 'user_id'])
    const { [name]: was = '', ...rest } = packet
    switch (random.below(4)) {
      case 0:
        return JSON.stringify(rest)
      case 1:
        return JSON.stringify({ ...rest, [name]: this.any() })
      case 2:
        return JSON.stringify({ ...rest, [name]: was.slice(1) + random.pick(['a', '0', 'é', '\u0000']) })
      default:
        return JSON.stringify(packet).slice(0, random.below(120))
    }
  }

  any(depth = 0): unknown {
    const random = this.#random
    switch (random.below(depth > 3 ? 6 : 8)) {
      case 0:
        return null
      case 1:
        return random.oneIn(2)
      case 2:
        return random.pick([0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 63), Number.MIN_SAFE_INTEGER])
      case 3:
        return random.pick(['', '\u0000', '\ud800', '10', '-0', '1e3', ' ', 'x'.repeat(300), "' OR 1=1 --"])
      case 4:
        return random.pick(TYPES)
      case 5:
        return 'x'.repeat(random.below(5_000))
      case 6:
        return Array.from({ length: random.below(4) }, () => this.any(depth + 1))
      default:
        return { [random.pick(TYPES)]: this.any(depth + 1), ['__proto__']: this.any(depth + 1) }
    }
  }

  #odd(name: string): unknown {
    const { own, others } = this.#material
    const random = this.#random
    if (random.oneIn(3)) return this.any()
    switch (name) {
      case 'organisation_id':
        return random.pick<unknown>([own.bank, others.bank, String(others.bank), 0, -1, 2 ** 53])
      case 'item_pool_id':
        return random.pick([own.pool, others.pool, '', '__proto__'])
      case 'next':
        return random.pick(TOKENS)
      case 'limit':
        return random.pick<unknown>([1, 50, 51, '10', 0, 1e9])
      default:
        return random.pick(['asc', 'desc', 'sort_key', 'updated', 'created', 'title', 'nothing'])
    }
  }

  #usual(endpoint: string, action: string): Record<string, unknown> {
    const { own } = this.#material
    const random = this.#random
    switch (`${endpoint} ${action}`) {
      case 'itembank/tagging/tags get':
        return {
          types: [random.pick(TYPES), 'subject'],
          sort_field: random.pick(['sort_key', 'updated', 'created']),
        }
      case 'itembank/tagging/tags set':
        return {
          tags: this.#tags(),
          meta: random.oneIn(2) ? {} : { user: { id: `u${random.below(5)}`, firstname: 'A' } },
        }
      case 'itembank/tags set':
        return { tags: { [random.pick(TYPES)]: [`name ${random.below(50)}`] } }
      case 'itembank/tagging/hierarchies/nodes get':
        return { reference: own.hierarchy, path: [] }
      case 'itembank/items get':
        return {
          tags: [{ type: 'subject' }],
          sort_field: random.pick(['updated', 'title', 'reference', 'created']),
        }
      case 'itembank/items/tags set':
      case 'itembank/items/tags update':
        return { items: [{ reference: random.pick(own.references), tags: this.#tags() }] }
      case 'itembank/activities/tags update':
        return { activities: [] }
      default:
        return {}
    }
  }

  #tags(): object[] {
    const random = this.#random
    return Array.from({ length: 1 + random.below(5) }, () => ({
      type: random.pick(TYPES),
      name: `name ${random.below(50)}`,
      ...(random.oneIn(2) && { sort_key: random.below(9) }),
      ...(random.oneIn(3) && { description: random.oneIn(2) ? null : 'About it' }),
    }))
  }
}
