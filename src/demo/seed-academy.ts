// Writes the demo academy by the domain's own operations, as the account itself: each thing is checked and stands in the
// audit trail like anybody's.
import { createCategory, type WantedPolicyItem } from '../domain/taxonomy/categories.ts'
import { addCategoryTag } from '../domain/taxonomy/category-tags.ts'
import { createCourse } from '../domain/courses/courses.ts'
import { createGroup } from '../domain/people/groups.ts'
import type { CategoryId, CourseId, ProgramId } from '../domain/ids.ts'
import type { Member } from '../domain/people/member.ts'
import { setPassword } from '../domain/access/set-password.ts'
import { createMember } from '../domain/people/members.ts'
import type { Principal } from '../domain/principal.ts'
import { createProgram } from '../domain/courses/programs.ts'
import { ROLES, type Role, type RoleChoice } from '../domain/roles.ts'
import type { Writer } from '../domain/store.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import { courses } from './content/courses.ts'
import { groups } from './content/groups.ts'
import { demoLessons } from './content/lessons.ts'
import { FOUNDED } from './content/past.ts'
import { people as staff } from './content/people.ts'
import { programs } from './content/programs.ts'
import { topics, type PolicyLine, type TopicNode } from './content/topics.ts'
import { registerDemoKeys, type DemoDoor } from './demo-doors.ts'
import { seedItemBank } from './seed-item-bank.ts'
import { instantOf, seedPast } from './seed-past.ts'

/** What the academy gets beside its content. */
export interface DemoSeed {
  readonly doors: readonly DemoDoor[]
  /** Hashed, by username: the only ones there are. */
  readonly passwords: ReadonlyMap<string, string>
  readonly box: SealedBox
}

/**
 * Fills an empty account with an academy that was founded more than a year ago.
 * @param at gives the writer of an instant; instants only grow, up to now
 */
export async function seedAcademy(
  at: (instant: number) => Writer,
  now: number,
  by: Principal,
  { doors, passwords, box }: DemoSeed,
): Promise<void> {
  const tx = at(instantOf(now, { day: FOUNDED, minute: 7 * 60 }))
  const people = await seedPeople(tx, by)
  for (const [username, phc] of passwords) {
    await setPassword(tx, by, { guid: named(people, username).guid }, phc)
  }
  const groupGuids = await seedGroups(tx, by, people)
  const holderOf = (line: PolicyLine): WantedPolicyItem => ({
    ...(line.group === undefined
      ? { holder: 'member', guid: named(people, line.person).guid }
      : { holder: 'group', guid: named(groupGuids, line.group) }),
    share: line.may === 'manage' ? 'manager' : 'contributor',
  })
  const categories = await seedTopics(tx, by, holderOf)
  const courses = await seedCourses(tx, by, categories)
  const programs = await seedPrograms(tx, by, courses)
  await seedItemBank(tx, by)
  await registerDemoKeys(tx, by, doors, box, (username) => Promise.resolve(named(people, username).id))
  await seedPast(at, now, by, { people, groupGuids, courses, programs, box })
}

async function seedPeople(tx: Writer, by: Principal): Promise<ReadonlyMap<string, Member>> {
  const members = new Map<string, Member>()
  for (const { username, first, last, email, title, department, country, language, roles } of staff) {
    const member = await createMember(tx, by, {
      username,
      firstName: first,
      lastName: last,
      email,
      title,
      company: academy.company,
      department,
      country,
      language,
      status: 'active',
      roles: exactly(roles ?? []),
    })
    members.set(username, member)
  }
  return members
}

/** Returns the groups' GUIDs by name. */
async function seedGroups(
  tx: Writer,
  by: Principal,
  people: ReadonlyMap<string, Member>,
): Promise<ReadonlyMap<string, string>> {
  const guids = new Map<string, string>()
  for (const { name, members, roles } of groups) {
    const group = await createGroup(tx, by, {
      name,
      members: members.map((username) => named(people, username).guid),
      roles: exactly(roles ?? []),
    })
    guids.set(name, group.guid)
  }
  return guids
}

/** Returns the categories by path, its names joined by ' > '. */
async function seedTopics(
  tx: Writer,
  by: Principal,
  holderOf: (line: PolicyLine) => WantedPolicyItem,
): Promise<ReadonlyMap<string, CategoryId>> {
  const placed = new Map<string, CategoryId>()
  const plant = async (
    nodes: readonly TopicNode[],
    parent: { readonly id: CategoryId; readonly path: string } | null,
  ): Promise<void> => {
    for (const { name, restricted, children } of nodes) {
      const { category } = await createCategory(tx, by, {
        name,
        parent: parent && { id: parent.id },
        restricted: restricted !== undefined,
        policy: () => ({ items: (restricted ?? []).map(holderOf), unreadable: [] }),
      })
      const path = parent === null ? name : `${parent.path} > ${name}`
      placed.set(path, category.id)
      await plant(children ?? [], { id: category.id, path })
    }
  }
  await plant(topics, null)
  return placed
}

/** Returns the courses by code. */
async function seedCourses(
  tx: Writer,
  by: Principal,
  categories: ReadonlyMap<string, CategoryId>,
): Promise<ReadonlyMap<string, CourseId>> {
  const made = new Map<string, CourseId>()
  for (const {
    code,
    name,
    summary,
    kind,
    durationMinutes,
    published,
    inCatalog,
    author,
    topics,
    locale,
    dueDays,
    repeatDays,
  } of courses) {
    const taught = demoLessons.find((one) => one.course === code)
    const course = await createCourse(tx, by, {
      code,
      name,
      summary,
      type: kind,
      duration: durationMinutes * 60,
      isActive: published,
      inCatalog,
      author,
      locale,
      selfEnrolment: inCatalog ? 'allowed' : 'invitation',
      dueDays: dueDays ?? null,
      repeatDays: repeatDays ?? null,
      certificate: taught?.certificateDays === undefined ? null : { name, days: taught.certificateDays },
    })
    made.set(code, course.id)
    for (const path of topics) {
      await addCategoryTag(tx, by, { categoryId: named(categories, path), courseId: course.id, code: null })
    }
  }
  return made
}

/** Returns the programs by name. */
async function seedPrograms(
  tx: Writer,
  by: Principal,
  courseIds: ReadonlyMap<string, CourseId>,
): Promise<ReadonlyMap<string, ProgramId>> {
  const made = new Map<string, ProgramId>()
  for (const { code, name, description, courses } of programs) {
    const program = await createProgram(tx, by, {
      code,
      name,
      description,
      courseIds: courses.map((code) => named(courseIds, code)),
    })
    made.set(name, program.id)
  }
  return made
}

function exactly(roles: readonly Role[]): RoleChoice {
  return { among: ROLES, held: roles }
}

/** What the content calls by this name. That all its names fit together is tested beside it. */
function named<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name)
  if (thing === undefined) throw new Error(`the demo academy has nothing named ${name}`)
  return thing
}
