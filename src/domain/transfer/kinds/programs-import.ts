import { getActor } from '../../actor.ts'
import { checkProgram, createProgram, type ProgramChange } from '../../courses/programs.ts'
import type { CourseId, ProgramId } from '../../ids.ts'
import { deleteProgram } from '../../learning/delete-program.ts'
import { updateProgram } from '../../learning/update-program.ts'
import { demand, mayEditCourses } from '../../permissions.ts'
import { systemFor } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import { COLUMNS } from '../columns/all-columns.ts'
import type { ProgramRecord } from '../columns/programs-columns.ts'
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
import { listProgramRecords } from '../records/course-records.ts'
import { listCourseReferences } from '../records/listed-references.ts'
import { certificateOf } from './courses-import.ts'

const names: ReadonlySet<string> = new Set(Object.keys(COLUMNS.programs))

const COURSES: ListColumn = {
  column: 'courses',
  referred: 'course',
  show: ({ reader, by }, ids) => listCourseReferences(reader, systemFor(by), ids as readonly CourseId[]),
}

const programs: ThingsImport<ProgramRecord> = {
  kind: 'programs',
  referred: 'program',
  subject: 'program',
  keys: [
    { column: 'id', way: 'id' },
    { column: 'code', way: 'code', isOwn: true },
    { column: 'name', way: 'name', isWeak: true },
  ],
  fields: {
    code: 'code',
    name: 'name',
    description: 'description',
    language: 'locale',
    thumbnail_url: 'thumbnailUrl',
    active: 'isActive',
    courses: 'courseIds',
    certificate_name: 'certificate',
    certificate_valid_days: 'certificate',
  },
  load: ({ reader, by }, ids) =>
    recordsOf(
      ids,
      (filter, page) => listProgramRecords(reader, systemFor(by), { filter, page }),
      ({ program }) => program.id,
    ),
  settle: (context, cases) => settleList(context, cases, COURSES),
  judge(_context, one, record) {
    if (record === undefined && !one.values.has('name')) refuse(one, 'name', 'A new program needs a name.')
    change.set(one, changeOf(one, record))
    for (const issue of checkProgram(change.get(one) ?? {})) one.faults.push(faultOf(issue, names))
  },
}

const change = new WeakMap<Case, ProgramChange>()

function changeOf(one: Case, record: ProgramRecord | undefined): ProgramChange {
  const { values } = one
  const set = (column: string, field: keyof ProgramChange, value = values.get(column)) =>
    isChangedBy(one, column) ? { [field]: value } : {}
  return {
    ...set('code', 'code', (values.get('code') as string | null | undefined)?.trim() ?? null),
    ...set('name', 'name'),
    ...set('description', 'description'),
    ...set('language', 'locale'),
    ...set('thumbnail_url', 'thumbnailUrl'),
    ...set('active', 'isActive'),
    ...certificateOf(one, record?.program.certificate ?? null),
  }
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  if (one.target !== null && one.result === 'removed') {
    await deleteProgram(tx, by, Number(one.target) as ProgramId)
    return one.target
  }
  const edit = change.get(one) ?? {}
  const courseIds = listedIds(context, one, COURSES)
  if (one.target === null) {
    return String((await createProgram(tx, by, { ...edit, name: edit.name ?? '', courseIds })).id)
  }
  await updateProgram(tx, by, Number(one.target) as ProgramId, {
    ...edit,
    ...(isChangedBy(one, 'courses') && { courseIds }),
  })
  return one.target
}

export const programsImport: KindImport = {
  namesOf: (values) => namesOfThing(programs, values),
  async demand(reader, by) {
    demand(mayEditCourses(await getActor(reader, by)), 'program', 'create')
  },
  plan: (context, cases) => planThings(programs, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await reader.programs.listByKey(by.accountId, {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ id, name }) => ({ target: String(id), label: name }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    await deleteProgram(tx, by, Number(target) as ProgramId)
  },
}
