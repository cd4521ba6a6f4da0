import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  createCategory,
  deleteCategory,
  editCategory,
  getCategory,
} from '../../../domain/taxonomy/categories.ts'
import type { Category } from '../../../domain/taxonomy/category.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader } from '../../../domain/store.ts'
import type { Services } from '../../dialect.ts'
import { callOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { parsePaging } from '../paging.ts'
import { recordId } from '../record-id.ts'
import { presentCategory, type CategoryRecord } from './category-wire.ts'
import { checkNewCategory, checkNewName } from './check-category.ts'
import { parseCategoryEdit, parseCategoryFilter, parseNewCategory } from './parse-category.ts'

const PAGE = 50

/** The Category resource: a view of the account's one tree (docs/contracts/intellum.md 6.1). */
export function categoryRoutes(app: FastifyInstance, { store }: Services): void {
  app.get('/api/v2/categories', async (request) => {
    const { by, parameters } = callOf(request)
    const paging = parsePaging(parameters, PAGE)
    const filter = parseCategoryFilter(parameters)
    if (filter === null) return []
    return store.read(async (reader) =>
      withChildren(reader, by, await reader.categories.page(by.accountId, filter, paging)),
    )
  })

  app.get('/api/v2/categories/:id', async (request) => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'category')
    return store.read(async (reader) => withOwnChildren(reader, by, await getCategory(reader, by, { id })))
  })

  app.post('/api/v2/categories', async (request) => {
    const { by, parameters } = callOf(request)
    const draft = parseNewCategory(parameters)
    const { category } = await store.write(async (tx) => {
      await tx.accounts.lockTree(by.accountId) // before the look-ups, so that they see every earlier write
      const unreadable = [...draft.unreadable, ...(await checkNewCategory(tx, by, draft))]
      return createCategory(tx, by, { ...draft, unreadable })
    })
    return presentCategory(category, [])
  })

  const update = async (request: FastifyRequest): Promise<CategoryRecord> => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'category')
    const edit = parseCategoryEdit(parameters)
    return store.write(async (tx) => {
      await tx.accounts.lockTree(by.accountId)
      const category = await getCategory(tx, by, { id })
      const unreadable = [...edit.unreadable, ...(await checkNewName(tx, by, category, edit))]
      return withOwnChildren(tx, by, await editCategory(tx, by, { id }, { ...edit, unreadable }))
    })
  }
  app.put('/api/v2/categories/:id', update)
  app.patch('/api/v2/categories/:id', update)

  app.delete('/api/v2/categories/:id', async (request, reply) => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'category')
    await store.write((tx) => deleteCategory(tx, by, { id }))
    return answerEmpty(reply)
  })
}

async function withOwnChildren(reader: Reader, by: Principal, category: Category): Promise<CategoryRecord> {
  return presentCategory(category, await reader.categories.children(by.accountId, [category.id]))
}

/** One look-up for the children of a whole page. */
async function withChildren(
  reader: Reader,
  by: Principal,
  page: readonly Category[],
): Promise<CategoryRecord[]> {
  const children = await reader.categories.children(
    by.accountId,
    page.map(({ id }) => id),
  )
  const below = Map.groupBy(children, ({ parentId }) => parentId)
  return page.map((category) => presentCategory(category, below.get(category.id) ?? []))
}
