import Type from 'typebox'
import { TAG_SORTS } from '../../domain/item-bank/bank-lists.ts'
import { lockItemBank } from '../../domain/item-bank/item-banks.ts'
import { getTagView, listTagHistoryInOrder, listTagsInOrder } from '../../domain/item-bank/tag-views.ts'
import { createTag, deleteTag, findTag, updateTag } from '../../domain/item-bank/tags.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { created, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { bulk } from '../table/bulk.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { change, page, PlaceInBody, request, several } from '../table/shapes.ts'
import { Tag, tagDetails, TagHistoryEntry, tagRenaming, tagWords } from './bank-shapes.ts'
import { bankIn, openBank, typesInQuery } from './opened-bank.ts'
import { presentHistoryEntry, presentTag } from './present-bank.ts'

const HISTORY_SORTS = ['at'] as const

const create = writes({
  id: 'createTag',
  method: 'POST',
  path: '/banks/{bank}/tags',
  summary: 'Create a tag',
  description: 'Type and name together are unique in the bank. A type that is new is made with it.',
  scope: 'bank:write',
  body: request({ ...tagWords, ...Type.Partial(Type.Object(tagDetails)).properties }),
  answers: { 201: Tag },
  problems: ['name_taken'],
  example: { path: '/banks/1/tags', body: { type: 'Language', name: 'Klingon' } },
  write: async (tx, call) => {
    const number = await createTag(tx, call.by, bankIn(call), call.body)
    return created(await tagOf(tx, call, number), `/banks/${bankIn(call)}/tags/${number}`)
  },
})

const update = writes({
  id: 'updateTag',
  method: 'PATCH',
  path: '/banks/{bank}/tags/{tag}',
  summary: 'Change, rename or merge a tag',
  description:
    'Items and activities keep a tag under its new name. With `merge`, a name that another tag of the type has makes one of the two: the answer is that other tag.',
  scope: 'bank:write',
  body: change({ ...tagRenaming, ...tagDetails }),
  answers: { 200: Tag },
  problems: ['name_taken', 'conflict'],
  example: { path: '/banks/1/tags/1', body: { sortKey: 10 } },
  current: currentTag,
  effects: async (tx, call) => {
    const { name, type, usage } = await tagOf(tx, call, tagIn(call))
    const { name: renamed, merge = false } = call.body
    if (renamed === undefined || renamed === name) return {}
    const other = merge && (await findTag(tx, await openBank(tx, call), { type: type.name, name: renamed }))
    return other ? { usesMerged: usage } : { usesRenamed: usage }
  },
  write: async (tx, call) => {
    const number = await updateTag(tx, call.by, bankIn(call), { number: tagIn(call), ...call.body })
    return thing(await tagOf(tx, call, number))
  },
})

const remove = writes({
  id: 'deleteTag',
  method: 'DELETE',
  path: '/banks/{bank}/tags/{tag}',
  summary: 'Delete a tag',
  description: 'It is taken off all items and activities. One that a hierarchy holds cannot be deleted.',
  scope: 'bank:write',
  answers: { 204: null },
  problems: ['conflict'],
  current: currentTag,
  effects: async (tx, call) => ({ usesRemoved: (await tagOf(tx, call, tagIn(call))).usage }),
  write: async (tx, call) => {
    const { type, name } = await tagOf(tx, call, tagIn(call))
    await deleteTag(tx, call.by, bankIn(call), { type: type.name, name })
    return DONE
  },
})

/** `/banks/{bank}/tags`: labels on items and activities. */
export const tagOperations: readonly Operation[] = [
  reads({
    id: 'listTags',
    path: '/banks/{bank}/tags',
    summary: 'The tags of a bank',
    description:
      '`type` takes ids of types, or their names as `code:…`. `sort=sortKey` sorts by type, then sort key, then name. A search keeps to the order that is asked for.',
    scope: 'bank:read',
    query: { ...listParameters(TAG_SORTS), ...searched, ...whenChanged, type: several(PlaceInBody) },
    answers: { 200: page(Tag) },
    example: { path: '/banks/1/tags', query: 'sort=sortKey' },
    read: async (reader, call) => {
      const opened = await openBank(reader, call)
      const types = await typesInQuery(reader, opened, call.query.type)
      const tags = await listTagsInOrder(reader, opened, {
        ...listRequest(call, TAG_SORTS),
        filter: {
          ...whenChangedFilter(call.query),
          ...(types !== undefined && { type: types }),
        },
      })
      return listAnswer(call, tags, (view) => presentTag(opened.bank, view))
    },
  }),
  create,
  reads({
    id: 'getTag',
    path: '/banks/{bank}/tags/{tag}',
    summary: 'A tag',
    scope: 'bank:read',
    answers: { 200: Tag },
    example: { path: '/banks/1/tags/1' },
    read: async (reader, call) => thing(await tagOf(reader, call, tagIn(call))),
  }),
  update,
  remove,
  bulk({
    id: 'bulkTags',
    path: '/banks/{bank}/tags/bulk',
    summary: 'Create, update and delete many tags at once',
    scope: 'bank:write',
    place: 'tag',
    verbs: { create, update, delete: remove },
    examplePath: '/banks/1/tags/bulk',
    example: [
      { op: 'create', type: 'Language', name: 'Vulcan' },
      { op: 'update', id: 1, sortKey: 10 },
    ],
  }),
  reads({
    id: 'listTagHistory',
    path: '/banks/{bank}/tags/{tag}/history',
    summary: 'The history of a tag',
    scope: 'bank:read',
    query: listParameters(HISTORY_SORTS),
    answers: { 200: page(TagHistoryEntry) },
    example: { path: '/banks/1/tags/1/history' },
    read: async (reader, call) => {
      const { sort, ...more } = listRequest(call, HISTORY_SORTS)
      const opened = await openBank(reader, call)
      const entries = await listTagHistoryInOrder(reader, opened, tagIn(call), {
        ...more,
        ...(sort && { sort }),
        filter: {},
      })
      return listAnswer(call, entries, presentHistoryEntry)
    },
  }),
]

function tagIn({ path }: Call): number {
  return numberInPath(path.tag, 'tag')
}

async function tagOf(reader: Reader, call: Call, number: number) {
  const opened = await openBank(reader, call)
  return presentTag(opened.bank, await getTagView(reader, opened, number))
}

async function currentTag(tx: Writer, call: Call): Promise<unknown> {
  await lockItemBank(tx, call.by, bankIn(call))
  return tagOf(tx, call, tagIn(call))
}
