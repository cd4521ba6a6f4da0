import Type from 'typebox'
import { COURSE_SORTS } from '../../domain/courses/course-list.ts'
import { getCourseId, listCoursesInOrder } from '../../domain/courses/list-courses.ts'
import type { CategoryId } from '../../domain/ids.ts'
import type { PersonName } from '../../domain/people/find-member.ts'
import { listHolderGuids } from '../../domain/people/holder-guids.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import {
  countSubtree,
  createCategory,
  deleteCategory,
  getCategory,
  lockCategory,
  updateCategory,
  type CategoryChange,
  type WantedPolicyItem,
} from '../../domain/taxonomy/categories.ts'
import { CATEGORY_SORTS } from '../../domain/taxonomy/category-list.ts'
import { createOrUpdateCategory } from '../../domain/taxonomy/create-or-update-category.ts'
import { addCourseToCategory, removeCourseFromCategory } from '../../domain/taxonomy/category-tags.ts'
import {
  getCategoryView,
  listAncestors,
  listCategoriesInOrder,
  listPolicies,
} from '../../domain/taxonomy/category-view.ts'
import { Course } from '../courses/course-shapes.ts'
import { presentCourse } from '../courses/present-course.ts'
import { Problem } from '../problems/problem.ts'
import { created, DONE, thing } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  unsortedParameters,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Effects, type Embed, type Operation } from '../table/operation.ts'
import {
  codeIn,
  courseRef,
  findPlace,
  groupRef,
  placeInBody,
  topicRef,
  unlessMissing,
} from '../table/places.ts'
import { change, page, request } from '../table/shapes.ts'
import { pageAsItIs } from '../table/short-lists.ts'
import { topicFilter, topicFilters } from './list-parameters.ts'
import { presentAncestor, presentPolicy, presentTopic } from './present-topic.ts'
import {
  Ancestor,
  Policy,
  policyValues,
  Topic,
  topicCode,
  topicDetails,
  topicName,
  topicParent,
} from './topic-shapes.ts'

const details = Type.Partial(Type.Object(topicDetails)).properties

const createOne = writes({
  id: 'createTopic',
  method: 'POST',
  path: '/topics',
  summary: 'Create a topic',
  scope: 'topics:write',
  body: request({
    name: topicName,
    parent: Type.Optional(topicParent),
    code: Type.Optional(topicCode),
    ...details,
  }),
  answers: { 201: Topic },
  problems: ['name_taken', 'code_taken'],
  example: { body: { name: 'Safety at sea' } },
  write: async (tx, { by, body }) => {
    const { code = null, ...values } = body
    const wanted = { code, parent: null, ...changeOf(values), name: values.name }
    const { id } = (await createCategory(tx, by, wanted)).category
    return created(presentTopic(await getCategoryView(tx, by, { id })), `/topics/${id}`)
  },
})

const updateOne = writes({
  id: 'updateTopic',
  method: 'PATCH',
  path: '/topics/{topic}',
  summary: 'Change, rename or move a topic',
  description: 'Everything below it moves with it. `parent: null` puts it at the top.',
  scope: 'topics:write',
  body: change({ name: topicName, parent: topicParent, code: topicCode, ...topicDetails }),
  answers: { 200: Topic },
  problems: ['name_taken', 'code_taken'],
  example: { body: { description: 'What everybody must know.', visible: true } },
  current: currentTopic,
  effects: async (tx, call) => {
    const view = await getCategoryView(tx, call.by, topicRef(call.path.topic))
    return effectsOfChange(tx, call, view.category, call.body)
  },
  write: async (tx, { by, path, body: { code, ...values } }) => {
    const { id } = await updateCategory(tx, by, topicRef(path.topic), {
      ...changeOf(values),
      ...(code !== undefined && { code }),
    })
    return thing(presentTopic(await getCategoryView(tx, by, { id })))
  },
})

const deleteOne = writes({
  id: 'deleteTopic',
  method: 'DELETE',
  path: '/topics/{topic}',
  summary: 'Delete a topic and everything below it',
  description: 'Courses stay; they are only no longer tagged with what is gone.',
  scope: 'topics:write',
  answers: { 204: null },
  current: currentTopic,
  effects: async (tx, { by, path }) => {
    const { categories, tags, restricted } = await countSubtree(tx, by, topicRef(path.topic))
    return { topicsDeleted: categories, tagsDeleted: tags, policiesLost: restricted }
  },
  write: async (tx, { by, path }) => {
    await deleteCategory(tx, by, topicRef(path.topic))
    return DONE
  },
})

/** `/topics`: the tree of topics to which courses belong. */
export const topicOperations: readonly Operation[] = [
  reads({
    id: 'listTopics',
    path: '/topics',
    summary: 'Topics',
    scope: 'topics:read',
    query: { ...listParameters(CATEGORY_SORTS), ...searched, ...topicFilters },
    answers: { 200: page(Topic) },
    example: { query: 'parent=null&sort=name' },
    expand: { ancestors: embedAncestors, policy: embedPolicies },
    read: async (reader, call) => {
      const topics = await listCategoriesInOrder(reader, call.by, {
        ...listRequest(call, CATEGORY_SORTS),
        filter: await topicFilter(reader, call.by, call.query),
      })
      return listAnswer(call, topics, presentTopic)
    },
  }),
  createOne,
  reads({
    id: 'getTopic',
    path: '/topics/{topic}',
    summary: 'A topic',
    scope: 'topics:read',
    answers: { 200: Topic },
    expand: { ancestors: embedAncestors, policy: embedPolicies },
    read: async (reader, { by, path }) =>
      thing(presentTopic(await getCategoryView(reader, by, topicRef(path.topic)))),
  }),
  updateOne,
  writes({
    id: 'putTopic',
    method: 'PUT',
    path: '/topics/{topic}',
    summary: 'Create or update a topic by its code',
    description: 'The path names it by its code: `/topics/code:FIRST-AID`. What isn’t said stays as it is.',
    scope: 'topics:write',
    body: request({ name: topicName, parent: Type.Optional(topicParent), ...details }),
    answers: { 200: Topic, 201: Topic },
    problems: ['name_taken'],
    example: { path: '/topics/code:SEA', body: { name: 'Safety at sea' } },
    current: async (tx, call) => {
      const code = codeIn(call.path.topic, 'topic')
      return (await unlessMissing(() => currentTopic(tx, call, { code }))) ?? null
    },
    write: async (tx, { by, path, body }) => {
      const { name } = body
      const wanted = { ...changeOf(body), name }
      const { id, isNew } = await createOrUpdateCategory(tx, by, codeIn(path.topic, 'topic'), wanted)
      const topic = presentTopic(await getCategoryView(tx, by, { id }))
      return isNew ? created(topic, `/topics/${id}`) : thing(topic)
    },
  }),
  deleteOne,
  bulk({
    id: 'bulkTopics',
    path: '/topics/bulk',
    summary: 'Create, update, move and delete many topics at once',
    scope: 'topics:write',
    place: 'topic',
    verbs: { create: createOne, update: updateOne, delete: deleteOne },
    example: [{ op: 'create', name: 'Seamanship', code: 'SEAMANSHIP' }],
  }),
  reads({
    id: 'listTopicAncestors',
    path: '/topics/{topic}/ancestors',
    summary: 'The ancestors of a topic, from the top',
    scope: 'topics:read',
    query: unsortedParameters,
    answers: { 200: page(Ancestor) },
    read: async (reader, call) => {
      const { by, path } = call
      const { id } = await getCategory(reader, by, topicRef(path.topic))
      const above = (await listAncestors(reader, by, [id])).get(id) ?? []
      return listAnswer(
        call,
        pageAsItIs(above, listRequest(call, []), (one) => one.id),
        presentAncestor,
      )
    },
  }),
  reads({
    id: 'getTopicPolicy',
    path: '/topics/{topic}/policy',
    summary: 'The policy of a topic',
    scope: 'topics:read',
    answers: { 200: Policy },
    read: async (reader, call) => thing(await policyOf(reader, call)),
  }),
  writes({
    id: 'putTopicPolicy',
    method: 'PUT',
    path: '/topics/{topic}/policy',
    summary: 'Replace the policy of a topic',
    description: 'It is in force while the topic is restricted, for it and for all below that aren’t.',
    scope: 'topics:write',
    body: request(policyValues),
    answers: { 200: Policy },
    example: { body: { restricted: true, items: [{ person: 1, share: 'manager' }] } },
    current: async (tx, call) => {
      await lockCategory(tx, call.by, topicRef(call.path.topic))
      return policyOf(tx, call)
    },
    effects: async (tx, call) => {
      const { category } = await getCategoryView(tx, call.by, topicRef(call.path.topic))
      return effectsOfChange(tx, call, category, call.body)
    },
    write: async (tx, call) => {
      const { restricted, items } = call.body
      const wanted = await wantedItems(tx, call, items, '/items')
      await updateCategory(tx, call.by, topicRef(call.path.topic), {
        ...(restricted !== undefined && { restricted }),
        policy: () => ({ items: wanted, unreadable: [] }),
      })
      return thing(await policyOf(tx, call))
    },
  }),
  reads({
    id: 'listTopicCourses',
    path: '/topics/{topic}/courses',
    summary: 'The courses of a topic',
    scope: 'topics:read',
    query: {
      ...listParameters(COURSE_SORTS),
      ...searched,
      ...whenChanged,
      below: Type.Optional(Type.Boolean({ description: 'Whether those of all topics below count, too.' })),
    },
    answers: { 200: page(Course) },
    read: async (reader, call) => {
      const topic = await getCategory(reader, call.by, topicRef(call.path.topic))
      const courses = await listCoursesInOrder(reader, call.by, {
        ...listRequest(call, COURSE_SORTS),
        filter: {
          ...whenChangedFilter(call.query),
          ...(call.query.below === true ? { underCategory: topic } : { category: [topic.id] }),
        },
      })
      return listAnswer(call, courses, presentCourse)
    },
  }),
  writes({
    id: 'addCourseToTopic',
    method: 'PUT',
    path: '/topics/{topic}/courses/{course}',
    summary: 'Add a course to a topic',
    scope: 'topics:write',
    answers: { 204: null },
    write: async (tx, { by, path }) => {
      const course = await getCourseId(tx, by, courseRef(path.course))
      await addCourseToCategory(tx, by, topicRef(path.topic), course)
      return DONE
    },
  }),
  writes({
    id: 'removeCourseFromTopic',
    method: 'DELETE',
    path: '/topics/{topic}/courses/{course}',
    summary: 'Remove a course from a topic',
    scope: 'topics:write',
    answers: { 204: null },
    write: async (tx, { by, path }) => {
      const course = await getCourseId(tx, by, courseRef(path.course))
      await removeCourseFromCategory(tx, by, topicRef(path.topic), course)
      return DONE
    },
  }),
]

interface TopicValues {
  readonly name?: string
  readonly parent?: string | number | null
  readonly restricted?: boolean
  readonly active?: boolean
  readonly visible?: boolean
  readonly description?: string | null
  readonly language?: string
}

function changeOf({ name, parent, restricted, active, visible, description, language }: TopicValues) {
  return {
    ...(name !== undefined && { name }),
    ...(parent !== undefined && {
      parent: parent === null ? null : placeInBody(topicRef, parent, '/parent'),
    }),
    ...(restricted !== undefined && { restricted }),
    ...(active !== undefined && { isActive: active }),
    ...(visible !== undefined && { isVisible: visible }),
    ...(description !== undefined && { description }),
    ...(language !== undefined && { locale: language }),
  } satisfies CategoryChange
}

/** How many topics get another path, and whether a policy stops being in force. */
async function effectsOfChange(
  tx: Writer,
  { by }: Call,
  before: Awaited<ReturnType<typeof getCategory>>,
  { name, parent, restricted }: TopicValues,
): Promise<Effects> {
  const { id, parentId } = before
  const moved = parent !== undefined && (await parentIdOf(tx, by, parent)) !== parentId
  const renamed = name !== undefined && name.trim() !== before.name
  return {
    topicsMoved: moved || renamed ? (await countSubtree(tx, by, { id })).categories : 0,
    policiesLost: before.restricted && restricted === false ? 1 : 0,
  }
}

/** The id of the parent that a body names; undefined when there is none, which the change itself reports. */
async function parentIdOf(tx: Writer, by: Call['by'], parent: string | number | null) {
  if (parent === null) return null
  const ref = placeInBody(topicRef, parent, '/parent')
  return (await unlessMissing(() => getCategory(tx, by, ref)))?.id
}

async function currentTopic(tx: Writer, { by, path }: Call, ref = topicRef(path.topic)): Promise<unknown> {
  const { id } = await lockCategory(tx, by, ref)
  return presentTopic(await getCategoryView(tx, by, { id }))
}

async function policyOf(reader: Reader, { by, path }: Call) {
  const { id } = await getCategory(reader, by, topicRef(path.topic))
  const policy = (await listPolicies(reader, by, [id])).get(id)
  return presentPolicy(policy ?? { restricted: false, items: [], governedBy: undefined })
}

type PolicyItemInBody =
  | { readonly person: string | number; readonly share: WantedPolicyItem['share'] }
  | { readonly group: string | number; readonly share: WantedPolicyItem['share'] }

/** The items of a policy that a body names. @throws Problem invalid, with the first that names nobody */
async function wantedItems(
  tx: Writer,
  { by }: Call,
  items: readonly PolicyItemInBody[],
  pointer: string,
): Promise<readonly WantedPolicyItem[]> {
  const people = items.flatMap((item) => ('person' in item ? [personPlace(item.person)] : []))
  const groups = items.flatMap((item, at) =>
    'group' in item ? [placeInBody(groupRef, item.group, `${pointer}/${at}/group`)] : [],
  )
  const refs = people.filter((place) => place !== undefined)
  const found = await listHolderGuids(tx, by, { people: refs, groups })
  const byRef = new Map<unknown, string | undefined>([
    ...refs.map((ref, index) => [ref, found.people[index]] as const),
    ...groups.map((ref, index) => [ref, found.groups[index]] as const),
  ])
  const wanted: WantedPolicyItem[] = []
  const [nextPerson, nextGroup] = [people.values(), groups.values()]
  for (const [at, item] of items.entries()) {
    const { share } = item
    if ('group' in item) {
      const guid = byRef.get(nextGroup.next().value)
      if (guid === undefined) throw unknownHolder(`${pointer}/${at}/group`, item.group)
      wanted.push({ holder: 'group', guid, share })
      continue
    }
    const place = nextPerson.next().value
    const guid = byRef.get(place)
    if (guid === undefined) throw unknownHolder(`${pointer}/${at}/person`, item.person)
    wanted.push({ holder: 'member', guid, share })
  }
  return wanted
}

function unknownHolder(pointer: string, place: string | number): Problem {
  return new Problem('invalid', { errors: [{ pointer, code: 'unknown', value: String(place) }] })
}

function personPlace(text: string | number): PersonName | undefined {
  const place = findPlace(String(text))
  return place === undefined || 'code' in place ? undefined : place
}

async function embedAncestors(...[reader, { by }, topics]: Parameters<Embed>) {
  const ids = topics.map(({ id }) => id as CategoryId) // as presented
  const above = await listAncestors(reader, by, ids)
  return ids.map((id) => (above.get(id) ?? []).map(presentAncestor))
}

async function embedPolicies(...[reader, { by }, topics]: Parameters<Embed>) {
  const ids = topics.map(({ id }) => id as CategoryId) // as presented
  const policies = await listPolicies(reader, by, ids)
  return ids.map((id) => {
    const policy = policies.get(id)
    return policy === undefined ? null : presentPolicy(policy)
  })
}
