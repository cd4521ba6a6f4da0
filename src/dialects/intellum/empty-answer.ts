import type { FastifyReply } from 'fastify'

/** The answer to a delete: 200 without a body, and not `{}` or `null` (docs/contracts/intellum.md 4.4). */
export function answerEmpty(reply: FastifyReply): FastifyReply {
  return reply.code(200).header('content-length', '0').send()
}
