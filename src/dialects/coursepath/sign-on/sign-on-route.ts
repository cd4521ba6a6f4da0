import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpFault } from '../../../http/faults.ts'
import { parseQuery } from '../../../http/form.ts'
import type { Services, SignOn } from '../../dialect.ts'
import { tokenChecker, type Caller } from '../authenticate.ts'
import { mayAnswer } from '../demand-tls.ts'
import { CoursepathError } from '../errors.ts'
import { SIGN_ON } from './sign-on-address.ts'

/**
 * The link with which another system logs a browser in (docs/contracts/coursepath.md 9): its address contains a JSON
 * Web Token, as the API accepts it. The error isn't shown, because anybody can see the browser.
 */
export function signOnRoute(app: FastifyInstance, services: Services, signOn: SignOn): void {
  const check = tokenChecker(services)

  // No HEAD: a program that only inspects the link would use up the token.
  app.route({
    method: 'GET',
    url: SIGN_ON,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const query = new URLSearchParams(parseQuery(request.raw.url ?? ''))
      const wish = { locale: query.get('locale'), next: query.get('next') }
      if (!mayAnswer(services, request)) return signOn.refuse(reply, 'not_secure', wish)
      const caller = await callerOfToken(check, request, query.get('token'))
      return caller === undefined
        ? signOn.refuse(reply, 'not_valid', wish)
        : signOn.admit(reply, caller, wish)
    },
  })
  app.route({
    method: ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: SIGN_ON,
    handler: (_request, reply) => {
      reply.header('allow', 'GET')
      throw new HttpFault('method_not_allowed')
    },
  })
}

async function callerOfToken(
  check: ReturnType<typeof tokenChecker>,
  request: FastifyRequest,
  token: string | null,
): Promise<Caller | undefined> {
  try {
    return await check(token ?? '', request.host)
  } catch (error) {
    if (error instanceof CoursepathError) return undefined
    throw error
  }
}
