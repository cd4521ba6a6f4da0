import type { FastifyReply } from 'fastify'

/**
 * 200 without a body and without a content type. Rev's clients treat such answers as void, and one crashes on text
 * (docs/contracts/rev.md A3, B1).
 */
export function answerEmpty(reply: FastifyReply): FastifyReply {
  return reply.code(200).header('content-length', '0').send()
}
