import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, dropCookie, setCookie } from '../http/cookies.ts'
import { localeOf, type Locale } from './language.ts'

// The language that was asked for with a link into the academy. It counts until the person logs out.
const NAME = 'quadrivium-language'

export function rememberedLanguage(request: FastifyRequest, publicUrl: string): Locale | undefined {
  return localeOf(cookieOf(request, NAME, publicUrl))
}

export function rememberLanguage(reply: FastifyReply, locale: Locale, publicUrl: string): void {
  setCookie(reply, NAME, locale, publicUrl)
}

export function forgetLanguage(reply: FastifyReply, publicUrl: string): void {
  if (rememberedLanguage(reply.request, publicUrl) !== undefined) dropCookie(reply, NAME, publicUrl)
}
