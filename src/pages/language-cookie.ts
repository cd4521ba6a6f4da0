import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, dropCookie, setCookie } from '../http/cookies.ts'
import { localeOf, type Locale } from './language.ts'

// The language requested by a link into the academy. It applies until the person logs out.
const NAME = 'quadrivium-language'

export function rememberedLanguage(request: FastifyRequest, address: string): Locale | undefined {
  return localeOf(cookieOf(request, NAME, address))
}

export function rememberLanguage(reply: FastifyReply, locale: Locale, address: string): void {
  setCookie(reply, NAME, locale, address)
}

export function forgetLanguage(reply: FastifyReply, address: string): void {
  if (rememberedLanguage(reply.request, address) !== undefined) dropCookie(reply, NAME, address)
}
