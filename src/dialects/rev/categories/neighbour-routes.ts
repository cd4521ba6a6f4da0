import type { FastifyInstance } from 'fastify'
import { listLevel } from '../../../domain/taxonomy/categories.ts'
import { listContributableAsJson } from '../../../domain/taxonomy/stream-categories.ts'
import type { Services } from '../../dialect.ts'
import { principalOf } from '../authenticate.ts'
import { queryOf } from '../read-request.ts'
import { sendLongList } from './long-list.ts'
import { parseLevel } from './parse-category.ts'
import { assignableItem, presentUserCategory } from './present-category.ts'

/** The signed-in person's rights on categories (docs/contracts/rev.md B10). */
export function categoryNeighbourRoutes(app: FastifyInstance, { store }: Services): void {
  // A bare array of items with `id`: the only published client that calls it iterates over the answer itself.
  app.get('/api/v2/assignable-categories', async (request, reply) => {
    const items = await listContributableAsJson(store, principalOf(request), assignableItem)
    return items === undefined ? [] : sendLongList(reply, items, ['[', ']'])
  })

  app.get('/api/v2/user/categories', async (request) => {
    const parent = parseLevel(queryOf(request))
    const level = await store.read((reader) => listLevel(reader, principalOf(request), parent))
    return { categories: level.map(presentUserCategory) }
  })
}
