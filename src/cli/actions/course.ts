import { presentCourse } from '../../api/courses/present-course.ts'
import {
  createOrUpdateCourse,
  checkCourseDefinition,
  getWholeCourse,
  type CourseDefinition,
  type WholeCourse,
} from '../../domain/learning/course-definition.ts'
import type { Course } from '../../domain/courses/course.ts'
import { listCoursesInOrder } from '../../domain/courses/list-courses.ts'
import { findCourse } from '../../domain/courses/read-courses.ts'
import { countPeople } from '../../domain/learning/count-people.ts'
import { deleteCourse } from '../../domain/learning/delete-course.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import type { CourseId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { applyDefinition, type ApplyOptions, type DefinitionKind } from '../files/apply-definition.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { courseFile, parseCourseFile } from '../files/course-file.ts'
import { CommandError } from '../shell/explain.ts'
import { allOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, printJson, table } from '../shell/print.ts'

const kind: DefinitionKind<CourseDefinition, WholeCourse> = {
  noun: 'course',
  parse: parseCourseFile,
  check: checkCourseDefinition,
  apply: createOrUpdateCourse,
  present: courseFile,
  thing: ({ course }) => course,
  warn: ({ course: { id, code } }) =>
    code === null
      ? `It has no code. Add "id": ${id} to the file; otherwise applying it again creates another course.`
      : undefined,
}

/** Creates a course from a file, or updates what differs. */
export async function applyCourseCommand(path: string, options: ApplyOptions): Promise<void> {
  await applyDefinition(kind, path, options)
}

export async function listCoursesCommand(options: Shared): Promise<void> {
  const courses = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read((reader) => listAll(reader, by))
  })
  print(options.json === true, courses, () =>
    table(
      ['id', 'code', 'name', 'published', 'visibility', 'people'],
      courses.map((one) => [
        one.id,
        one.code,
        one.name,
        one.active ? 'yes' : 'no',
        one.visibility,
        one.learnerCount,
      ]),
    ),
  )
}

/** Prints the file that `apply` takes. @param name its id or its code */
export async function showCourseCommand(name: string, options: Shared): Promise<void> {
  const whole = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => getWholeCourse(reader, by, (await courseNamed(reader, by, name)).id))
  })
  printJson(courseFile(whole))
}

export interface RemoveOptions extends Shared {
  readonly force?: true
}

/** Deletes a course with all its results. */
export async function removeCourseCommand(name: string, options: RemoveOptions): Promise<void> {
  const { id, people } = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const removed = await store.write(async (tx) => {
      const course = await courseNamed(tx, by, name)
      const enrolled = await countPeople(tx, by, { course: course.id })
      if (enrolled > 0 && options.force !== true) {
        throw new CommandError(
          `Course ${course.id}, ${course.name}, has ${peopleOf(enrolled)} in it, and their results would be deleted too. Use --force to delete them.`,
        )
      }
      await deleteCourse(tx, by, course.id)
      return { id: course.id, people: enrolled }
    })
    await finishPendingWork(store)
    return removed
  })
  print(options.json === true, { course: id, people, removed: true }, () =>
    people === 0 ? `Deleted course ${id}.` : `Deleted course ${id} and the results of ${peopleOf(people)}.`,
  )
}

/** A number of people, in words. */
export function peopleOf(count: number): string {
  return count === 1 ? 'one person' : `${count} people`
}

async function listAll(reader: Reader, by: Principal) {
  const all = await allOf((page) => listCoursesInOrder(reader, by, { filter: {}, page }))
  return all.map(presentCourse)
}

/** The course with that code, or otherwise the course with that id. @throws CommandError */
export async function courseNamed(reader: Reader, by: Principal, name: string): Promise<Course> {
  const course =
    (await findCourse(reader, by, { code: name })) ??
    (/^\d{1,15}$/.test(name) ? await findCourse(reader, by, { id: Number(name) as CourseId }) : undefined)
  if (course === undefined) {
    throw new CommandError(
      `There is no course with the id or code "${name}". \`quadrivium course list\` shows all courses.`,
    )
  }
  return course
}
