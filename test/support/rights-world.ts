import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { Consumer } from '../../src/domain/access/consumer.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createSession, type SignedIn } from '../../src/domain/access/sessions.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import type { Course } from '../../src/domain/courses/course.ts'
import type { CourseContent } from '../../src/domain/courses/lesson.ts'
import type { Program } from '../../src/domain/courses/program.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import type { Webhook } from '../../src/domain/delivery/webhook.ts'
import { createWebhook } from '../../src/domain/delivery/webhooks.ts'
import type { CategoryTagId, CredentialId, MemberId } from '../../src/domain/ids.ts'
import type { ItemBank } from '../../src/domain/item-bank/item-bank.ts'
import { createItemBank } from '../../src/domain/item-bank/item-banks.ts'
import { createItemPool } from '../../src/domain/item-bank/item-pools.ts'
import { createTagHierarchy } from '../../src/domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { createOrUpdateTags } from '../../src/domain/item-bank/tags.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import { inviteMember } from '../../src/domain/learning/invitations.ts'
import { NO_WORDS } from '../../src/domain/learning/invitation.ts'
import { joinProgram } from '../../src/domain/learning/program-memberships.ts'
import { setContent } from '../../src/domain/learning/set-content.ts'
import type { Group } from '../../src/domain/people/group.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { updateMember } from '../../src/domain/people/members.ts'
import { SYSTEM_ITSELF, type Principal, systemOf } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import type { Category } from '../../src/domain/taxonomy/category.ts'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { addCategoryTag } from '../../src/domain/taxonomy/category-tags.ts'
import type { SealedBox } from '../../src/lib/sealed-box.ts'
import { HeldClock, openFreshStore } from './fresh-store.ts'
import { makeConsumer } from './learnosity.ts'
import { openWorld } from './world.ts'

const PAIR = { key: 'abcdefghijklmnop', secret: 'a secret of forty characters, more or less' }
export const INVITATION = 'the token of the invitation of the learner'

/**
 * An academy with one of each thing. `Secret` stands in the names of what learners mustn't see, `Known` in the names of
 * what everybody of the academy may.
 */
export interface RightsWorld {
  readonly store: Store
  readonly path: string
  readonly clock: HeldClock
  readonly box: SealedBox
  /** The account itself. */
  readonly owner: Principal
  /** The server. */
  readonly system: Principal
  /** Has nothing to do with the things. */
  readonly learner: Principal & { readonly memberId: MemberId }
  /** Takes the course and is in the program. */
  readonly taker: Principal & { readonly memberId: MemberId }
  /** A manager who was suspended. */
  readonly barred: Principal
  /** The owner of another account. */
  readonly elsewhere: Principal
  readonly member: Member
  readonly group: Group
  readonly course: Course
  readonly content: CourseContent
  /** One that everybody may take, without content. */
  readonly openCourse: Course
  readonly program: Program
  readonly category: Category
  readonly tag: CategoryTagId
  readonly key: CredentialId
  readonly consumer: Consumer
  readonly webhook: Webhook
  readonly bank: ItemBank
  /** Of the learner. */
  readonly session: SignedIn
  /** Another session of the learner. */
  readonly otherSession: SignedIn
  close(): Promise<void>
}

export async function openRightsWorld(): Promise<RightsWorld> {
  const clock = new HeldClock()
  const fresh = await openFreshStore(clock)
  const world = await openWorld({ store: fresh.store })
  const { store, owner } = world
  const as = ({ id }: Member) => ({
    accountId: owner.accountId,
    door: 'rev',
    credentialId: null,
    memberId: id,
  })
  const [lea, tom, member, suspended] = [
    await world.person('Lea Known', 'learner'),
    await world.person('Tom Known', 'learner'),
    await world.person('Sara Known', 'learner'),
    await world.person('Max Known', 'manager'),
  ]
  await world.person('Ada Known', 'manager')
  const contacts = {
    username: 'Secret.sara',
    email: 'Secret@example.com',
    phone: '+49 Secret',
    externalId: 'Secret',
  }
  await store.write((tx) => updateMember(tx, owner, { id: member.id }, contacts))
  const consumerBank = await store.write((tx) =>
    createItemBank(tx, owner, { name: 'Secret bank', pagingKey: 'a key for paging' }),
  )
  const consumer = await makeConsumer(world, PAIR, [[consumerBank.id, 'write']])
  const group = await world.group('Known group', { members: [member.guid] })
  const things = await store.write(async (tx) => {
    const course = await createCourse(tx, owner, {
      name: 'Secret course',
      code: 'secret',
      isActive: false,
      visibility: 'groups',
    })
    const content = await setContent(tx, owner, course.id, {
      lessons: [{ title: 'Secret lesson', kind: 'text', content: 'Secret words' }],
      quiz: {
        passMark: 50,
        questions: [
          {
            text: 'Secret?',
            kind: 'single',
            choices: [
              { text: 'Yes', correct: true },
              { text: 'No', correct: false },
            ],
          },
        ],
      },
    })
    const openCourse = await createCourse(tx, owner, {
      name: 'Known course',
      visibility: 'everyone',
      selfEnrolment: 'allowed',
    })
    const program = await createProgram(tx, owner, { name: 'Secret program', courseIds: [course.id] })
    const { category } = await createCategory(tx, owner, {
      name: 'Known category',
      parent: null,
      restricted: true,
    })
    const tag = await addCategoryTag(tx, owner, { categoryId: category.id, courseId: course.id, code: null })
    for (const one of [tom, member]) {
      await enrolMember(tx, owner, course.id, one.id)
      await enrolMember(tx, owner, openCourse.id, one.id)
      await joinProgram(tx, owner, program.id, one.id)
    }
    const key = await createKey(tx, owner, {
      door: 'intellum',
      label: 'Secret',
      key: 'k'.repeat(30),
      memberId: null,
    })
    const webhook = await createWebhook(tx, owner, {
      url: 'https://secret.example.com/',
      events: ['enrolment_created'],
      format: 'coursepath',
      singleAttempt: false,
      sealedSecret: world.services.sealedBox.seal('Secret'),
    })
    const bank = consumerBank.id
    await createTaggables(tx, owner, bank, [
      {
        kind: 'item',
        reference: 'Secret item',
        title: 'Secret item',
        status: 'published',
        tags: [{ type: 'Secret type', name: 'Secret tag' }],
      },
    ])
    await createOrUpdateTags(tx, owner, bank, { tags: [{ type: 'Secret type', name: 'Secret loose tag' }] })
    await createTagHierarchy(tx, owner, bank, {
      reference: 'Secret hierarchy',
      types: ['Secret type'],
      branches: [{ name: 'Secret tag' }],
    })
    await createItemPool(tx, owner, bank, {
      id: 'Secret pool',
      name: 'Secret pool',
      status: 'published',
      items: ['Secret item'],
      pagingKey: 'a key for paging pools',
    })
    await inviteMember(tx, owner, lea.id, {
      place: { of: 'academy' },
      words: () => NO_WORDS,
      token: INVITATION,
      lifetime: 60_000,
      linkTo: () => 'https://academy.example.com/',
    })
    await updateMember(tx, owner, { id: suspended.id }, { status: 'suspended' })
    return { course, content, openCourse, program, category, tag: tag.id, key: key.id, webhook }
  })
  const session = async (token: string): Promise<SignedIn> => {
    const terms = { door: 'rev', token, lifetime: 60_000, longest: 600_000 }
    const opened = await store.write((tx) => createSession(tx, as(lea), terms))
    return { session: opened.session, principal: as(lea) }
  }
  const bank = await store.read((reader) =>
    reader.itemBanks.find({ accountId: owner.accountId, bankId: consumerBank.id }),
  )
  const other = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Another', language: 'en' }, ['other.example']),
  )
  return {
    store,
    path: fresh.path,
    clock,
    box: world.services.sealedBox,
    owner,
    system: systemOf(owner.accountId, 'rev'),
    learner: as(lea),
    taker: as(tom),
    barred: as(suspended),
    elsewhere: other.owner,
    member,
    group,
    ...things,
    consumer,
    bank: bank ?? consumerBank,
    session: await session('the token of a session'),
    otherSession: await session('the token of another session'),
    async close() {
      await world.close()
      fresh.remove()
    },
  }
}
