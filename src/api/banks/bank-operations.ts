import {
  countBankContents,
  createItemBank,
  deleteItemBank,
  listItemBanks,
  lockItemBank,
  updateItemBank,
  type OpenedBank,
} from '../../domain/item-bank/item-banks.ts'
import type { DatedTagType } from '../../domain/item-bank/tag.ts'
import { countTagsToOrder, listTagsOfType, setTagOrder } from '../../domain/item-bank/tag-order.ts'
import { getTagType, listTagTypes, updateTagType } from '../../domain/item-bank/tags.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { created, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { change, page, request } from '../table/shapes.ts'
import { pageOfAll, SHORT_SORTS, within } from '../table/short-lists.ts'
import { Bank, bankValues, TagOrder, tagOrderValues, TagType, tagTypeValues } from './bank-shapes.ts'
import { hierarchyOperations } from './hierarchy-operations.ts'
import { bankIn, openBank, placeInBank } from './opened-bank.ts'
import { poolOperations } from './pool-operations.ts'
import { presentBank, presentTagOrder, presentTagType } from './present-bank.ts'
import { tagOperations } from './tag-operations.ts'
import { taggableOperations } from './taggable-operations.ts'

/** `/banks`: items and activities, and the tags on them. */
export const bankOperations: readonly Operation[] = [
  reads({
    id: 'listBanks',
    path: '/banks',
    summary: 'Item banks',
    scope: 'bank:read',
    query: { ...listParameters(SHORT_SORTS), ...whenChanged },
    answers: { 200: page(Bank) },
    example: { path: '/banks' },
    read: async (reader, call) => {
      const banks = within(await listItemBanks(reader, call.by), whenChangedFilter(call.query))
      return listAnswer(call, pageOfAll(banks, listRequest(call, SHORT_SORTS)), presentBank)
    },
  }),
  writes({
    id: 'createBank',
    method: 'POST',
    path: '/banks',
    summary: 'Create an empty item bank',
    scope: 'bank:write',
    body: request(bankValues),
    answers: { 201: Bank },
    example: { body: { name: 'Questions on safety' } },
    write: async (tx, { by, body: { name }, services }) => {
      const bank = await createItemBank(tx, by, { name, pagingKey: services.ids.token(32) })
      return created(presentBank(bank), `/banks/${bank.id}`)
    },
  }),
  reads({
    id: 'getBank',
    path: '/banks/{bank}',
    summary: 'An item bank',
    scope: 'bank:read',
    answers: { 200: Bank },
    example: { path: '/banks/1' },
    read: async (reader, call) => thing(presentBank((await openBank(reader, call)).bank)),
  }),
  writes({
    id: 'updateBank',
    method: 'PATCH',
    path: '/banks/{bank}',
    summary: 'Rename an item bank',
    scope: 'bank:write',
    body: change(bankValues),
    answers: { 200: Bank },
    example: { path: '/banks/1', body: { name: 'Questions on safety' } },
    current: currentBank,
    write: async (tx, call) => {
      await updateItemBank(tx, call.by, bankIn(call), call.body)
      return thing(presentBank((await openBank(tx, call)).bank))
    },
  }),
  writes({
    id: 'deleteBank',
    method: 'DELETE',
    path: '/banks/{bank}',
    summary: 'Delete an item bank with all that it holds',
    description: 'Its pools go too. Keys that open it open it no more.',
    scope: 'bank:write',
    answers: { 204: null },
    current: currentBank,
    effects: async (tx, call) => {
      const { items, activities, tags, pools, hierarchies } = await countBankContents(
        tx,
        await openBank(tx, call, 'write'),
      )
      return {
        itemsDeleted: items,
        activitiesDeleted: activities,
        tagsDeleted: tags,
        poolsDeleted: pools,
        hierarchiesDeleted: hierarchies,
      }
    },
    write: async (tx, call) => {
      await deleteItemBank(tx, call.by, bankIn(call))
      return DONE
    },
  }),
  reads({
    id: 'listTagTypes',
    path: '/banks/{bank}/tag-types',
    summary: 'The tag types of a bank',
    scope: 'bank:read',
    query: { ...listParameters(SHORT_SORTS), ...whenChanged },
    answers: { 200: page(TagType) },
    example: { path: '/banks/1/tag-types' },
    read: async (reader, call) => {
      const types = within(
        await listTagTypes(reader, await openBank(reader, call)),
        whenChangedFilter(call.query),
      )
      const all = types.map((type) => ({ ...type, id: type.number }))
      return listAnswer(call, pageOfAll(all, listRequest(call, SHORT_SORTS)), presentTagType)
    },
  }),
  reads({
    id: 'getTagType',
    path: '/banks/{bank}/tag-types/{type}',
    summary: 'A tag type',
    description: 'By its id, or by its name as `code:…`.',
    scope: 'bank:read',
    answers: { 200: TagType },
    example: { path: '/banks/1/tag-types/code:Subject' },
    read: async (reader, call) => thing(await tagTypeIn(reader, call)),
  }),
  writes({
    id: 'updateTagType',
    method: 'PATCH',
    path: '/banks/{bank}/tag-types/{type}',
    summary: 'Rename or describe a tag type',
    scope: 'bank:write',
    body: change(tagTypeValues),
    answers: { 200: TagType },
    problems: ['name_taken'],
    example: { path: '/banks/1/tag-types/code:Subject', body: { description: 'What it is about.' } },
    current: async (tx, call) => {
      await lockItemBank(tx, call.by, bankIn(call))
      return tagTypeIn(tx, call)
    },
    write: async (tx, call) => {
      const { id, name } = await tagTypeIn(tx, call)
      const { name: renamed, description } = call.body
      await updateTagType(tx, call.by, bankIn(call), {
        name,
        ...(renamed !== undefined && { renamed }),
        ...(description !== undefined && { description }),
      })
      // By its number: the path may hold its old name.
      return thing(presentTagType(await getTagType(tx, await openBank(tx, call), { number: id })))
    },
  }),
  reads({
    id: 'getTagOrder',
    path: '/banks/{bank}/tag-types/{type}/order',
    summary: 'The tags of a type in their order',
    description:
      'By sort key, then name. A type with more than 500 tags is refused: read its tags as a list.',
    scope: 'bank:read',
    answers: { 200: TagOrder },
    problems: ['conflict'],
    example: { path: '/banks/1/tag-types/code:Subject/order' },
    read: async (reader, call) => thing(await tagOrderOf(reader, call, await openBank(reader, call))),
  }),
  writes({
    id: 'putTagOrder',
    method: 'PUT',
    path: '/banks/{bank}/tag-types/{type}/order',
    summary: 'Put the tags of a type in an order',
    description:
      'Changes as few sort keys as the order takes, all or none. A type may have 500 tags; of a larger one, change the sort keys one by one.',
    scope: 'bank:write',
    body: request(tagOrderValues),
    answers: { 200: TagOrder },
    problems: ['conflict'],
    example: { path: '/banks/1/tag-types/code:Subject/order', body: { tags: [] } },
    current: async (tx, call) => tagOrderOf(tx, call, await lockItemBank(tx, call.by, bankIn(call))),
    effects: async (tx, call) => {
      const opened = await openBank(tx, call, 'write')
      const type = (await typeIn(tx, call, opened)).number
      return { sortKeysChanged: await countTagsToOrder(tx, opened, { type, tags: call.body.tags }) }
    },
    write: async (tx, call) => {
      const type = (await typeIn(tx, call, await openBank(tx, call))).number
      await setTagOrder(tx, call.by, bankIn(call), { type, tags: call.body.tags })
      return thing(await tagOrderOf(tx, call, await openBank(tx, call)))
    },
  }),
  ...tagOperations,
  ...taggableOperations,
  ...poolOperations,
  ...hierarchyOperations,
]

async function currentBank(tx: Writer, call: Call): Promise<unknown> {
  return presentBank((await lockItemBank(tx, call.by, bankIn(call))).bank)
}

async function tagTypeIn(reader: Reader, call: Call) {
  return presentTagType(await typeIn(reader, call, await openBank(reader, call)))
}

function typeIn(reader: Reader, call: Call, opened: OpenedBank): Promise<DatedTagType> {
  const place = placeInBank(call.path.type, 'tag type')
  return getTagType(reader, opened, 'code' in place ? { name: place.code } : place)
}

async function tagOrderOf(reader: Reader, call: Call, opened: OpenedBank) {
  const type = await typeIn(reader, call, opened)
  return presentTagOrder(type, await listTagsOfType(reader, opened, type.number))
}
