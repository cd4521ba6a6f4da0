import { BlockList, isIP } from 'node:net'
import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { isSecure } from '../../http/is-secure.ts'
import type { Services } from '../dialect.ts'
import { CoursepathError } from './errors.ts'
import { isSignOn } from './sign-on/sign-on-address.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * The hook that refuses plain HTTP before any other check, and without a redirect: a redirect would turn a POST into a
 * GET in common clients, and encourage them to send the token in clear each time (docs/contracts/coursepath.md 1).
 */
export function demandTls(services: Pick<Services, 'settings'>): onRequestHookHandler {
  return (request, _reply, done) => {
    const allowed = isSignOn(request) || mayAnswer(services, request) // the sign-on link refuses with a page
    done(
      allowed ? undefined : new CoursepathError(403, 'https_required', 'This API answers over HTTPS only.'),
    )
  }
}

/** Whether a request came by TLS, or from this machine if that is allowed. */
export function mayAnswer({ settings }: Pick<Services, 'settings'>, request: FastifyRequest): boolean {
  return isSecure(request) || (settings.allowHttp && isLoopback(request.ip))
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  const version = isIP(plain)
  return version !== 0 && loopback.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}
