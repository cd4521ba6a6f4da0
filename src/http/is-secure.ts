import type { FastifyRequest } from 'fastify'

/** Whether a request came by TLS: its socket is, or a trusted proxy says so; from others `X-Forwarded-Proto` isn't believed. */
export function isSecure(request: FastifyRequest): boolean {
  return 'encrypted' in request.raw.socket || request.protocol === 'https'
}
