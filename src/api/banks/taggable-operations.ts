import { lockItemBank } from '../../domain/item-bank/item-banks.ts'
import { TAGGABLE_STATUSES, type TaggableKind } from '../../domain/item-bank/taggable.ts'
import { countRetagging, updateTagsOf } from '../../domain/item-bank/retagging.ts'
import {
  getTaggableView,
  listTaggableHistoryInOrder,
  listTaggablesInOrder,
} from '../../domain/item-bank/taggable-views.ts'
import {
  createTaggables,
  deleteTaggable,
  updateTaggable,
  updateTaggings,
} from '../../domain/item-bank/taggables.ts'
import type { TagNumber } from '../../domain/ids.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import Type, { type TObject } from 'typebox'
import { created, DONE, thing } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { change, Id, page, PlaceInBody, request, several } from '../table/shapes.ts'
import {
  Activity,
  Item,
  retagging,
  taggableDetails,
  TaggableHistoryEntry,
  taggableValues,
  TagsOfTaggable,
  tagsInBody,
} from './bank-shapes.ts'
import { bankIn, openBank, placeInBank, typesInQuery, type InBank } from './opened-bank.ts'
import { presentHistoryEntry, presentTaggable } from './present-bank.ts'

interface Words {
  readonly kind: TaggableKind
  readonly shape: TObject
  /** Singular and plural, as used in operations and paths. */
  readonly one: string
  readonly many: string
  readonly path: string
  readonly a: string
  /** One from the demo academy. */
  readonly example: string
}

/** The domain's sort keys; its `reference` is called `code` here. */
const SORTS = ['code', 'title', 'created', 'modified'] as const
const HISTORY_SORTS = ['at'] as const

/** `/banks/{bank}/items` and `/banks/{bank}/activities`. */
export const taggableOperations: readonly Operation[] = [
  ...operationsOf({
    kind: 'item',
    shape: Item,
    one: 'Item',
    many: 'Items',
    path: '/banks/{bank}/items',
    a: 'an item',
    example: 'code:AM-0001',
  }),
  ...operationsOf({
    kind: 'activity',
    shape: Activity,
    one: 'Activity',
    many: 'Activities',
    path: '/banks/{bank}/activities',
    a: 'an activity',
    example: 'code:AM-SAFETY-CHECK',
  }),
]

function operationsOf({ kind, shape, one, many, path, a, example }: Words): readonly Operation[] {
  const single = `${path}/{${kind}}`
  const demo = `${path.replace('{bank}', '1')}/${example}`
  const refOf = (call: Call) => referring(placeInBank(call.path[kind], kind))
  const show = async (reader: Reader, call: Call, ref = refOf(call)) => {
    const opened = await openBank(reader, call)
    return presentTaggable(opened.bank, await getTaggableView(reader, opened, kind, ref))
  }
  const locked = async (tx: Writer, call: Call) => {
    await lockItemBank(tx, call.by, bankIn(call))
    return show(tx, call)
  }
  const tagsOf = async (reader: Reader, call: Call) => ({ tags: (await show(reader, call)).tags })
  const create = writes({
    id: `create${one}`,
    method: 'POST',
    path,
    summary: `Create ${a}`,
    scope: 'bank:write',
    body: request(taggableValues),
    answers: { 201: shape },
    problems: ['code_taken'],
    example: {
      path: path.replace('{bank}', '1'),
      body: { code: 'knots-1', title: 'Knots', tags: [{ type: 'Language', name: 'English' }] },
    },
    write: async (tx, call) => {
      const { code, title = null, status = 'published', tags = [] } = call.body
      await createTaggables(tx, call.by, bankIn(call), [{ kind, reference: code, title, status, tags }])
      const made = await show(tx, call, { reference: code })
      const location = `${path.replace('{bank}', String(bankIn(call)))}/${made.id}`
      return created(made, location)
    },
  })
  const update = writes({
    id: `update${one}`,
    method: 'PATCH',
    path: single,
    summary: `Change the title, the status or tags of ${a}`,
    description:
      'Its code is for good. Pools keep their copies as they are. `addTags` and `removeTags` leave its other tags alone; `PUT …/tags` replaces them all.',
    scope: 'bank:write',
    body: change({ ...taggableDetails, ...retagging }),
    answers: { 200: shape },
    example: { path: demo, body: { status: 'published' } },
    current: locked,
    effects: async (tx, call) => {
      const { addTags: add, removeTags: remove } = call.body
      if (add === undefined && remove === undefined) return {}
      const { code: reference } = await show(tx, call)
      const opened = await openBank(tx, call)
      const { added, removed } = await countRetagging(tx, opened, { kind, reference, add, remove })
      return { tagsPutOn: added, tagsTakenOff: removed }
    },
    write: async (tx, call) => {
      const { code: reference } = await show(tx, call)
      const { addTags: add, removeTags: remove, ...details } = call.body
      await updateTaggable(tx, call.by, bankIn(call), { kind, reference, ...details })
      if (add !== undefined || remove !== undefined) {
        await updateTagsOf(tx, call.by, bankIn(call), { kind, reference, add, remove })
      }
      return thing(await show(tx, call))
    },
  })
  const remove = writes({
    id: `delete${one}`,
    method: 'DELETE',
    path: single,
    summary: `Delete ${a}`,
    description: 'Pools keep their copies.',
    scope: 'bank:write',
    answers: { 204: null },
    example: { path: demo },
    current: locked,
    effects: async (tx, call) => ({ tagsTakenOff: (await show(tx, call)).tags.length }),
    write: async (tx, call) => {
      const { code } = await show(tx, call)
      await deleteTaggable(tx, call.by, bankIn(call), { kind, reference: code })
      return DONE
    },
  })
  return [
    reads({
      id: `list${many}`,
      path,
      summary: `${many} of a bank`,
      description:
        '`tag`: with any of these tags, by their ids. `type`: with any tag of these types, by their ids, or by their names as `code:…`. A search keeps to the order that is asked for.',
      scope: 'bank:read',
      query: {
        ...listParameters(SORTS),
        ...searched,
        ...whenChanged,
        code: several(Type.String({ minLength: 1, maxLength: 150 })),
        status: several(Type.Enum(TAGGABLE_STATUSES)),
        tag: several(Id),
        type: several(PlaceInBody),
      },
      answers: { 200: page(shape) },
      example: { path: path.replace('{bank}', '1'), query: 'sort=code' },
      read: async (reader, call) => {
        const opened = await openBank(reader, call)
        const { code, status, tag } = call.query
        const types = await typesInQuery(reader, opened, call.query.type)
        const { sort, ...more } = listRequest(call, SORTS)
        const found = await listTaggablesInOrder(reader, opened, {
          ...more,
          ...(sort && {
            sort: sort.map(({ by, descending }) => ({ by: by === 'code' ? 'reference' : by, descending })),
          }),
          filter: {
            kind,
            ...whenChangedFilter(call.query),
            ...(code !== undefined && { reference: code }),
            ...(status !== undefined && { status }),
            ...(tag !== undefined && { tag: tag.map((number) => number as TagNumber) }),
            ...(types !== undefined && { type: types }),
          },
        })
        return listAnswer(call, found, (view) => presentTaggable(opened.bank, view))
      },
    }),
    create,
    reads({
      id: `get${one}`,
      path: single,
      summary: `${a.charAt(0).toUpperCase()}${a.slice(1)} with its tags`,
      description: 'By its id or as `code:…`.',
      scope: 'bank:read',
      answers: { 200: shape },
      example: { path: demo },
      read: async (reader, call) => thing(await show(reader, call)),
    }),
    update,
    remove,
    bulk({
      id: `bulk${many}`,
      path: `${path}/bulk`,
      summary: `Create, update and delete many ${many.toLowerCase()} at once`,
      scope: 'bank:write',
      place: kind,
      verbs: { create, update, delete: remove },
      examplePath: `${path.replace('{bank}', '1')}/bulk`,
      example: [{ op: 'create', code: 'knots-2', title: 'More knots' }],
    }),
    reads({
      id: `list${one}History`,
      path: `${single}/history`,
      summary: `The history of ${a}`,
      description: 'By the title, the status and all tags before and after each write.',
      scope: 'bank:read',
      query: listParameters(HISTORY_SORTS),
      answers: { 200: page(TaggableHistoryEntry) },
      example: { path: `${demo}/history` },
      read: async (reader, call) => {
        const { sort, ...more } = listRequest(call, HISTORY_SORTS)
        const entries = await listTaggableHistoryInOrder(
          reader,
          await openBank(reader, call),
          { kind, ...refOf(call) },
          { ...more, ...(sort && { sort }), filter: {} },
        )
        return listAnswer(call, entries, presentHistoryEntry)
      },
    }),
    reads({
      id: `list${one}Tags`,
      path: `${single}/tags`,
      summary: `The tags of ${a}`,
      scope: 'bank:read',
      answers: { 200: TagsOfTaggable },
      example: { path: `${demo}/tags` },
      read: async (reader, call) => thing(await tagsOf(reader, call)),
    }),
    writes({
      id: `set${one}Tags`,
      method: 'PUT',
      path: `${single}/tags`,
      summary: `Replace the tags of ${a}`,
      scope: 'bank:write',
      body: request({ tags: tagsInBody }),
      answers: { 200: TagsOfTaggable },
      example: { path: `${demo}/tags`, body: { tags: [{ type: 'Language', name: 'Deutsch' }] } },
      current: async (tx, call) => {
        await lockItemBank(tx, call.by, bankIn(call))
        return tagsOf(tx, call)
      },
      write: async (tx, call) => {
        const { code } = await show(tx, call)
        await updateTaggings(tx, call.by, bankIn(call), {
          kind,
          how: 'replace',
          taggings: [{ reference: code, tags: call.body.tags }],
        })
        return thing(await tagsOf(tx, call))
      },
    }),
  ]
}

function referring(place: InBank): { readonly number: number } | { readonly reference: string } {
  return 'code' in place ? { reference: place.code } : place
}
