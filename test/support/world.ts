import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { pino } from 'pino'
import { FailedSignIns } from '../../src/domain/access/failed-sign-ins.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import type { Account } from '../../src/domain/academy/accounts.ts'
import type { Group } from '../../src/domain/people/group.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { createMember, type NewMember } from '../../src/domain/people/members.ts'
import { createGroup, type NewGroup } from '../../src/domain/people/groups.ts'
import type { Door, Principal } from '../../src/domain/principal.ts'
import { ROLES, type Role } from '../../src/domain/roles.ts'
import type { Store } from '../../src/domain/store.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { RateLimits } from '../../src/http/rate-limits.ts'
import type { Telemetry } from '../../src/lib/telemetry.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import type { ApiInstallation } from '../../src/api/api-services.ts'
import { buildServer, type BuiltServer } from '../../src/server/build-server.ts'
import type { Dialect, Services } from '../../src/dialects/dialect.ts'
import { HeldClock, openFreshStore } from './fresh-store.ts'

/** An academy on a store of its own, behind the real server, reached by `inject`. */
export interface World {
  readonly store: Store
  readonly clock: HeldClock
  readonly services: Services
  readonly server: BuiltServer
  readonly account: Account
  /** The account itself, as the command line acts for it. */
  readonly owner: Principal
  /** Lines of the server's log, parsed. */
  readonly logged: Record<string, unknown>[]
  /** Makes a person with these roles. */
  person(name: string, ...roles: Role[]): Promise<Member>
  group(name: string, more?: Omit<NewGroup, 'name' | 'roles'>): Promise<Group>
  /** A fresh token of a session of that person at Rev's door. */
  revToken(member: Member): Promise<string>
  /** A fresh API key of the account at Intellum's door. */
  intellumKey(): Promise<string>
  close(): Promise<void>
}

export interface WorldOptions {
  /** Of the academy; English unless said. */
  readonly language?: string
  /** A store to use instead of a fresh SQLite file; it is closed with the world. */
  readonly store?: Store
  readonly settings?: Partial<Services['settings']>
  /** What the API tells of the server; nothing unless said. */
  readonly installation?: (world: { readonly store: Store; readonly clock: HeldClock }) => ApiInstallation
  /** Who is told what happens. */
  readonly telemetry?: Telemetry
  /** The dialects that it speaks; all of them unless said. */
  readonly doors?: readonly Dialect[]
}

/** Makes a world. Close it when the test is over. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = new HeldClock()
  const logged: Record<string, unknown>[] = []
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void logged.push(JSON.parse(line) as never) },
  )
  const fresh = options.store ? undefined : await openFreshStore(clock, undefined, options.telemetry)
  const store = options.store ?? fresh?.store
  if (store === undefined) throw new Error('no store')
  const { account, owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: options.language ?? 'en' }, []),
  )
  const services: Services = {
    store,
    clock,
    ids: randomIds,
    log,
    telemetry: options.telemetry,
    rateLimits: new RateLimits(clock),
    failedSignIns: new FailedSignIns(),
    sealedBox: new SealedBox(Buffer.alloc(32, 'the key of the test server')),
    settings: {
      limitRates: false,
      sessionLifetime: 30 * 60_000,
      longestSession: 30 * 24 * 60 * 60_000,
      trustedProxies: [],
      publicUrl: 'https://academy.example.com',
      allowHttp: true,
      ...options.settings,
    },
  }
  const installation = options.installation?.({ store, clock })
  const server = buildServer({ ...services, installation }, undefined, options.doors)
  return {
    store,
    clock,
    services,
    server,
    account,
    owner,
    logged,
    person: (name, ...roles) => store.write((tx) => createMember(tx, owner, personNamed(name, roles))),
    group: (name, more = {}) => store.write((tx) => createGroup(tx, owner, { name, ...more })),
    revToken: (member) =>
      createSession(store, owner, member, clock.now() + services.settings.sessionLifetime),
    intellumKey: () => makeKey(store, owner, 'intellum'),
    async close() {
      await server.close()
      await store.close()
      fresh?.remove()
    },
  }
}

function personNamed(name: string, roles: readonly Role[]): NewMember {
  const username = name.toLowerCase().replaceAll(' ', '.')
  return {
    username,
    lastName: name,
    email: `${username}@example.com`,
    status: 'active',
    roles: { among: ROLES, held: roles },
  }
}

async function createSession(store: Store, { accountId }: Principal, member: Member, expires: number) {
  const token = randomIds.token(48)
  await store.write((tx) =>
    tx.sessions.insert(accountId, {
      door: 'rev',
      tokenHash: sha256(token),
      memberId: member.id,
      credentialId: null,
      agent: null,
      expires,
      ends: expires + 30 * 24 * 60 * 60_000,
    }),
  )
  return token
}

async function makeKey(store: Store, owner: Principal, door: Door): Promise<string> {
  const key = randomIds.token(24)
  await store.write((tx) => createKey(tx, owner, { door, label: 'test', key, memberId: null }))
  return key
}
