import type { FastifyInstance } from 'fastify'
import { listContributableCategories, listLevel } from '../../../domain/taxonomy/categories.ts'
import type { Services } from '../../dialect.ts'
import { principalOf } from '../authenticate.ts'
import { queryOf } from '../read-request.ts'
import { parseLevel } from './parse-category.ts'
import { presentAssignable, presentUserCategory } from './present-category.ts'

/** What the signed-in person may do with which categories (docs/contracts/rev.md B10). */
export function categoryNeighbourRoutes(app: FastifyInstance, { store }: Services): void {
  // A bare array, of items with `id`: the one published client that calls it goes through the answer itself.
  app.get('/api/v2/assignable-categories', async (request) => {
    const categories = await store.read((reader) => listContributableCategories(reader, principalOf(request)))
    return categories.map(presentAssignable)
  })

  app.get('/api/v2/user/categories', async (request) => {
    const parent = parseLevel(queryOf(request))
    const level = await store.read((reader) => listLevel(reader, principalOf(request), parent))
    return { categories: level.map(presentUserCategory) }
  })
}
