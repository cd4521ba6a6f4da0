import { demandPresent } from '../../actor.ts'
import type { CourseId } from '../../ids.ts'
import type { Writer } from '../../store.ts'
import type { CategoryTag } from '../../taxonomy/category-tag.ts'
import { addCategoryTag, removeCategoryTag } from '../../taxonomy/category-tags.ts'
import type { CourseTopicRecord } from '../columns/course-topics-columns.ts'
import { type Case, type ImportContext, type KindImport, PRESENT_AT_A_TIME } from '../import-context.ts'
import { endsOf, type LinksImport, planLinks } from '../plan-links.ts'

const courseTopics: LinksImport<CourseTopicRecord> = {
  kind: 'course-topics',
  ends: [
    { column: 'topic', referred: 'topic', subject: 'category' },
    { column: 'course', referred: 'course', subject: 'course' },
  ],
  async load({ reader, by }, pairs) {
    const found = new Map<string, CourseTopicRecord>()
    for (const course of new Set(pairs.map(([, one]) => one))) {
      for (const { categoryId, courseId, code } of await reader.categoryTags.listOfCourse(
        by.accountId,
        course as CourseId,
      )) {
        found.set(`${categoryId}:${courseId}`, { topic: '', course: '', code })
      }
    }
    return found
  },
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  const ids = endsOf(context, courseTopics, one)
  if (ids === undefined) {
    one.waits = true
    return ''
  }
  const [categoryId, courseId] = ids
  const tags = await tx.categoryTags.listOfCourse(by.accountId, courseId as CourseId)
  const tag: CategoryTag | undefined = tags.find((known) => known.categoryId === categoryId)
  if (tag !== undefined) await removeCategoryTag(tx, by, tag.id)
  if (one.result !== 'removed') {
    const code = (one.values.get('code') as string | null | undefined)?.trim() ?? null
    await addCategoryTag(tx, by, { categoryId, courseId, code })
  }
  return `${categoryId}:${courseId}`
}

export const courseTopicsImport: KindImport = {
  namesOf: () => [],
  // Who may contribute to which topic is asked for each of them.
  demand: demandPresent,
  plan: (context, cases) => planLinks(courseTopics, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await reader.categoryTags.listByKey(by.accountId, {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ categoryId, courseId, code }) => ({
      target: `${categoryId}:${courseId}`,
      label: code ?? `topic ${categoryId}: course ${courseId}`,
    }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    const [category = 0, course = 0] = target.split(':').map(Number)
    const tags = await tx.categoryTags.listOfCourse(by.accountId, course as CourseId)
    const tag = tags.find(({ categoryId }) => categoryId === category)
    if (tag !== undefined) await removeCategoryTag(tx, by, tag.id)
  },
}
