import { createCourse, updateCourse } from '../../src/domain/courses/courses.ts'
import { deleteCourse } from '../../src/domain/learning/delete-course.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import { deleteProgram } from '../../src/domain/learning/delete-program.ts'
import { updateProgram } from '../../src/domain/learning/update-program.ts'
import { DomainError } from '../../src/domain/errors.ts'
import { enrolMember, unenrolMember } from '../../src/domain/learning/enrolments.ts'
import { joinProgram, leaveProgram } from '../../src/domain/learning/program-memberships.ts'
import { createGroup, deleteGroup, updateGroup } from '../../src/domain/people/groups.ts'
import { deleteMember } from '../../src/domain/learning/delete-member.ts'
import { createMember, updateMember } from '../../src/domain/people/members.ts'
import { addMemberToGroup, removeMemberFromGroups } from '../../src/domain/people/group-membership.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Store, Writer } from '../../src/domain/store.ts'
import { createCategory, deleteCategory, updateCategory } from '../../src/domain/taxonomy/categories.ts'
import { addCategoryTag, removeCategoryTag } from '../../src/domain/taxonomy/category-tags.ts'
import type { CategoryTagId } from '../../src/domain/ids.ts'
import type { Random } from './random.ts'

// Few of each kind, so that those who act at random meet.
const ALL = { offset: 0, limit: 100 }
const ENOUGH = 10

async function known(store: Store, by: Principal) {
  return store.read(async (reader) => {
    const courses = await reader.courses.list(by.accountId, { filter: {}, page: ALL })
    const members = await reader.members.list(
      by.accountId,
      { of: 'account' },
      { filter: { texts: {} }, page: ALL },
    )
    return {
      courses,
      members: members.map(({ member }) => member),
      groups: await reader.groups.list(by.accountId, { filter: {}, page: ALL }),
      programs: (await reader.programs.listPart(by.accountId, { filter: { of: 'all' }, page: ALL })).items,
      categories: await reader.categories.listTree(by.accountId),
    }
  })
}

type Known = Awaited<ReturnType<typeof known>>

/** Does one thing at random. What others made impossible meanwhile is refused in the domain's words; that is no fault. */
export async function actAtRandom(
  store: Store,
  by: Principal,
  random: Random,
): Promise<'done' | 'refused' | 'unavailable'> {
  try {
    const act = chooseAct(await known(store, by), by, random)
    await store.write(act)
    return 'done'
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return error.kind === 'unavailable' ? 'unavailable' : 'refused'
  }
}

function chooseAct(at: Known, by: Principal, random: Random): (tx: Writer) => Promise<unknown> {
  const any = <T>(list: readonly T[]): T | undefined => list[random.below(list.length)]
  const [course, member, group, program] = [
    any(at.courses),
    any(at.members),
    any(at.groups),
    any(at.programs),
  ]
  const [category, other] = [any(at.categories), any(at.categories)]
  const name = `${'abcdefgh'[random.below(8)] ?? 'a'}${random.below(100_000)}`
  const makers: [readonly unknown[], (tx: Writer) => Promise<unknown>][] = [
    [at.courses, (tx) => createCourse(tx, by, { name })],
    [at.members, (tx) => createMember(tx, by, { username: name, lastName: name, status: 'active' })],
    [at.groups, (tx) => createGroup(tx, by, { name, members: member === undefined ? [] : [member.guid] })],
    [
      at.programs,
      (tx) => createProgram(tx, by, { name, courseIds: course === undefined ? [] : [course.id] }),
    ],
    [
      at.categories,
      (tx) => createCategory(tx, by, { name, parent: random.below(2) === 0 ? null : (category ?? null) }),
    ],
  ]
  const scarce = makers.find(([list]) => list.length < ENOUGH)
  if (scarce !== undefined) return scarce[1]
  if (!course || !member || !group || !program || !category || !other) throw new Error('nothing to act on')
  const tag = (tx: Writer) =>
    addCategoryTag(tx, by, { categoryId: category.id, courseId: course.id, code: null })
  const acts: ((tx: Writer) => Promise<unknown>)[] = [
    ...makers.map(([, make]) => make),
    tag,
    tag,
    tag,
    async (tx) => {
      const [first] = await tx.categoryTags.listOfCourse(by.accountId, course.id)
      await removeCategoryTag(tx, by, first?.id ?? (0 as CategoryTagId))
    },
    (tx) => updateCategory(tx, by, category, { name }),
    (tx) => updateCategory(tx, by, category, { parent: random.below(3) === 0 ? null : other }),
    (tx) => deleteCategory(tx, by, category),
    (tx) => updateCourse(tx, by, course.id, { name }),
    (tx) => updateCourse(tx, by, course.id, { summary: name }),
    (tx) => deleteCourse(tx, by, course.id),
    (tx) => updateMember(tx, by, member, { lastName: name }),
    (tx) => updateMember(tx, by, member, { company: name, groups: [group.guid] }),
    (tx) => deleteMember(tx, by, member),
    (tx) => updateGroup(tx, by, group, { name }),
    (tx) =>
      updateGroup(tx, by, group, { members: at.members.slice(0, random.below(5)).map(({ guid }) => guid) }),
    (tx) => addMemberToGroup(tx, by, member.id, () => group.name),
    (tx) => removeMemberFromGroups(tx, by, member.id, () => undefined),
    (tx) => deleteGroup(tx, by, group),
    (tx) =>
      updateProgram(tx, by, program.id, {
        courseIds: at.courses.slice(0, random.below(3)).map(({ id }) => id),
      }),
    (tx) => deleteProgram(tx, by, program.id),
    (tx) => joinProgram(tx, by, program.id, member.id),
    (tx) => joinProgram(tx, by, program.id, member.id),
    (tx) => leaveProgram(tx, by, program.id, member.id),
    (tx) => enrolMember(tx, by, course.id, member.id),
    (tx) => enrolMember(tx, by, course.id, member.id),
    (tx) => unenrolMember(tx, by, course.id, member.id),
  ]
  return acts[random.below(acts.length)] ?? tag
}
