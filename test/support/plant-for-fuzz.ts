import { createCategory } from '../../src/domain/categories.ts'
import { tagCourse } from '../../src/domain/category-tags.ts'
import { createCourse } from '../../src/domain/courses.ts'
import { createGroup } from '../../src/domain/groups.ts'
import type { Ref } from '../../src/domain/ids.ts'
import { createMember } from '../../src/domain/people.ts'
import { ROLES } from '../../src/domain/roles.ts'
import type { Store } from '../../src/domain/store.ts'
import type { Academy } from './academy.ts'
import type { FuzzMaterial, Known } from './fuzz-requests.ts'

const OF_EACH = 12

/** Puts something of everything into both accounts. The requests are made in the name of the first. */
export async function plantForFuzz(store: Store, asking: Academy, other: Academy): Promise<FuzzMaterial> {
  return {
    revToken: asking.revToken,
    intellumKey: asking.intellumKey,
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
      const tag = await tagCourse(tx, owner, { categoryId: category.id, courseId: course.id, code: `c${i}` })
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
