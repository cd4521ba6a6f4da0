import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HttpFault } from '../http/faults.ts'
import { goTo, type Answer } from './answers.ts'
import { demandOwnForm } from './form-token.ts'
import { send } from './send.ts'
import type { PersonalVisit, Visit, Visits } from './visit.ts'

/** What an address takes. What it gives on HEAD is what it gives on GET. */
export interface Methods<V extends Visit> {
  /** Changes nothing. */
  readonly get?: Work<V>
  /** Reached only by a form that this browser was given. */
  readonly post?: Work<V>
}

/** Where pages are registered. */
export interface Router {
  /** A page for everybody. */
  open(path: string, methods: Methods<Visit>): void
  /** A page for those who are signed in; others are sent to log in, and come back. */
  personal(path: string, methods: Methods<PersonalVisit>): void
}

export function pageRouter(app: FastifyInstance, visits: Visits): Router {
  const register = (path: string, { get, post }: Methods<Visit>) => {
    const answered = (work: Work<Visit>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const visit = await visits(request, reply)
      return send(reply, { locale: visit.locale, visit }, await work(visit))
    }
    if (get !== undefined) app.get(path, answered(get))
    if (post !== undefined) app.post(path, answered(post))
    refuseOthers(app, path, [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])])
  }
  return {
    open: (path, { get, post }) =>
      register(path, { ...(get && { get }), ...(post && { post: ownForm(post) }) }),
    personal: (path, { get, post }) =>
      register(path, {
        ...(get && { get: orLogIn(get) }),
        // Asked in this order: when a session has ended, its forms are no longer good either.
        ...(post && { post: orLogIn(ownForm(post), get === undefined ? '/' : undefined) }),
      }),
  }
}

type Work<V extends Visit> = (visit: V) => Promise<Answer>

function ownForm<V extends Visit>(work: Work<V>): Work<V> {
  return async (visit) => {
    demandOwnForm(visit)
    return work(visit)
  }
}

/** @param back where to go after logging in; the page itself unless said */
function orLogIn(work: Work<PersonalVisit>, back?: string): Work<Visit> {
  return async (visit) => {
    const { person, request } = visit
    if (person !== undefined) return work({ ...visit, person, principal: person.principal })
    return goTo(`/login?next=${encodeURIComponent(back ?? request.raw.url ?? '/')}`)
  }
}

function refuseOthers(app: FastifyInstance, path: string, allowed: readonly string[]): void {
  const refused = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
    (method) => !allowed.includes(method),
  )
  app.route({
    method: refused,
    url: path,
    exposeHeadRoute: false,
    handler: (_request, reply) => {
      reply.header('allow', allowed.join(', '))
      throw new HttpFault('method_not_allowed')
    },
  })
}
