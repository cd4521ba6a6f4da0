import { getActor } from '../../actor.ts'
import { setGroupsOfCourse } from '../../courses/course-groups.ts'
import type { CourseValues } from '../../courses/course.ts'
import { checkCourse, createCourse, updateCourse, type CourseChange } from '../../courses/courses.ts'
import type { CategoryId, CourseId, GroupId } from '../../ids.ts'
import { deleteCourse } from '../../learning/delete-course.ts'
import { demand, mayEditCourses } from '../../permissions.ts'
import { systemFor } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import { setCategoriesOfCourse } from '../../taxonomy/category-tags.ts'
import { COLUMNS } from '../columns/all-columns.ts'
import type { CourseRecord } from '../columns/courses-columns.ts'
import {
  type Case,
  type ImportContext,
  isChangedBy,
  type KindImport,
  PRESENT_AT_A_TIME,
  recordsOf,
  refuse,
} from '../import-context.ts'
import { listedIds, settleList, type ListColumn } from '../import-lists.ts'
import { faultOf } from '../issue-sentences.ts'
import { namesOfThing, planThings, type ThingsImport } from '../plan-things.ts'
import { listCourseRecords } from '../records/course-records.ts'
import { listTopicReferences } from '../records/listed-references.ts'
import { plainly } from '../references.ts'

const names: ReadonlySet<string> = new Set(Object.keys(COLUMNS.courses))

const TOPICS: ListColumn = {
  column: 'topics',
  referred: 'topic',
  show: ({ reader, by }, ids) => listTopicReferences(reader, systemFor(by), ids as readonly CategoryId[]),
}
const GROUPS: ListColumn = {
  column: 'groups',
  referred: 'group',
  async show({ reader, by }, ids) {
    const found = await reader.groups.listByIds(by.accountId, ids as readonly GroupId[])
    return new Map(found.map(({ id, name }) => [id, plainly('group', name)]))
  },
}

const courses: ThingsImport<CourseRecord> = {
  kind: 'courses',
  referred: 'course',
  subject: 'course',
  keys: [
    { column: 'id', way: 'id' },
    { column: 'code', way: 'code', isOwn: true },
    { column: 'name', way: 'name', isWeak: true },
  ],
  fields: {
    code: 'code',
    name: 'name',
    type: 'type',
    summary: 'summary',
    duration_minutes: 'duration',
    active: 'isActive',
    visibility: 'visibility',
    in_catalog: 'inCatalog',
    self_enrolment: 'selfEnrolment',
    language: 'locale',
    thumbnail_url: 'thumbnailUrl',
    author: 'author',
    groups: 'groups',
    certificate_name: 'certificate',
    certificate_valid_days: 'certificate',
    due_days: 'dueDays',
    repeat_days: 'repeatDays',
  },
  load: ({ reader, by }, ids) =>
    recordsOf(
      ids,
      (filter, page) => listCourseRecords(reader, systemFor(by), { filter, page }),
      ({ course }) => course.id,
    ),
  async settle(context, cases) {
    await settleList(context, cases, TOPICS)
    await settleList(context, cases, GROUPS)
  },
  judge(_context, one, record) {
    if (record === undefined && !one.values.has('name')) refuse(one, 'name', 'A new course needs a name.')
    change.set(one, changeOf(one, record))
    for (const issue of checkCourse(change.get(one) ?? {})) one.faults.push(faultOf(issue, names))
  },
}

const change = new WeakMap<Case, CourseChange>()

function changeOf(one: Case, record: CourseRecord | undefined): CourseChange {
  const { values } = one
  const set = <Field extends keyof CourseValues>(column: string, field: Field, value = values.get(column)) =>
    isChangedBy(one, column) ? { [field]: value } : {}
  const duration = values.get('duration_minutes') as number | null | undefined
  return {
    ...set('code', 'code', (values.get('code') as string | null | undefined)?.trim() ?? null),
    ...set('name', 'name'),
    ...set('type', 'type'),
    ...set('summary', 'summary'),
    ...set('duration_minutes', 'duration', duration == null ? null : Math.round(duration * 60)),
    ...set('active', 'isActive'),
    ...set('in_catalog', 'inCatalog'),
    ...set('visibility', 'visibility'),
    ...set('self_enrolment', 'selfEnrolment'),
    ...set('language', 'locale'),
    ...set('thumbnail_url', 'thumbnailUrl'),
    ...set('author', 'author'),
    ...set('due_days', 'dueDays'),
    ...set('repeat_days', 'repeatDays'),
    ...certificateOf(one, record?.course.certificate ?? null),
  }
}

/** The terms of a certificate that a record changes, if it does. */
export function certificateOf(
  one: Case,
  before: CourseValues['certificate'],
): Pick<CourseChange, 'certificate'> {
  const isChanged = isChangedBy(one, 'certificate_name') || isChangedBy(one, 'certificate_valid_days')
  if (!isChanged) return {}
  const name = one.values.has('certificate_name')
    ? one.values.get('certificate_name')
    : (before?.name ?? null)
  const days = one.values.has('certificate_valid_days')
    ? one.values.get('certificate_valid_days')
    : (before?.days ?? null)
  if (typeof name === 'string') return { certificate: { name: name.trim(), days: days as number | null } }
  if (days !== null)
    refuse(one, 'certificate_valid_days', 'Without certificate_name there is no certificate.')
  return { certificate: null }
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  if (one.target !== null && one.result === 'removed') {
    await deleteCourse(tx, by, Number(one.target) as CourseId)
    return one.target
  }
  const edit = change.get(one) ?? {}
  const id =
    one.target === null
      ? (await createCourse(tx, by, { ...edit, name: edit.name ?? '' })).id
      : (await updateCourse(tx, by, Number(one.target) as CourseId, edit)).id
  if (isChangedBy(one, 'topics')) {
    await setCategoriesOfCourse(
      tx,
      by,
      id,
      listedIds(context, one, TOPICS).map((topic) => ({ id: topic })),
    )
  }
  if (isChangedBy(one, 'groups')) {
    await setGroupsOfCourse(
      tx,
      by,
      id,
      listedIds(context, one, GROUPS).map((group) => ({ id: group })),
    )
  }
  return String(id)
}

export const coursesImport: KindImport = {
  namesOf: (values) => namesOfThing(courses, values),
  async demand(reader, by) {
    demand(mayEditCourses(await getActor(reader, by)), 'course', 'create')
  },
  plan: (context, cases) => planThings(courses, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await reader.courses.listByKey(by.accountId, {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ id, name }) => ({ target: String(id), label: name }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    await deleteCourse(tx, by, Number(target) as CourseId)
  },
}
