import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSecure } from './is-secure.ts'

// Cookies for ourselves: no script reads them, no other site's form sends them along, and by TLS they are bound to the
// host (`__Host-`), so that neither a neighbouring host nor plain HTTP can plant one.

/**
 * The value of one of our cookies. By TLS only one that was set by TLS counts.
 * @param address where the pages stand that it is for: an origin
 */
export function cookieOf(request: FastifyRequest, name: string, address: string): string | undefined {
  const full = fullName(request, name, address)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const mark = pair.indexOf('=')
    if (mark !== -1 && pair.slice(0, mark).trim() === full) return pair.slice(mark + 1).trim()
  }
  return undefined
}

/** Sets a cookie that lives until the browser is closed. @param value without blanks, commas and semicolons */
export function setCookie(reply: FastifyReply, name: string, value: string, address: string): void {
  write(reply, name, value, address, '')
}

export function dropCookie(reply: FastifyReply, name: string, address: string): void {
  write(reply, name, '', address, '; Max-Age=0')
}

function write(reply: FastifyReply, name: string, value: string, address: string, more: string): void {
  const { request } = reply
  const secure = isByTls(request, address) ? '; Secure' : ''
  reply.header(
    'set-cookie', // Fastify adds it to those that are set already
    `${fullName(request, name, address)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${more}`,
  )
}

function fullName(request: FastifyRequest, name: string, address: string): string {
  return isByTls(request, address) ? `__Host-${name}` : name
}

/** Also behind a proxy that doesn't report TLS, if the public address is https. */
function isByTls(request: FastifyRequest, address: string): boolean {
  return isSecure(request) || address.startsWith('https:')
}
