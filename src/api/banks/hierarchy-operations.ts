import { lockItemBank } from '../../domain/item-bank/item-banks.ts'
import {
  createTagHierarchy,
  deleteTagHierarchy,
  getTagHierarchy,
  listTagHierarchies,
  listTagsBelow,
  type NewBranch,
} from '../../domain/item-bank/tag-hierarchies.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { created, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { Id, page, request, several } from '../table/shapes.ts'
import { FIXED_SORTS, pageOfAll, SHORT_SORTS, within } from '../table/short-lists.ts'
import { Hierarchy, HierarchyTag, hierarchyValues } from './bank-shapes.ts'
import { bankIn, namedInBody, numberOrCode, openBank, placeInBank } from './opened-bank.ts'
import { presentHierarchy, presentHierarchyTag } from './present-bank.ts'

/** `/banks/{bank}/hierarchies`: trees of tags. */
export const hierarchyOperations: readonly Operation[] = [
  reads({
    id: 'listHierarchies',
    path: '/banks/{bank}/hierarchies',
    summary: 'The hierarchies of tags in a bank',
    scope: 'bank:read',
    query: { ...listParameters(SHORT_SORTS), ...whenChanged },
    answers: { 200: page(Hierarchy) },
    example: { path: '/banks/1/hierarchies' },
    read: async (reader, call) => {
      const opened = await openBank(reader, call)
      const found = await listTagHierarchies(reader, opened, undefined)
      const all = found.map((hierarchy) => {
        return { ...hierarchy, id: hierarchy.number, modified: hierarchy.created }
      })
      const chosen = within(all, whenChangedFilter(call.query))
      return listAnswer(call, pageOfAll(chosen, listRequest(call, SHORT_SORTS)), (one) =>
        presentHierarchy(opened.bank, one),
      )
    },
  }),
  writes({
    id: 'createHierarchy',
    method: 'POST',
    path: '/banks/{bank}/hierarchies',
    summary: 'Create a hierarchy of tags',
    scope: 'bank:write',
    body: request(hierarchyValues),
    answers: { 201: Hierarchy },
    problems: ['code_taken'],
    example: {
      path: '/banks/1/hierarchies',
      body: { code: 'by-language', types: ['Language'], paths: [['English'], ['Deutsch']] },
    },
    write: async (tx, call) => {
      const { code, types, paths } = call.body
      await namedInBody({ tag_type: '/types', tag: '/paths' }, () =>
        createTagHierarchy(tx, call.by, bankIn(call), {
          reference: code,
          types,
          branches: branchesOf(paths),
        }),
      )
      const opened = await openBank(tx, call)
      const made = presentHierarchy(opened.bank, await getTagHierarchy(tx, opened, code))
      return created(made, `/banks/${bankIn(call)}/hierarchies/${made.id}`)
    },
  }),
  reads({
    id: 'getHierarchy',
    path: '/banks/{bank}/hierarchies/{hierarchy}',
    summary: 'A hierarchy of tags',
    description: 'By its id or as `code:…`.',
    scope: 'bank:read',
    answers: { 200: Hierarchy },
    example: { path: '/banks/1/hierarchies/code:subjects' },
    read: async (reader, call) => thing(await hierarchyIn(reader, call)),
  }),
  writes({
    id: 'deleteHierarchy',
    method: 'DELETE',
    path: '/banks/{bank}/hierarchies/{hierarchy}',
    summary: 'Delete a hierarchy of tags',
    description: 'The tags stay.',
    scope: 'bank:write',
    answers: { 204: null },
    example: { path: '/banks/1/hierarchies/code:subjects' },
    current: currentHierarchy,
    write: async (tx, call) => {
      const { code } = await hierarchyIn(tx, call)
      await deleteTagHierarchy(tx, call.by, bankIn(call), code)
      return DONE
    },
  }),
  reads({
    id: 'listHierarchyTags',
    path: '/banks/{bank}/hierarchies/{hierarchy}/tags',
    summary: 'The tags of one level of a hierarchy',
    description:
      '`below` is the path of a tag: its ancestors and itself by their ids, from the top down. Left out: the top.',
    scope: 'bank:read',
    query: { ...listParameters(FIXED_SORTS), below: several(Id) },
    answers: { 200: page(HierarchyTag) },
    example: { path: '/banks/1/hierarchies/code:subjects/tags', query: 'below=1' },
    read: async (reader, call) => {
      const opened = await openBank(reader, call)
      const { reference } = await getTagHierarchy(reader, opened, hierarchyRef(call))
      const path = (call.query.below ?? []).map((number) => ({ number }))
      const tags = await listTagsBelow(reader, opened, reference, path)
      const all = tags.map((tag) => ({ ...tag, id: tag.number }))
      return listAnswer(call, pageOfAll(all, listRequest(call, FIXED_SORTS)), presentHierarchyTag)
    },
  }),
]

/** Paths as a tree: paths with a common beginning share its branch. */
function branchesOf(paths: readonly (readonly string[])[]): readonly NewBranch[] {
  return [...Map.groupBy(paths, ([name = '']) => name)].map(([name, begun]) => ({
    name,
    below: branchesOf(begun.map(([, ...rest]) => rest).filter((rest) => rest.length > 0)),
  }))
}

function hierarchyRef({ path }: Call) {
  return numberOrCode(placeInBank(path.hierarchy, 'hierarchy'))
}

async function hierarchyIn(reader: Reader, call: Call) {
  const opened = await openBank(reader, call)
  return presentHierarchy(opened.bank, await getTagHierarchy(reader, opened, hierarchyRef(call)))
}

async function currentHierarchy(tx: Writer, call: Call): Promise<unknown> {
  await lockItemBank(tx, call.by, bankIn(call))
  return hierarchyIn(tx, call)
}
