import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ids } from '../lib/ids.ts'
import { setCookie, cookieOf, dropCookie } from './cookies.ts'

const NAME = 'quadrivium'
const TOKEN = /^console\.[\w-]{43}$/
const TOKEN_BYTES = 32

/** A token for a browser's session. That it is good at the pages alone is written in the session, not in its form. */
export function newSessionToken(ids: Ids): string {
  return `console.${ids.token(TOKEN_BYTES)}`
}

/** The token of the session that the browser shows. */
export function sessionTokenOf(request: FastifyRequest, address: string): string | undefined {
  const token = cookieOf(request, NAME, address)
  return token !== undefined && TOKEN.test(token) ? token : undefined
}

/** Gives the browser the token of its session. It keeps it until it is closed; when the session ends is the server's affair. */
export function setSessionCookie(reply: FastifyReply, token: string, address: string): void {
  setCookie(reply, NAME, token, address)
}

export function dropSessionCookie(reply: FastifyReply, address: string): void {
  dropCookie(reply, NAME, address)
}
