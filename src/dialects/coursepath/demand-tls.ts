import { BlockList, isIP } from 'node:net'
import type { onRequestHookHandler } from 'fastify'
import { isSecure } from '../../http/is-secure.ts'
import type { Services } from '../dialect.ts'
import { CoursepathError } from './errors.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * The hook that refuses plain HTTP before anything else is looked at, and without a redirect: that would turn a POST
 * into a GET in common clients, and invite them to send the token in clear each time (contracts/coursepath.md 1).
 */
export function demandTls({ settings }: Pick<Services, 'settings'>): onRequestHookHandler {
  return (request, _reply, done) => {
    const allowed = isSecure(request) || (settings.allowHttp && isLoopback(request.ip))
    done(
      allowed ? undefined : new CoursepathError(403, 'https_required', 'This API answers over HTTPS only.'),
    )
  }
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  const version = isIP(plain)
  return version !== 0 && loopback.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}
