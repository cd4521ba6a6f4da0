import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { unguarded } from '../../test/support/sign-in.ts'
import { findConsumerByKey } from '../domain/access/consumers.ts'
import { createKey } from '../domain/access/credentials.ts'
import { createMember } from '../domain/people/members.ts'
import { listSigningKeys } from '../domain/access/signing-keys.ts'
import type { AccountId, ItemBankId, MemberId } from '../domain/ids.ts'
import { systemOf } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import { signInByKey, signInByPassword, findCredential } from '../domain/access/sessions.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { randomIds } from '../lib/ids.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { dialects } from '../dialects/dialects.ts'
import { demoDoors, type DemoAccess } from './demo-doors.ts'
import { secretsOf } from './demo-secrets.ts'
import { NotTheDemo, openDemoAcademy, SealedByAnotherKey } from './demo-academy.ts'

const box = new SealedBox(Buffer.alloc(32, 1))
const opening = { door: 'rev', token: 'x'.repeat(43), lifetime: 60_000, longest: 60_000 } as const

let store: Store
let remove: () => void
const open = async () => {
  const fresh = await openFreshStore()
  store = fresh.store
  remove = fresh.remove
}
const close = async () => {
  await store.close()
  remove()
}

describe('the demo academy', () => {
  let access: DemoAccess

  beforeAll(async () => {
    await open()
    // Two processes that make it at once end with one academy, too.
    const both = await Promise.all([
      openDemoAcademy(store, box, randomIds),
      openDemoAcademy(store, box, randomIds),
    ])
    expect(both[0]).toEqual(both[1])
    access = both[0]
  })
  afterAll(close)

  it('is one, made by two at once, and told alike ever after', async () => {
    expect(await openDemoAcademy(store, box, randomIds)).toEqual(access)
    const account = await theOnly()
    expect(account.name).toBe('Aldermark Academy')
    expect(account.demoSeed).not.toBeNull()
  })

  it('has an item bank: 400 tags of 12 types, 2,000 items with tags, a published pool', async () => {
    const account = await theOnly()
    await store.read(async (reader) => {
      const [bank] = await reader.itemBanks.list(account.id)
      const place = { accountId: account.id, bankId: bank?.id as ItemBankId }
      expect(await reader.tags.listTypes(place, undefined)).toHaveLength(12)
      const whole = { descending: false, asOf: bank?.revision ?? 0, limit: 5000, after: undefined }
      const tags = await reader.tags.listByPosition(place, {
        ...whole,
        by: 'created',
        types: undefined,
        names: undefined,
      })
      expect(tags).toHaveLength(400)
      const order = { by: 'created', descending: false } as const
      const all = {
        kind: 'item',
        references: undefined,
        all: [],
        either: undefined,
        none: [],
        order,
      } as const
      const items = await reader.taggables.list(place, { ...whole, ...all })
      expect(items).toHaveLength(2000)
      const taggings = await reader.taggables.listTags(
        place,
        items.map(({ taggable }) => taggable.number),
      )
      expect(Math.min(...[...taggings.values()].map((list) => list.length))).toBeGreaterThanOrEqual(9)
      const pool = await reader.itemPools.find(place, 'safety-2026')
      expect(pool?.status).toBe('published')
      const inPool = { accountId: account.id, bankId: pool?.snapshotId as ItemBankId }
      const pooled = await reader.taggables.list(inPool, { ...whole, ...all })
      expect(pooled.length).toBeGreaterThan(200)
      expect(await reader.tagHierarchies.list(place, undefined)).toMatchObject([{ reference: 'subjects' }])
    })
  })

  it('has a consumer that may write to it', async () => {
    const { consumerKey, consumerSecret, domain } = access.learnosity
    const consumer = await store.read((reader) => findConsumerByKey(reader, 'learnosity', consumerKey))
    expect(consumer).toMatchObject({ isActive: true, domains: [domain] })
    expect(consumer?.secrets.map(({ sealed }) => box.open(sealed))).toEqual([consumerSecret])
  })

  it('is believable: topics, courses, programs, people and groups', async () => {
    const account = await theOnly()
    await store.read(async (reader) => {
      const tree = await reader.categories.listTree(account.id)
      expect(tree.length).toBeGreaterThanOrEqual(150)
      expect(Math.max(...tree.map(({ fullPath }) => fullPath.split('\\').length))).toBe(4)
      expect(tree.filter(({ restricted }) => restricted)).toHaveLength(6)
      expect(await reader.categories.listTreePolicyItems(account.id)).toHaveLength(16)
      expect(
        (
          await reader.programs.listPart(account.id, {
            filter: { of: 'all' },
            page: { offset: 0, limit: 100 },
          })
        ).whole,
      ).toBe(12)
      expect(await reader.members.countEntities(account.id, { kinds: ['member'], text: '' })).toBe(300)
      expect(await reader.members.countEntities(account.id, { kinds: ['group'], text: '' })).toBe(20)
      const course = await reader.courses.findByCode(account.id, 'ONB-102')
      expect(course).toMatchObject({ name: 'Your first 90 days', type: 'path', duration: 180 * 60 })
      if (course === undefined) return
      const tags = await reader.categoryTags.listOfCourse(account.id, course.id)
      const names = await Promise.all(
        tags.map(async (tag) => (await reader.categories.find(account.id, { id: tag.categoryId }))?.fullPath),
      )
      expect(names).toEqual(['Onboarding\\Your first 90 days', "Leadership\\Manager's toolkit"])
    })
  })

  it('has something to learn for its learner: lessons, quizzes and certificates', async () => {
    const { id } = await theOnly()
    await store.read(async (reader) => {
      const learner = await reader.members.findByEmail(id, access.coursepath.learnerEmail)
      const selection = { of: 'member', member: learner?.id as MemberId } as const
      const { items: taken } = await reader.courses.listPart(id, {
        filter: selection,
        page: { offset: 0, limit: 100 },
      })
      expect(taken.map(({ code }) => code)).toEqual(expect.arrayContaining(['ONB-101', 'SAF-100']))
      const taught = []
      for (const { code, certificate, id: course } of taken) {
        const { lessons, quiz } = await reader.content.get(id, course)
        taught.push([code, lessons.length, quiz?.questions.length, certificate?.days])
      }
      expect(taught).toEqual(
        expect.arrayContaining([
          ['ONB-101', 3, 3, null],
          ['SAF-100', 4, 4, 365],
          ['ITS-101', 2, 4, undefined],
          ['ITS-102', 2, undefined, undefined],
        ]),
      )
      const open = await reader.courses.listEnrollable(id, learner?.id as MemberId, {
        filter: {},
        page: {
          offset: 0,
          limit: 1000,
        },
      })
      expect(open.length).toBeGreaterThan(30)
      expect(open.filter(({ inCatalog }) => !inCatalog)).toEqual([])
      const german = await reader.courses.findByCode(id, 'ONB-103')
      expect(german).toMatchObject({ locale: 'de', certificate: { name: 'Willkommen in Kassel' } })
    })
  })

  it('teaches something in at least twenty courses, in many of them with a quiz', async () => {
    const { id } = await theOnly()
    await store.read(async (reader) => {
      const courses = await reader.courses.list(id, { filter: {}, page: { offset: 0, limit: 100 } })
      const contents = await Promise.all(courses.map((course) => reader.content.get(id, course.id)))
      expect(contents.filter(({ lessons }) => lessons.length > 0).length).toBeGreaterThanOrEqual(20)
      expect(contents.filter(({ quiz }) => quiz !== null).length).toBeGreaterThanOrEqual(15)
    })
  })

  it('gives a password to those who are printed, and to nobody else', async () => {
    const { console, learners, rev } = access
    const account = await theOnly()
    const { english, german } = learners
    const printed = [console, english, german].map(({ email }) => email.split('@')[0])
    printed.push(rev.username)
    expect((await withPassword(account.id)).toSorted()).toEqual(printed.toSorted())
    for (const { username, password } of [rev, rev.viewer]) {
      const attempt = { name: username, password, address: '127.0.0.1' }
      const { member } = await signInByPassword(unguarded(store), account.id, attempt, {
        ...opening,
        token: randomIds.token(48),
      })
      expect(member.username).toBe(username)
    }
  })

  it('has a learner who reads English, and one who reads German', async () => {
    const { id } = await theOnly()
    const { english, german } = access.learners
    const languages = await store.read((reader) =>
      Promise.all(
        [english, german].map(async ({ email }) => (await reader.members.findByEmail(id, email))?.language),
      ),
    )
    expect(languages).toEqual(['en', 'de'])
    expect(access.coursepath.learnerEmail).toBe(english.email)
  })

  it('has a manager whose pages speak the language of the browser', async () => {
    const { id } = await theOnly()
    const manager = await store.read((reader) => reader.members.findByEmail(id, access.console.email))
    expect(manager).toMatchObject({ username: 'ingrid.sommerfeldt', language: null })
  })

  it('registers the keys that it prints', async () => {
    const { intellum, rev } = access
    const attempt = { key: rev.apiKey, secret: rev.secret, address: '127.0.0.1' }
    const { member } = await signInByKey(unguarded(store), attempt, opening)
    expect(member.username).toBe(rev.username)
    const key = await store.read((reader) => findCredential(reader, 'intellum', intellum.apiKey))
    expect(key).toMatchObject({ door: 'intellum', memberId: null, secretHash: null })
  })

  it('lets a manager and a learner in by Rev', async () => {
    const { rev } = access
    const account = await theOnly()
    const rolesOf = (username: string) =>
      store.read(async (reader) => {
        const member = await reader.members.findByUsername(account.id, username)
        const powers = await reader.members.findPowers(account.id, member?.id as MemberId) // it is there: it was printed
        return [...(powers?.roles ?? [])]
      })
    expect(await rolesOf(rev.username)).toContain('manager')
    expect(await rolesOf(rev.viewer.username)).toEqual(['learner'])
  })

  it('is not told by another server key', async () => {
    const other = new SealedBox(Buffer.alloc(32, 2))
    await expect(openDemoAcademy(store, other, randomIds)).rejects.toThrow(SealedByAnotherKey)
  })
})

describe('made before some doors were there', () => {
  beforeAll(open)
  afterAll(close)

  it('gets its keys to them when it is asked for, once', async () => {
    const doors = await demoDoors(secretsOf('seed'), dialects)
    const rev = doors.find(({ door }) => door === 'rev')?.access as DemoAccess['rev']
    const by = await store.write(async (tx) => {
      const { account, owner } = await createAccount(
        tx,
        SYSTEM_ITSELF,
        { name: 'Aldermark Academy', language: 'en' },
        [],
      )
      await tx.accounts.setDemoSeed(account.id, box.seal('seed'))
      const { id } = await createMember(tx, owner, { username: rev.username, lastName: 'Havelka' })
      await createKey(tx, owner, {
        door: 'rev',
        label: 'Demo',
        key: rev.apiKey,
        secret: rev.secret,
        memberId: id,
      })
      return owner
    })
    const access = await openDemoAcademy(store, box, randomIds)
    expect(await openDemoAcademy(store, box, randomIds)).toEqual(access)
    expect(access).toMatchObject(Object.fromEntries(doors.map((one) => [one.door, one.access])))
    await store.read(async (reader) => {
      const listed = await reader.credentials.list(by.accountId)
      expect(listed.map(({ door }) => door).toSorted()).toEqual([
        'coursepath',
        'intellum',
        'learnosity',
        'oneroster',
        'rev',
      ])
      expect(await findCredential(reader, 'intellum', access.intellum.apiKey)).toBeDefined()
      const consumer = await findConsumerByKey(reader, 'learnosity', access.learnosity.consumerKey)
      expect(consumer?.primaryBankId).toBe(access.learnosity.organisationId)
      const { keys } = await listSigningKeys(reader, systemOf(by.accountId, 'cli'), box, 'coursepath')
      const [key] = keys
      expect(key?.secret).toBe(access.coursepath.signingKey)
    })
  })
})

describe('beside an account of somebody', () => {
  beforeAll(open)
  afterAll(close)

  it('no demo academy is made', async () => {
    await store.write((tx) => createAccount(tx, SYSTEM_ITSELF, { name: 'Mine', language: 'en' }, []))
    await expect(openDemoAcademy(store, box, randomIds)).rejects.toThrow(NotTheDemo)
    expect((await theOnly()).name).toBe('Mine')
  })
})

async function theOnly() {
  const accounts = await store.read((reader) => reader.accounts.list())
  expect(accounts).toHaveLength(1)
  const [account] = accounts
  if (account === undefined) throw new Error('there is none')
  return account
}

/** The usernames of all who have a password. */
function withPassword(account: AccountId): Promise<string[]> {
  return store.read(async (reader) => {
    const found = await reader.members.listEntities(account, { kinds: ['member'], text: '', limit: 1_000 })
    const usernames: string[] = []
    for (const entity of found) {
      if (entity.kind !== 'member') continue
      const phc = await reader.members.findPassword(account, entity.member.id)
      if (phc !== null) usernames.push(entity.member.username)
    }
    return usernames
  })
}
