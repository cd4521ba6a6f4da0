import type { FastifyInstance } from 'fastify'
import {
  createCategory,
  deleteCategory,
  updateCategory,
  getPlacedPolicy,
} from '../../../domain/taxonomy/categories.ts'
import { listCategoriesAsJson } from '../../../domain/taxonomy/stream-categories.ts'
import type { Services } from '../../dialect.ts'
import { principalOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { namingTaken } from '../naming-taken.ts'
import { fieldsOf, queryOf } from '../read-request.ts'
import { sendLongList } from './long-list.ts'
import { categoryRef, parseCategoryEdit, parseNewCategory, parseScope } from './parse-category.ts'
import { listItem, presentCategory, presentCreatedCategory } from './present-category.ts'

/** The five operations on categories (docs/contracts/rev.md part A). */
export function categoryRoutes(app: FastifyInstance, { store }: Services): void {
  app.post('/api/v2/categories', async (request) => {
    const draft = parseNewCategory(fieldsOf(request))
    const placed = store.write((tx) => createCategory(tx, principalOf(request), draft))
    return presentCreatedCategory(await namingTaken(() => ({ name: draft.name }), placed))
  })

  app.put<ById>('/api/v2/categories/:id', async (request, reply) => {
    const edit = parseCategoryEdit(fieldsOf(request))
    const ref = categoryRef(request.params.id)
    const edited = store.write((tx) => updateCategory(tx, principalOf(request), ref, edit))
    await namingTaken(() => ({ name: edit.name }), edited)
    return answerEmpty(reply)
  })

  app.delete<ById>('/api/v2/categories/:id', async (request, reply) => {
    await store.write((tx) => deleteCategory(tx, principalOf(request), categoryRef(request.params.id)))
    return answerEmpty(reply)
  })

  app.get<ById>('/api/v2/categories/:id', (request) => {
    const by = principalOf(request)
    return store.read(async (reader) => {
      return presentCategory(await getPlacedPolicy(reader, by, categoryRef(request.params.id)))
    })
  })

  app.get('/api/v2/categories', async (request, reply) => {
    const scope = parseScope(queryOf(request))
    const items = await listCategoriesAsJson(store, principalOf(request), scope, listItem)
    return sendLongList(reply, items, ['{"categories":[', ']}'])
  })
}

interface ById {
  Params: { id: string }
}
