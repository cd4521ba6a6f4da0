import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  createCategory,
  deleteCategory,
  updateCategory,
  getCategoryWithChildren,
  listCategories,
  type CategorySite,
  type CategoryWithChildren,
} from '../../../domain/taxonomy/categories.ts'
import type { Services } from '../../dialect.ts'
import { callOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { parsePaging } from '../paging.ts'
import { recordId } from '../record-id.ts'
import { presentCategory, type CategoryRecord } from './category-wire.ts'
import { checkNewCategory, checkNewName } from './check-category.ts'
import { parseCategoryEdit, parseCategoryFilter, parseNewCategory } from './parse-category.ts'

const PAGE = 50

/** The Category resource: a view of the account's single tree (docs/contracts/intellum.md 6.1). */
export function categoryRoutes(app: FastifyInstance, { store }: Services): void {
  app.get('/api/v2/categories', async (request) => {
    const { by, parameters } = callOf(request)
    const paging = parsePaging(parameters, PAGE)
    const filter = parseCategoryFilter(parameters)
    if (filter === null) return []
    const { items } = await store.readLong((reader) => listCategories(reader, by, { filter, page: paging }))
    return items.map(present)
  })

  app.get('/api/v2/categories/:id', async (request) => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'category')
    return present(await store.read((reader) => getCategoryWithChildren(reader, by, { id })))
  })

  app.post('/api/v2/categories', async (request) => {
    const { by, parameters } = callOf(request)
    const draft = parseNewCategory(parameters)
    const ownRules = (site: CategorySite) => checkNewCategory(draft, site)
    const { category } = await store.write((tx) => createCategory(tx, by, { ...draft, ownRules }))
    return presentCategory(category, [])
  })

  const update = async (request: FastifyRequest): Promise<CategoryRecord> => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'category')
    const edit = parseCategoryEdit(parameters)
    const edited = await store.write(async (tx) => {
      await updateCategory(tx, by, { id }, { ...edit, ownRules: checkNewName })
      return getCategoryWithChildren(tx, by, { id })
    })
    return present(edited)
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

function present({ category, children }: CategoryWithChildren): CategoryRecord {
  return presentCategory(category, children)
}
