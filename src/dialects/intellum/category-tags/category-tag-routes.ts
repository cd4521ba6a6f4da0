import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  listCategoryTagsAsJson,
  addCategoryTag,
  removeCategoryTag,
} from '../../../domain/taxonomy/category-tags.ts'
import type { CategoryTagId } from '../../../domain/ids.ts'
import type { Services } from '../../dialect.ts'
import { callOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { parsePaging } from '../paging.ts'
import { recordId } from '../record-id.ts'
import { categoryTagItem, presentCategoryTag, type CategoryTagRecord } from './category-tag-wire.ts'
import { parseNewTag, parseTagFilter } from './parse-category-tag.ts'

const PAGE = 500

/** Listing, creating and destroying category tags (docs/contracts/intellum.md 4). There is no read-one and no update. */
export function categoryTagRoutes(app: FastifyInstance, { store }: Services): void {
  app.get('/api/v2/category_tags', async (request, reply) => {
    const { by, parameters } = callOf(request)
    const paging = parsePaging(parameters, PAGE)
    const filter = parseTagFilter(parameters)
    reply.type('application/json; charset=utf-8')
    if (filter === null) return '[]'
    // A page is one statement, whose rows a small read keeps until something is committed: nothing is asked for as often.
    return store.read((reader) =>
      listCategoryTagsAsJson(reader, by, { filter, page: paging }, categoryTagItem),
    )
  })

  const create = async (request: FastifyRequest): Promise<CategoryTagRecord> => {
    const { by, parameters } = callOf(request)
    const draft = parseNewTag(parameters)
    return presentCategoryTag(await store.write((tx) => addCategoryTag(tx, by, draft)))
  }
  // The vendor's page writes the create address in the singular, and the others in the plural (4.3).
  app.post('/api/v2/category_tag', create)
  app.post('/api/v2/category_tags', create)

  // The id is the last path segment, or an ordinary parameter (4.4).
  for (const path of ['/api/v2/category_tags', '/api/v2/category_tags/:id']) {
    app.delete(path, async (request, reply) => {
      const { by, parameters } = callOf(request)
      const id = recordId(parameters, 'category_tag') as CategoryTagId
      await store.write((tx) => removeCategoryTag(tx, by, id))
      return answerEmpty(reply)
    })
  }
}
