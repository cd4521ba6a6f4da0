import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { addCategoryTag } from '../../src/domain/taxonomy/category-tags.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { createGroup } from '../../src/domain/people/groups.ts'
import type { ItemBankId, Ref } from '../../src/domain/ids.ts'
import { createMember } from '../../src/domain/people/members.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { ROLES } from '../../src/domain/roles.ts'
import type { Store } from '../../src/domain/store.ts'
import { createItemPool } from '../../src/domain/item-bank/item-pools.ts'
import { createTagHierarchy } from '../../src/domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { createOrUpdateTags } from '../../src/domain/item-bank/tags.ts'
import type { SealedBox } from '../../src/lib/sealed-box.ts'
import type { Academy } from './academy.ts'
import type { KnownOfBank, LearnosityMaterial } from './fuzz-learnosity.ts'
import type { FuzzMaterial, Known } from './fuzz-requests.ts'
import { makeBank, makeConsumer } from './learnosity.ts'

const OF_EACH = 12

/** Puts something of everything into both accounts. The requests are made in the name of the first. */
export async function plantForFuzz(
  store: Store,
  sealedBox: SealedBox,
  asking: Academy,
  other: Academy,
): Promise<FuzzMaterial> {
  return {
    revToken: asking.revToken,
    intellumKey: asking.intellumKey,
    learnosity: await plantConsumer(store, sealedBox, asking, other),
    hosts: ['asking.example', 'other.example', 'nobody.example', '127.0.0.1:4000', '[::1]'],
    own: await plant(store, asking),
    others: await plant(store, other),
  }
}

function plant(store: Store, { owner }: Academy): Promise<Known> {
  return store.write(async (tx) => {
    const known: Known = { category: [], member: [], group: [], categoryId: [], courseId: [], tagId: [] }
    let parent: Ref | null = null
    for (let i = 0; i < OF_EACH; i++) {
      const { category } = await createCategory(tx, owner, { name: `planted ${i}`, parent })
      parent = i % 3 === 2 ? null : { id: category.id }
      const course = await createCourse(tx, owner, { name: `planted ${i}` })
      const tag = await addCategoryTag(tx, owner, {
        categoryId: category.id,
        courseId: course.id,
        code: `c${i}`,
      })
      const member = await createMember(tx, owner, {
        username: `planted${i}`,
        lastName: `Planted ${i}`,
        status: 'active',
        roles: { among: ROLES, held: ['learner'] },
      })
      const group = await createGroup(tx, owner, { name: `planted ${i}` })
      known.category.push(category.guid)
      known.member.push(member.guid)
      known.group.push(group.guid)
      known.categoryId.push(category.id)
      known.courseId.push(course.id)
      known.tagId.push(tag.id)
    }
    return known
  })
}

async function plantConsumer(
  store: Store,
  sealedBox: SealedBox,
  { owner }: Academy,
  other: Academy,
): Promise<LearnosityMaterial> {
  const pair = { key: 'FuzzFuzzFuzzFuzz', secret: 'a secret for random requests' }
  const own = await plantBank(store, owner)
  await makeConsumer({ store, owner, services: { sealedBox } }, pair, [[own.bank as ItemBankId, 'write']])
  return { pair, own, others: await plantBank(store, other.owner) }
}

async function plantBank(store: Store, owner: Principal): Promise<KnownOfBank> {
  const { id } = await makeBank({ store, owner })
  const references = Array.from({ length: OF_EACH }, (_, i) => `item ${i}`)
  const tags = [{ type: 'subject', name: 'name 1' }]
  const [pool, hierarchy] = ['planted', 'planted']
  await store.write(async (tx) => {
    await createOrUpdateTags(tx, owner, id, { tags, user: { id: 'planted' } })
    const items = references.map((reference) => ({
      reference,
      title: null,
      status: 'published' as const,
      tags,
    }))
    await createTaggables(
      tx,
      owner,
      id,
      items.map((item) => ({ kind: 'item' as const, ...item })),
    )
    await createItemPool(tx, owner, id, {
      id: pool,
      name: pool,
      status: 'published',
      items: references,
      pagingKey: 'p',
    })
    await createTagHierarchy(tx, owner, id, {
      reference: hierarchy,
      types: ['subject'],
      branches: [{ name: 'name 1' }],
    })
  })
  return { bank: id, pool, hierarchy, references }
}
