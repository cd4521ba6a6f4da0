import type { FastifyReply } from 'fastify'
import type { Answer } from './answers.ts'
import { layout, type Context } from './layout.ts'

/** @param media the allowed sources of pictures and videos, besides our own origin */
const policy = (media: string) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self'${media}`,
    ...(media === '' ? [] : [`media-src 'self'${media}`]),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
const POLICY = policy('')
const POLICY_WITH_WEB_MEDIA = policy(' https:')

/** The headers on every answer of the pages. */
const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer', // addresses may contain tokens
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store', // personal data, and forms that belong to one session
} as const

/** Sends an answer. */
export function send(reply: FastifyReply, surroundings: Context, answer: Answer): FastifyReply {
  reply.headers(HEADERS)
  switch (answer.kind) {
    case 'page':
      if (answer.webMedia === true) reply.header('content-security-policy', POLICY_WITH_WEB_MEDIA)
      return reply
        .code(answer.status ?? 200)
        .type('text/html; charset=utf-8')
        .send(layout(surroundings, answer))
    case 'elsewhere':
      return reply
        .code(answer.status ?? 303)
        .header('location', answer.path)
        .send()
    case 'file':
      // A file loads nothing. A policy that allows what pages load would keep browsers' viewers from showing it.
      return reply
        .header('content-security-policy', "frame-ancestors 'none'")
        .type(answer.type)
        .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
        .send(Buffer.from(answer.bytes))
  }
}
