import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { deleteKeptForm, sweepForms, useForm } from '../domain/access/forms.ts'
import { systemOf } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'
import { atMostOnceAMinute } from '../http/at-most-once-a-minute.ts'
import { HttpFault } from '../http/faults.ts'
import { redirect, type Answer } from './answers.ts'
import { demandOwnForm, isFresh, sentToken } from './form-token.ts'
import { keepLateForm, pathOf } from './late-forms.ts'
import { PageFault } from './page-fault.ts'
import type { PageServices } from './page-services.ts'
import { send } from './send.ts'
import type { PersonalVisit, Visit, Visits } from './visit.ts'

/** The handlers of an address. HEAD returns what GET returns. */
export interface Methods<V extends Visit, Sent extends V = V> {
  /** Changes nothing. */
  readonly get?: Work<V>
  /** Accepts only forms that were issued to this browser. */
  readonly post?: Work<Sent>
}

/** The handlers of an address that requires signing in. */
export interface PersonalMethods extends Methods<PersonalVisit, SentByPerson> {
  /**
   * The path of the page that shows the form; defaults to the address itself. Without either, a form that arrives too
   * late is lost.
   */
  readonly shownOn?: (visit: Visit) => string
}

/** A form sent by a person. */
export interface SentByPerson extends PersonalVisit {
  /**
   * Carries out the form's action, as one operation. A form is carried out once: for each further click, at the same
   * time or later, the result is undefined, and nothing is done.
   */
  readonly once: <T>(work: (tx: Writer) => Promise<T>) => Promise<T | undefined>
}

/** Registers pages. */
export interface Router {
  /** A page for everybody. */
  open(path: string, methods: Methods<Visit>): void
  /** A page for people who are signed in; others are sent to log in, and return. */
  personal(path: string, methods: PersonalMethods): void
}

/**
 * The maximum length of forms in bytes: anonymous forms are a few lines, forms of signed-in people may be a whole quiz.
 */
const LONGEST_OPEN_FORM = 16 * 1024
const LONGEST_PERSONAL_FORM = 256 * 1024
const NO_BODY = { config: { longestBody: 0 } }

export function pageRouter(app: FastifyInstance, visits: Visits, services: PageServices): Router {
  const register = (path: string, { get, post }: Methods<Visit>, longestForm: number) => {
    const answered = (work: Work<Visit>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const visit = await visits(request, reply)
      return send(reply, { locale: visit.locale, visit }, await work(visit))
    }
    if (get !== undefined) app.get(path, NO_BODY, answered(get))
    if (post !== undefined) app.post(path, { config: { longestBody: longestForm } }, answered(post))
    refuseOthers(app, path, [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])])
  }
  const carryOut = singleUse(services)
  return {
    open: (path, { get, post }) =>
      register(path, { ...(get && { get }), ...(post && { post: ownForm(post) }) }, LONGEST_OPEN_FORM),
    personal: (path, { get, post, shownOn }) => {
      const page = shownOn ?? (get && (({ request }: Visit) => pathOf(request)))
      const methods = {
        ...(get && { get: orLogIn(get) }),
        ...(post && { post: ownFormOrLater(services, (visit) => post(carryOut(visit)), page) }),
      }
      register(path, methods, LONGEST_PERSONAL_FORM)
    },
  }
}

type Work<V extends Visit> = (visit: V) => Promise<Answer>

function ownForm<V extends Visit>(work: Work<V>): Work<V> {
  return async (visit) => {
    demandOwnForm(visit)
    return work(visit)
  }
}

function orLogIn(work: Work<PersonalVisit>): Work<Visit> {
  return async (visit) => {
    const { person, request } = visit
    if (person !== undefined) return work({ ...visit, person, principal: person.principal })
    return goToLogIn(request.raw.url ?? '/')
  }
}

/** Carries out a form of this session. A form of an earlier session is kept for its person, and shown again. */
function ownFormOrLater(
  services: PageServices,
  work: Work<PersonalVisit>,
  shownOn: ((visit: Visit) => string) | undefined,
): Work<Visit> {
  return async (visit) => {
    const { person, formTokens } = visit
    const elsewhere = visit.fromElsewhere
    const token = sentToken(visit)
    if (person !== undefined && !elsewhere && formTokens.holds(token)) {
      if (isFresh(token, services.clock.now())) {
        return work({ ...visit, person, principal: person.principal })
      }
    }
    const page = shownOn?.(visit)
    const kept = page === undefined || elsewhere ? undefined : await keepLateForm(services, visit, page)
    if (person === undefined) return goToLogIn(kept ?? page ?? '/')
    if (kept === undefined) throw new PageFault('forged_form')
    return redirect(kept)
  }
}

function goToLogIn(next: string): Answer {
  return redirect(`/login?next=${encodeURIComponent(next)}`)
}

/** Ensures that each form is carried out once; the stored tokens are swept in the background, at most once a minute. */
function singleUse({ store, clock, log }: PageServices): (visit: PersonalVisit) => SentByPerson {
  const occasionally = atMostOnceAMinute(clock, log, 'failed to forget forms that were carried out')
  return (visit) => ({
    ...visit,
    once: async (work) => {
      const { principal } = visit
      const done = await store.write(async (tx) => {
        if (!(await useForm(tx, principal.accountId, sentToken(visit)))) return undefined
        await deleteKeptForm(tx, principal, pathOf(visit.request))
        return work(tx)
      })
      occasionally(principal.accountId, () =>
        store.write((tx) => sweepForms(tx, systemOf(principal.accountId, 'console'))),
      )
      return done
    },
  })
}

function refuseOthers(app: FastifyInstance, path: string, allowed: readonly string[]): void {
  const refused = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
    (method) => !allowed.includes(method),
  )
  app.route({
    method: refused,
    url: path,
    ...NO_BODY,
    exposeHeadRoute: false,
    handler: (_request, reply) => {
      reply.header('allow', allowed.join(', '))
      throw new HttpFault('method_not_allowed')
    },
  })
}
