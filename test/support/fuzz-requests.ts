// Random requests: half of them well formed, with ids that exist, the rest bent out of shape in every place.
import { learnosityRequest, type LearnosityMaterial } from './fuzz-learnosity.ts'
import type { Random } from './random.ts'

/** What the requests may be made of. */
export interface FuzzMaterial {
  /** Credentials of the one account in whose name everything is asked. */
  readonly revToken: string
  readonly intellumKey: string
  readonly learnosity: LearnosityMaterial
  /** Names that the doors may be called by: of either account, and of none. */
  readonly hosts: readonly string[]
  /** What the asking account has; grows as the answers tell of new ones. */
  readonly own: Known
  /** What another account has. */
  readonly others: Known
}

/** GUIDs and integer ids of things that exist, or did. */
export interface Known {
  readonly category: string[]
  readonly member: string[]
  readonly group: string[]
  readonly categoryId: number[]
  readonly courseId: number[]
  readonly tagId: number[]
}

type Kind = keyof Known

/** The bytes of one request, and what it is, for people. */
export interface FuzzRequest {
  readonly bytes: Buffer
  readonly method: string
  readonly target: string
}

/** Makes one request. */
export function fuzzRequest(random: Random, material: FuzzMaterial): FuzzRequest {
  const fuzzer = new Fuzzer(random, material)
  return fuzzer.request(random.oneIn(2))
}

interface Shape {
  readonly method: string
  readonly path: string
  readonly body?: 'category' | 'edit' | 'wrapped' | 'tag' | 'course' | 'user' | 'group' | 'login' | 'patch'
}

const REV: readonly Shape[] = [
  { method: 'GET', path: '/api/v2/categories/{category}' },
  { method: 'POST', path: '/api/v2/categories', body: 'category' },
  { method: 'PUT', path: '/api/v2/categories/{category}', body: 'edit' },
  { method: 'DELETE', path: '/api/v2/categories/{category}' },
  { method: 'GET', path: '/api/v2/categories?parentCategoryId={category}' },
  { method: 'GET', path: '/api/v2/categories?includeAllDescendants={word}' },
  { method: 'GET', path: '/api/v2/assignable-categories' },
  { method: 'GET', path: '/api/v2/user/categories?parentCategoryId={category}' },
  { method: 'POST', path: '/api/v2/user/login', body: 'login' },
  { method: 'POST', path: '/api/v2/authenticate', body: 'login' },
  { method: 'POST', path: '/api/v2/user/extend-session' },
  { method: 'GET', path: '/api/v2/user/session' },
  { method: 'GET', path: '/api/v2/users/me' },
  { method: 'GET', path: '/api/v2/users/{member}' },
  { method: 'GET', path: '/api/v2/users/{word}?type=username' },
  { method: 'GET', path: '/api/v2/users/{word}?type=email' },
  { method: 'POST', path: '/api/v2/users', body: 'user' },
  { method: 'PATCH', path: '/api/v2/users/{member}', body: 'patch' },
  { method: 'DELETE', path: '/api/v2/users/{member}' },
  { method: 'GET', path: '/api/v2/users/roles' },
  { method: 'POST', path: '/api/v2/groups', body: 'group' },
  { method: 'GET', path: '/api/v2/groups?size={word}&page={word}' },
  { method: 'PUT', path: '/api/v2/groups/{group}', body: 'group' },
  { method: 'PATCH', path: '/api/v2/groups/{group}', body: 'patch' },
  { method: 'DELETE', path: '/api/v2/groups/{group}' },
  { method: 'GET', path: '/api/v2/search/groups/{group}/users?scrollId={word}' },
  { method: 'GET', path: '/api/v2/search/access-entity?type=User&q={word}&count={word}' },
  { method: 'POST', path: '/api/v2/users/subscribe', body: 'category' },
  { method: 'GET', path: '/api/v2/users/subscriptions' },
  { method: 'GET', path: '/api/v2/accounts/bootstrap' },
]

const INTELLUM: readonly Shape[] = [
  { method: 'GET', path: '/api/v2/category_tags' },
  { method: 'GET', path: '/api/v2/category_tags?category_tag[category_id]={categoryId}&page={word}' },
  { method: 'GET', path: '/api/v2/category_tags?category_tag[code]={word}&per_page={word}' },
  { method: 'POST', path: '/api/v2/category_tag', body: 'tag' },
  { method: 'POST', path: '/api/v2/category_tags', body: 'tag' },
  { method: 'DELETE', path: '/api/v2/category_tags/{tagId}' },
  { method: 'DELETE', path: '/api/v2/category_tags?id={tagId}' },
  { method: 'GET', path: '/api/v2/categories' },
  { method: 'GET', path: '/api/v2/categories?category[updated_on]={word}&category[is_active]={word}' },
  { method: 'GET', path: '/api/v2/categories/{categoryId}' },
  { method: 'POST', path: '/api/v2/categories', body: 'wrapped' },
  { method: 'PUT', path: '/api/v2/categories/{categoryId}', body: 'wrapped' },
  { method: 'PATCH', path: '/api/v2/categories/{categoryId}', body: 'wrapped' },
  { method: 'DELETE', path: '/api/v2/categories/{categoryId}' },
  { method: 'GET', path: '/api/v2/courses?course[name]={word}' },
  { method: 'GET', path: '/api/v2/courses/{courseId}' },
  { method: 'POST', path: '/api/v2/courses', body: 'course' },
  { method: 'PUT', path: '/api/v2/courses/{courseId}', body: 'course' },
  { method: 'DELETE', path: '/api/v2/courses/{courseId}' },
]

/** More is made than taken away, so that there is something to ask for. */
const MAKING: readonly Shape[] = [
  { method: 'POST', path: '/api/v2/categories', body: 'category' },
  { method: 'POST', path: '/api/v2/users', body: 'user' },
  { method: 'POST', path: '/api/v2/groups', body: 'group' },
]
const MAKING_RECORDS: readonly Shape[] = [
  { method: 'POST', path: '/api/v2/categories', body: 'wrapped' },
  { method: 'POST', path: '/api/v2/courses', body: 'course' },
  { method: 'POST', path: '/api/v2/category_tag', body: 'tag' },
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE']
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/xml',
  'nonsense',
  ';;;',
]
const WORDS = [
  '',
  '0',
  '1',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '99999999999999999999999',
  'true',
  'False',
  'null',
  'undefined',
  'NaN',
  '2026-01-01',
  '2026-01-01 00:00:00,2026-13-45',
  'me',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  "' OR 1=1 --",
  '%',
  '%zz',
  '%00',
  '%ff%fe',
  '%F0%9F%98%80',
  '../../etc/passwd',
  '\\',
  'Ünïcödé',
  '[]',
  '{}',
  '*',
]
const NAMES = [
  'api_key',
  'page',
  'per_page',
  'id',
  'category',
  'category[]',
  'category[id][]',
  'category[name][x]',
  'category_tag[category_id][]',
  'category_tag[categorizable_id]',
  'course[created_on]',
  '__proto__[x]',
  'constructor[prototype][x]',
  'a[b][c][d][e][f]',
  'a[',
  ']',
  'parentCategoryId',
  'INCLUDEALLDESCENDANTS',
  'type',
  'q',
  'count',
  'scrollId',
]

class Fuzzer {
  readonly #random: Random
  readonly #material: FuzzMaterial

  constructor(random: Random, material: FuzzMaterial) {
    this.#random = random
    this.#material = material
  }

  request(good: boolean): FuzzRequest {
    const random = this.#random
    if (random.oneIn(4)) return this.#atLearnosity(good)
    const atRev = random.oneIn(2)
    const making = random.oneIn(4)
    const shape = random.pick(atRev ? (making ? MAKING : REV) : making ? MAKING_RECORDS : INTELLUM)
    let method = !good && random.oneIn(3) ? random.pick(METHODS) : shape.method
    let target = this.#fill(shape.path)
    if (target.includes('/users/me')) method = 'GET' // who deletes himself is refused from then on
    const headers: [string, string][] = [['host', random.pick(this.#material.hosts)]]

    if (atRev) headers.push(['authorization', this.#authorization(good)])
    let body = shape.body === undefined ? undefined : this.#body(shape.body)
    if (!atRev) {
      const key = good || !random.oneIn(6) ? this.#material.intellumKey : random.pick(WORDS)
      if (typeof body === 'object' && random.oneIn(2)) body = { api_key: key, ...body }
      else target = withParameter(target, 'api_key', encodeURIComponent(key))
    }
    let contentType = body === undefined ? undefined : 'application/json'
    let payload: Buffer = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body))
    if (!good) {
      target = this.#bend(target)
      if (random.oneIn(3)) payload = this.#bentBody(payload)
      if (random.oneIn(3)) contentType = random.oneIn(4) ? undefined : random.pick(CONTENT_TYPES)
      if (random.oneIn(4)) headers.push(...this.#oddHeaders())
    }
    if (contentType !== undefined) headers.push(['content-type', contentType])
    return { bytes: this.#bytes(method, target, headers, payload), method, target }
  }

  #atLearnosity(good: boolean): FuzzRequest {
    const { learnosity, hosts } = this.#material
    const { target, contentType, body } = learnosityRequest(this.#random, learnosity, good)
    const bent = !good && this.#random.oneIn(8) ? this.#bentBody(body) : body
    const headers: [string, string][] = [['host', this.#random.pick(hosts)]]
    if (!good && this.#random.oneIn(6)) headers.push(...this.#oddHeaders())
    if (contentType !== undefined) headers.push(['content-type', contentType])
    return { bytes: this.#bytes('POST', target, headers, bent), method: 'POST', target }
  }

  #fill(path: string): string {
    return path
      .replaceAll(/\{(category|member|group|categoryId|courseId|tagId)\}/g, (_, kind: Kind) =>
        encodeURIComponent(this.#known(kind)),
      )
      .replaceAll('{word}', () => encodeURIComponent(this.#random.pick(WORDS)))
  }

  /** Mostly something of that kind that the account has; else another's, of another kind, or nothing at all. */
  #known(kind: Kind): string | number {
    const random = this.#random
    const { own, others } = this.#material
    switch (random.below(12)) {
      case 0:
        return random.pick(WORDS)
      case 1:
        return random.pick<string | number>(others[kind])
      case 2:
        return random.pick<string | number>(own[random.pick(Object.keys(own) as Kind[])]) // its keys are the kinds
      case 3:
        return String(random.pick<string | number>(own[kind])).toUpperCase()
      default:
        return random.pick<string | number>(own[kind])
    }
  }

  #authorization(good: boolean): string {
    const { revToken } = this.#material
    if (good || !this.#random.oneIn(4)) return `VBrick ${revToken}`
    return this.#random.pick([
      `vbrick    ${revToken}  `,
      `Bearer ${revToken}`,
      `VBrick ${revToken.slice(1)}`,
      'VBrick',
      'Basic YTpi',
      '',
    ])
  }

  #body(kind: NonNullable<Shape['body']>): object {
    switch (kind) {
      case 'category':
      case 'edit':
        return this.#some({
          name: this.#name(),
          parentCategoryId: this.#random.oneIn(3) ? null : this.#known('category'),
          restricted: this.#random.oneIn(4) ? this.#value() : false,
          categoryPolicyItems: this.#random.oneIn(3)
            ? [{ id: this.#known('member'), type: 'User', itemType: 'CategoryManager' }]
            : [],
          id: this.#known('category'),
          type: 'Category',
        })
      case 'wrapped':
        return {
          category: this.#some({
            name: this.#name(),
            parent_category_id: this.#random.oneIn(2) ? null : this.#known('categoryId'),
            is_active: this.#random.oneIn(8) ? this.#value() : true,
            description: this.#random.oneIn(8) ? this.#value() : 'About it',
            locale: 'en',
            code: this.#random.oneIn(8) ? this.#word() : null,
          }),
        }
      case 'tag':
        return {
          category_tag: this.#some({
            category_id: this.#known('categoryId'),
            categorizable_type: 'Course',
            categorizable_id: this.#known('courseId'),
            code: this.#random.oneIn(8) ? this.#value() : null,
          }),
        }
      case 'course':
        return {
          course: this.#some({
            name: this.#name(),
            type: 'CoursePage',
            code: this.#random.oneIn(8) ? this.#word() : null,
            duration: this.#random.oneIn(8) ? this.#value() : 60,
            summary: this.#random.oneIn(8) ? this.#value() : null,
          }),
        }
      case 'user':
        return this.#some({
          username: this.#name(),
          lastName: this.#name(),
          email: this.#random.oneIn(8) ? this.#value() : `${this.#random.below(2_000)}@example.com`,
          groupIds: [this.#known('group')],
          roleIds: this.#random.oneIn(8) ? [this.#known('group')] : [],
        })
      case 'group':
        return this.#some({ name: this.#name(), userIds: [this.#known('member')], roleIds: [] })
      case 'login':
        return this.#some({
          username: 'manager',
          password: this.#word(),
          apiKey: this.#word(),
          secret: this.#word(),
        })
      case 'patch':
        return [
          {
            op: this.#random.pick(['add', 'remove', 'replace', 'test']),
            path: this.#random.pick(['/Title', '/UserIds/-', '/UserIds', '/RoleIds', '/GroupIds', '/x/y']),
            value: this.#random.oneIn(2) ? this.#known('member') : this.#value(),
          },
        ]
    }
  }

  /** The object, now and then without one of its members or with another value for it. */
  #some(object: Record<string, unknown>): Record<string, unknown> {
    if (!this.#random.oneIn(4)) return object
    const key = this.#random.pick(Object.keys(object))
    const { [key]: _, ...rest } = object
    return this.#random.oneIn(2) ? rest : { ...rest, [key]: this.#value() }
  }

  #name(): string {
    if (this.#random.oneIn(10)) return this.#word()
    return `name ${this.#random.below(2_000)}`
  }

  #word(): string {
    return this.#random.pick([...WORDS, '\u0000', '\ud800', 'é'.normalize('NFD'), '\u202e', ' \t\n '])
  }

  #value(depth = 0): unknown {
    switch (this.#random.below(depth > 3 ? 6 : 9)) {
      case 0:
        return null
      case 1:
        return this.#random.oneIn(2)
      case 2:
        return this.#random.pick([0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER, 2 ** 63])
      case 3:
        return this.#known('category')
      case 4:
        return this.#known('categoryId')
      case 5:
        return this.#word()
      case 6:
        return Array.from({ length: this.#random.below(4) }, () => this.#value(depth + 1))
      case 7:
        return { [this.#word()]: this.#value(depth + 1), ['__proto__']: this.#value(depth + 1) }
      default:
        return 'x'.repeat(this.#random.below(5_000))
    }
  }

  #bend(target: string): string {
    const random = this.#random
    const at = 1 + random.below(target.length)
    switch (random.below(10)) {
      case 0:
        return target.replace('/', '//').replace('categories', 'categories/')
      case 1:
        return `${target}/`
      case 2:
        return target.replace(/(\?|$)/, '.json$1')
      case 3:
        return target.slice(0, at) + encodeURIComponent(random.pick(WORDS)) + target.slice(at)
      case 4:
        return (
          target.slice(0, at) +
          random.pick(['%zz', '%', '%00', '/../', '/./', ';', '+', '//']) +
          target.slice(at)
        )
      case 5:
        return target.toUpperCase()
      case 6:
        return target.slice(0, at)
      case 7:
        return target.replace('/api/v2', random.pick(['', '/api', '/api/v1', '/api/v3', '/v2', '/latest']))
      default: {
        let more = target
        for (let i = random.below(4); i >= 0; i--) {
          more = withParameter(more, random.pick(NAMES), encodeURIComponent(random.pick(WORDS)))
        }
        return more
      }
    }
  }

  #bentBody(body: Buffer): Buffer {
    const random = this.#random
    switch (random.below(9)) {
      case 0:
        return body.subarray(0, random.below(body.length + 1))
      case 1:
        return Buffer.from('[]')
      case 2:
        return Buffer.from(JSON.stringify(this.#value()))
      case 3:
        return Buffer.from('['.repeat(5_000))
      case 4:
        return Buffer.from(`{"a":`.repeat(2_000) + '1' + '}'.repeat(2_000))
      case 5:
        return Buffer.concat([body, Buffer.from([0xff, 0xfe, 0x00, 0xc3])])
      case 6:
        return Buffer.from(
          Array.from(
            { length: random.below(6) },
            () => `${random.pick(NAMES)}=${encodeURIComponent(random.pick(WORDS))}`,
          ).join('&'),
        )
      case 7:
        return Buffer.from(
          `--x\r\ncontent-disposition: form-data; name="${random.pick(NAMES)}"\r\n\r\n${random.pick(WORDS)}\r\n--x--\r\n`,
        )
      default:
        return Buffer.from(' '.repeat(random.below(3)))
    }
  }

  #oddHeaders(): [string, string][] {
    const random = this.#random
    return random.pick<[string, string][]>([
      [['accept', 'text/html']],
      [['expect', '100-continue']],
      [['expect', '']],
      [['x-forwarded-host', random.pick(this.#material.hosts)]],
      [['x-http-method-override', 'DELETE']],
      [['content-encoding', 'gzip']],
      [['accept-version', '2.0.0']],
      [['x-long', 'x'.repeat(9_000)]],
      [['cookie', '__proto__=1; a=b']],
      [['if-none-match', '*']],
      [['range', 'bytes=0-1']],
      [['transfer-encoding', 'chunked']],
    ])
  }

  #bytes(method: string, target: string, headers: readonly [string, string][], payload: Buffer): Buffer {
    const chunked = headers.some(([name]) => name === 'transfer-encoding')
    const lines = [...headers]
    if (!chunked && payload.length > 0) lines.push(['content-length', String(payload.length)])
    const head = `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
    const body = chunked ? chunk(payload) : payload
    return Buffer.concat([Buffer.from(head, 'utf8'), body])
  }
}

function chunk(payload: Buffer): Buffer {
  if (payload.length === 0) return Buffer.from('0\r\n\r\n')
  return Buffer.concat([
    Buffer.from(`${payload.length.toString(16)}\r\n`),
    payload,
    Buffer.from('\r\n0\r\n\r\n'),
  ])
}

function withParameter(target: string, name: string, value: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${name}=${value}`
}
