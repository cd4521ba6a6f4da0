import { idOf, numberOf, objectsOf, textOf, type Fields } from '../answer-shapes.ts'
import { countedPages } from '../counted-pages.ts'
import { flagCell, neededCell, numberCell, textCell, type PulledRow } from '../pulled-row.ts'
import type { ScratchMap } from '../scratch.ts'
import type { Reading, Source } from '../source.ts'

const TYPES: Readonly<Record<string, string>> = {
  CourseCurriculum: 'path',
  CourseUrl: 'link',
  CoursePage: 'page',
  CourseFile: 'file',
  CourseScorm: 'scorm',
  CourseAicc: 'aicc',
  CourseAssessment: 'assessment',
  CourseSelfPost: 'post',
  CourseCollection: 'collection',
}

/** Intellum's API v2 (docs/contracts/intellum.md): topics, courses, and which course is in which topic. */
export const intellumSource: Source = {
  name: 'intellum',
  needs: { secret: 'the API key' },
  kinds: ['topics', 'courses', 'course-topics'],
  async *read(reading) {
    const topics = reading.scratch.createMap()
    const courses = reading.scratch.createMap()
    yield* readTopics(reading, topics)
    yield* readCourses(reading, courses)
    yield* readTags(reading, topics, courses)
  },
}

/** @param codes filled with the code of each topic by its id */
async function* readTopics(reading: Reading, codes: ScratchMap): AsyncIterable<PulledRow> {
  const topics = new Map<string, Fields>()
  for await (const page of listOf(reading, 'categories')) {
    for (const topic of page) topics.set(idOf(topic.id, 'a topic'), topic)
  }
  for (const topic of parentsFirst(topics)) {
    const id = idOf(topic.id, 'a topic')
    const name = textOf(topic.name) ?? ''
    const parent = textOf(topic.parent_category_id)
    if (parent !== null && !codes.has(parent)) {
      reading.note(`The topic “${name}” is left out: the topic above it vanished while it was read.`)
      continue
    }
    const thing = { sourceKey: `intellum:${id}`, code: textOf(topic.code), name }
    const own = await reading.keys.code('topics', thing, pathOf(topics, topic))
    codes.set(id, own.key)
    yield {
      kind: 'topics',
      cells: {
        id: own.id,
        code: neededCell(own.key),
        parent_code: textCell(parent === null ? null : (codes.get(parent) ?? null)),
        name: neededCell(name),
        description: textCell(textOf(topic.description)),
        language: neededCell(textOf(topic.locale)),
        visible: flagCell(topic.is_visible !== false),
        status: topic.is_active === false ? 'inactive' : 'active',
      },
    }
  }
}

/** @param codes filled with the code of each course by its id */
async function* readCourses(reading: Reading, codes: ScratchMap): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, 'courses')) {
    for (const course of page) {
      const id = idOf(course.id, 'a course')
      const name = textOf(course.name) ?? ''
      const thing = { sourceKey: `intellum:${id}`, code: textOf(course.code), name }
      const own = await reading.keys.code('courses', thing)
      codes.set(id, own.key)
      const duration = numberOf(course.duration)
      yield {
        kind: 'courses',
        cells: {
          id: own.id,
          code: neededCell(own.key),
          name: neededCell(name),
          type: TYPES[textOf(course.type) ?? ''] ?? '',
          summary: textCell(textOf(course.summary)),
          duration_minutes: numberCell(duration === null ? null : duration / 60),
          active: flagCell(course.is_active !== false),
          in_catalog: flagCell(course.in_catalog !== false),
          author: textCell(textOf(course.author)),
        },
      }
    }
  }
}

async function* readTags(
  reading: Reading,
  topics: ScratchMap,
  courses: ScratchMap,
): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, 'category_tags')) {
    for (const tag of page) {
      const topic = topics.get(idOf(tag.category_id, 'a tag'))
      const course = courses.get(idOf(tag.categorizable_id, 'a tag'))
      if (topic === undefined || course === undefined) {
        reading.note(
          `Tag ${idOf(tag.id, 'a tag')} is left out: its topic or course came or went while it was read.`,
        )
        continue
      }
      const cells = { topic: neededCell(`code:${topic}`), course: neededCell(`code:${course}`) }
      yield { kind: 'course-topics', cells: { ...cells, code: textCell(textOf(tag.code)) } }
    }
  }
}

function listOf({ client, login, scratch }: Reading, resource: string): AsyncIterable<readonly Fields[]> {
  return countedPages({
    first: 1,
    idOf: ({ id }) => idOf(id, 'a record'),
    met: scratch.createMap(),
    page: async (number) => {
      const path = `/api/v2/${resource}?page=${number}`
      const answer = await client.json({
        key: `GET ${path}`,
        send: () => ({ path: `${path}&api_key=${encodeURIComponent(login.secret)}` }),
      })
      return objectsOf(answer, 'records')
    },
  })
}

function parentsFirst(topics: ReadonlyMap<string, Fields>): readonly Fields[] {
  const depths = [...topics.values()].map((topic) => ({ topic, depth: pathOf(topics, topic).length }))
  return depths.sort((one, other) => one.depth - other.depth).map(({ topic }) => topic)
}

/** The names from the top down. A chain that leads back to itself, which a source in motion may show, ends there. */
function pathOf(topics: ReadonlyMap<string, Fields>, topic: Fields): readonly string[] {
  const names: string[] = []
  const met = new Set<Fields>()
  for (let at: Fields | undefined = topic; at !== undefined && !met.has(at);) {
    met.add(at)
    names.unshift(textOf(at.name) ?? '')
    at = topics.get(textOf(at.parent_category_id) ?? '')
  }
  return names
}
