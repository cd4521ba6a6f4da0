import type { FastifyInstance, FastifyRequest } from 'fastify'
import { invalid, issue } from '../../../domain/errors.ts'
import type { Ref } from '../../../domain/ids.ts'
import {
  listSubscriptions,
  addSubscription,
  removeSubscription,
} from '../../../domain/taxonomy/subscriptions.ts'
import type { Services } from '../../dialect.ts'
import { principalOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { shown } from '../read-fields.ts'
import { fieldsOf } from '../read-request.ts'

/** Following categories (docs/contracts/rev.md B10). */
export function subscriptionRoutes(app: FastifyInstance, { store }: Services): void {
  app.post('/api/v2/users/subscribe', async (request, reply) => {
    const category = subscribedTo(request)
    await store.write((tx) => addSubscription(tx, principalOf(request), category))
    return answerEmpty(reply)
  })

  app.post('/api/v2/users/unsubscribe', async (request, reply) => {
    const category = subscribedTo(request)
    await store.write((tx) => removeSubscription(tx, principalOf(request), category))
    return answerEmpty(reply)
  })

  app.get('/api/v2/users/subscriptions', async (request) => {
    const categories = await store.read((reader) => listSubscriptions(reader, principalOf(request)))
    return { categories, channels: [] }
  })
}

/** @throws invalid for anything but a category: this server has no channels */
function subscribedTo(request: FastifyRequest): Ref {
  const { id, type } = fieldsOf(request)
  if (id === undefined || id === null || id === '') throw invalid([issue('category', 'id', 'missing')])
  if (typeof id !== 'string') throw invalid([issue('category', 'id', 'malformed', shown(id))])
  if (typeof type !== 'string' || type.trim().toLowerCase() !== 'category') {
    throw invalid([issue('category', 'type', 'malformed', shown(type ?? null))])
  }
  return { guid: id.trim().toLowerCase() }
}
