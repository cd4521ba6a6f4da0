import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ownSetting, type Services } from '../../../src/dialects/dialect.ts'
import { findCredential } from '../../../src/domain/access/sessions.ts'
import { DomainError, unauthenticated } from '../../../src/domain/errors.ts'
import type { Principal } from '../../../src/domain/principal.ts'
import { createCategory, getCategory } from '../../../src/domain/taxonomy/categories.ts'
import { openInstance } from '../../../src/http/open-instance.ts'
import { quotaKey } from '../../../src/http/rate-limits.ts'
import { TOY_CAPITALS, toy } from './toy-dialect.ts'

const STATUS: Readonly<Record<string, number>> = {
  unauthenticated: 401,
  invalid: 400,
  not_found: 404,
  limited: 429,
}

export function buildToy(services: Services): FastifyInstance {
  const { store, rateLimits, settings } = services
  const app = openInstance({
    door: toy.name,
    log: services.log,
    bodyLimit: 1024,
    trustedProxies: settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    parseBody: (body) => body.toString('utf8'),
    onError: (error, _request, reply) => {
      const kind = error instanceof DomainError ? error.kind : 'crashed'
      return reply.code(STATUS[kind] ?? 500).send(`no: ${kind}`)
    },
  })

  const callerOf = async ({ headers }: FastifyRequest): Promise<Principal> => {
    const key = String(headers.brick)
    const credential = await store.read((reader) => findCredential(reader, toy.name, key))
    if (credential === undefined) throw unauthenticated()
    return { accountId: credential.accountId, door: toy.name, credentialId: credential.id, memberId: null }
  }

  app.get<{ Params: { id: string } }>('/toy/topics/:id', async (request) => {
    const by = await callerOf(request)
    const { requests, window } = toy.quotas.read
    const most = { requests: settings.quotas?.['toy.read'] ?? requests, window }
    if (settings.limitRates && !rateLimits.take(quotaKey('toy', by.accountId, 'read'), most).allowed) {
      throw new DomainError('limited', [])
    }
    const topic = await store.read((reader) => getCategory(reader, by, { id: Number(request.params.id) }))
    return ownSetting(settings, 'TOY_CAPITALS', TOY_CAPITALS) ? topic.name.toUpperCase() : topic.name
  })

  app.post('/toy/topics', async (request) => {
    const by = await callerOf(request)
    const name = request.body as string | undefined // parseBody made it
    const { category } = await store.write((tx) => createCategory(tx, by, { name: name ?? '', parent: null }))
    return String(category.id)
  })
  return app
}
