import type { FastifyReply } from 'fastify'
import type { Answer } from './answers.ts'
import { layout, type Surroundings } from './layout.ts'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** What each answer of the pages says to the browser. */
const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer', // tokens stand in addresses
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store', // personal data, and forms that belong to one session
} as const

/** Sends an answer. */
export function send(reply: FastifyReply, surroundings: Surroundings, answer: Answer): FastifyReply {
  reply.headers(HEADERS)
  switch (answer.kind) {
    case 'page':
      return reply
        .code(answer.status ?? 200)
        .type('text/html; charset=utf-8')
        .send(layout(surroundings, answer))
    case 'elsewhere':
      return reply.code(303).header('location', answer.path).send()
    case 'file':
      return reply
        .type(answer.type)
        .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
        .send(Buffer.from(answer.bytes))
  }
}
