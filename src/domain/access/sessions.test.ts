import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { unguarded } from '../../../test/support/sign-in.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { DomainError } from '../errors.ts'
import type { Member } from '../people/member.ts'
import { setPassword } from './set-password.ts'
import { updateMember } from '../people/members.ts'
import type { Reader, Store, Writer } from '../store.ts'
import { createKey, revokeKey } from './credentials.ts'
import {
  revokeOtherSessions,
  revokeOwnSession,
  extendSession,
  getSession,
  isEndToBeMoved,
  isPasswordToBeReplaced,
  listOwnSessions,
  createSession,
  signInByKey,
  signInByPassword,
  signOut,
  type Opening,
} from './sessions.ts'

const PASSWORD = 'open sesame 7'
const MINUTE = 60_000

let world: World
let ada: Member

beforeEach(async () => {
  world = await openWorld()
  ada = await world.person('Ada')
  await findPassword(PASSWORD)
})
afterEach(() => world.close())

async function findPassword(password: string): Promise<void> {
  const phc = await hashedAtNoCost(password)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: ada.id }, phc))
}

let opened = 0
const opening = (door: Opening['door'] = 'rev', more: Partial<Opening> = {}): Opening => ({
  door,
  token: `token ${++opened}`,
  lifetime: 30 * MINUTE,
  longest: 24 * 60 * MINUTE,
  ...more,
})
const attempt = { name: 'ada', password: PASSWORD, address: '192.0.2.1' }
const asAda = () =>
  ({ accountId: world.account.id, door: 'console', credentialId: null, memberId: ada.id }) as const

/** The store, with an action that runs between a sign-in's reads and its writes. */
function meanwhile(act: () => Promise<unknown>): Store {
  const { store } = world
  const write = async <T>(work: (tx: Writer) => Promise<T>): Promise<T> => {
    await act()
    return store.write(work)
  }
  return Object.assign(Object.create(store) as Store, {
    write,
    read: <T>(work: (reader: Reader) => Promise<T>) => store.read(work),
    lookUp: <T>(work: (reader: Reader) => Promise<T>) => store.lookUp(work),
  })
}

async function refusalOf(signIn: Promise<unknown>): Promise<string> {
  return signIn.then(
    () => 'none',
    (error: unknown) => (error instanceof DomainError ? error.kind : String(error)),
  )
}

const live = () => world.store.read((reader) => reader.sessions.listOfMember(world.account.id, ada.id))

describe('signing in while things change', () => {
  it('opens nothing by a password that is replaced while it is verified', async () => {
    const store = meanwhile(() => findPassword('another sesame 8'))
    const signIn = signInByPassword(unguarded(store), world.account.id, attempt, opening())
    expect(await refusalOf(signIn)).toBe('unauthenticated')
    expect(await live()).toEqual([])
  })

  it('opens nothing for a person who is barred meanwhile', async () => {
    const store = meanwhile(() =>
      world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { status: 'suspended' })),
    )
    const signIn = signInByPassword(unguarded(store), world.account.id, attempt, opening())
    expect(await refusalOf(signIn)).toBe('unauthenticated')
    expect(await live()).toEqual([])
  })

  it('opens nothing by a key that is revoked meanwhile', async () => {
    const key = await world.store.write((tx) =>
      createKey(tx, world.owner, { door: 'rev', label: 'k', key: 'the key', secret: 's', memberId: ada.id }),
    )
    const store = meanwhile(() => world.store.write((tx) => revokeKey(tx, world.owner, key.id)))
    const shown = { key: 'the key', secret: 's', address: '192.0.2.1' }
    expect(await refusalOf(signInByKey(unguarded(store), shown, opening()))).toBe('unauthenticated')
    expect(await live()).toEqual([])
  })
})

describe('a person who has to choose a new password', () => {
  const setStatus = (status: Member['status']) =>
    world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { status }))
  const signIn = (password = PASSWORD) =>
    signInByPassword(unguarded(world.store), world.account.id, { ...attempt, password }, opening())

  it('is signed out everywhere, and comes in by no password but a new one', async () => {
    await signIn()
    await setStatus('awaiting_password_reset')
    expect(await live()).toEqual([])
    expect(await refusalOf(signIn())).toBe('unauthenticated')
    // Only a person who knows the password learns why.
    expect(isPasswordToBeReplaced(await signIn().catch((error: unknown) => error))).toBe(true)
    expect(isPasswordToBeReplaced(await signIn('wrong').catch((error: unknown) => error))).toBe(false)
    await findPassword('another sesame 8')
    expect((await signIn('another sesame 8')).member.status).toBe('active')
  })

  it('is no longer locked out with a new one, but suspended all the same', async () => {
    await setStatus('locked_out')
    await findPassword(PASSWORD)
    expect((await signIn()).member.status).toBe('active')
    await setStatus('suspended')
    await findPassword(PASSWORD)
    expect(await refusalOf(signIn())).toBe('unauthenticated')
  })
})

describe('a session', () => {
  const open = (terms: Opening) => world.store.write((tx) => createSession(tx, asAda(), terms))
  const get = (door: Opening['door'], token: string) =>
    world.store.read((reader) => getSession(reader, door, token))

  it('is good at its own door, whatever its token looks like', async () => {
    const { token } = await open(opening('rev', { token: 'console.like-one-of-the-pages' }))
    expect(await refusalOf(get('console', token))).toBe('unauthenticated')
    expect((await get('rev', token)).principal).toMatchObject({ door: 'rev', memberId: ada.id })
  })

  it('ends at its latest end however much it is used', async () => {
    const terms = opening('rev', { longest: 40 * MINUTE })
    const { session } = await open(terms)
    const signedIn = await get('rev', terms.token)
    world.clock.advance(20 * MINUTE)
    const told = await world.store.write((tx) => extendSession(tx, signedIn, terms.lifetime))
    expect(told).toBe(session.created + 40 * MINUTE)
    const moved = (await get('rev', terms.token)).session
    expect(moved.expires).toBe(told)
    // Later requests write nothing.
    expect(isEndToBeMoved(moved, world.clock.now() + 15 * MINUTE, terms.lifetime)).toBe(false)
    world.clock.advance(20 * MINUTE)
    expect(await refusalOf(get('rev', terms.token))).toBe('unauthenticated')
  })

  it('lasts no longer from the start than it may at most', async () => {
    const { session } = await open(opening('rev', { longest: MINUTE }))
    expect([session.expires, session.ends]).toEqual([session.created + MINUTE, session.created + MINUTE])
  })

  it('is listed to its person, who ends it, or all but the present one', async () => {
    const eve = await world.person('Eve')
    const first = await open(opening('rev', { agent: 'curl/8' }))
    const second = await open(opening('console'))
    const third = await open(opening('console', { agent: 'x'.repeat(300) }))
    const list = () => world.store.read((reader) => listOwnSessions(reader, asAda()))
    expect((await list()).map(({ door, agent }) => [door, agent?.length])).toEqual([
      ['console', 255],
      ['console', undefined],
      ['rev', 6],
    ])
    const asEve = { ...asAda(), memberId: eve.id }
    const end = (by: typeof asEve) => world.store.write((tx) => revokeOwnSession(tx, by, first.session.id))
    expect(await refusalOf(end(asEve))).toBe('not_found')
    await end(asAda())
    expect((await list()).map(({ id }) => id)).toEqual([third.session.id, second.session.id])
    expect(await world.store.write((tx) => revokeOtherSessions(tx, asAda(), third.session.id))).toBe(1)
    expect((await list()).map(({ id }) => id)).toEqual([third.session.id])
    expect(await refusalOf(world.store.read((reader) => listOwnSessions(reader, world.owner)))).toBe(
      'forbidden',
    )
  })

  it('that has ended is signed out without a second entry', async () => {
    const { session } = await open(opening())
    const signedIn = { session, principal: asAda() }
    await world.store.write((tx) => signOut(tx, signedIn))
    await world.store.write((tx) => signOut(tx, signedIn))
    const entries = await world.store.read((reader) =>
      reader.audit.listOfSubject(world.account.id, 'session', session.id),
    )
    expect(entries.map(({ action }) => action)).toEqual(['sign_in', 'sign_out'])
  })
})
