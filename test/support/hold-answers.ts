import { subscribe } from 'node:diagnostics_channel'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterEach } from 'vitest'
import { differenceOf } from './documents.ts'

// Loaded before every test file: each answer that any test receives is held against the document of its door.

const differences: string[] = []
const already = globalThis as { answersAreHeld?: readonly string[] }

if (already.answersAreHeld === undefined) {
  already.answersAreHeld = differences
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onSend', async (request, reply, payload) => {
      const hold = (body: string | undefined) => {
        const difference = differenceOf({
          door: fastify.hasDecorator('door') ? fastify.getDecorator<string>('door') : '',
          method: request.method,
          route: request.is404 ? undefined : request.routeOptions.url,
          target: request.raw.url ?? '',
          status: reply.statusCode,
          contentType: reply.getHeader('content-type') as string | undefined,
          body,
        })
        if (difference !== undefined) differences.push(difference)
      }
      if (payload instanceof Readable) holdAtItsEnd(payload, hold)
      else if (typeof payload === 'string' || payload === undefined || payload === null)
        hold(payload ?? undefined)
      return payload
    })
  })
}

/** Looks at a long list as it goes by; one that is cut short is never looked at. */
function holdAtItsEnd(payload: Readable, hold: (body: string) => void): void {
  const push = payload.push.bind(payload)
  const chunks: unknown[] = []
  payload.push = (chunk: unknown, encoding) => {
    if (chunk === null) hold(chunks.join(''))
    else chunks.push(chunk)
    return push(chunk, encoding)
  }
}

afterEach(() => {
  const found = (already.answersAreHeld as string[]).splice(0)
  if (found.length > 0)
    throw new Error(`Answers that are not as their document says:\n${[...new Set(found)].join('\n')}`)
})
