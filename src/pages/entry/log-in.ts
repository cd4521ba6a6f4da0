import { DomainError } from '../../domain/errors.ts'
import type { Member } from '../../domain/people/member.ts'
import { signInByNameOrAddress, type OpenedSession } from '../../domain/access/sessions.ts'
import { localPath } from '../../http/local-path.ts'
import { sha256 } from '../../lib/digest.ts'
import { fold } from '../../lib/text.ts'
import { goTo, page, type Page } from '../answers.ts'
import { field, form, hidden, notice } from '../forms.ts'
import { html, type Content } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { Visit } from '../visit.ts'
import { join, openOwn } from './activate.ts'
import { showsLateForm } from '../late-forms.ts'
import { entryWords } from './entry-words.ts'
import { beginSession, openingOf } from './session.ts'

const QUARTER = 15 * 60_000
/** Wrong passwords that one name may have. */
const FAILURES_OF_NAME = { requests: 20, window: QUARTER }
/** Wrong passwords that one address may send: a whole class may sit behind it. */
const FAILURES_OF_ADDRESS = { requests: 100, window: QUARTER }

/** Logging in, which leads to the page that `next` names, or to where the invitation with that `token` leads. */
export function logInPages(router: Router, services: PageServices): void {
  router.open('/login', {
    get: async (visit) => {
      const next = localPath(visit.query.get('next'))
      const token = visit.query.get('token') ?? undefined
      if (visit.person !== undefined) {
        return goTo(next ?? (token === undefined ? '/' : `/activate?token=${encodeURIComponent(token)}`))
      }
      const invitation = token === undefined ? undefined : await openOwn(services, visit, token)
      const words = entryWords[visit.locale].logIn
      const news =
        invitation !== undefined
          ? words.invited(invitation.placeName)
          : visit.query.has('out')
            ? words.loggedOut
            : showsLateForm(next) && words.kept
      return logInPage(visit, { next, token, name: nameOf(invitation?.member), ...(news && { news }) })
    },

    post: async (visit) => {
      const next = localPath(visit.form.get('next'))
      const token = visit.form.get('token') ?? undefined
      const name = visit.form.get('name') ?? ''
      const words = entryWords[visit.locale]
      const attempt = await attemptLogIn(services, visit, name, visit.form.get('password') ?? '')
      if ('retryAfter' in attempt) {
        visit.reply.header('retry-after', String(attempt.retryAfter))
        const problem = words.tooMany(Math.ceil(attempt.retryAfter / 60))
        return logInPage(visit, { next, token, name, problem, status: 429 })
      }
      if ('refused' in attempt) {
        return logInPage(visit, { next, token, name, problem: words.logIn.wrong, status: 401 })
      }
      await beginSession(services, visit, attempt.token)
      if (token === undefined) return goTo(next ?? '/')
      const by = { accountId: visit.account.id, door: 'console', credentialId: null } as const
      return join(services, { ...by, memberId: attempt.member.id }, token)
    },
  })
}

export interface LogInForm {
  readonly next: string | undefined
  /** Of the invitation that is followed then. */
  readonly token?: string | undefined
  /** What was typed before. */
  readonly name?: string
  readonly news?: string
  readonly problem?: string
  readonly status?: number
}

export function logInPage(
  visit: Visit,
  { next, token, name = '', news, problem, status = 200 }: LogInForm,
): Page {
  const words = entryWords[visit.locale]
  const fields: Content = html`${hidden('next', next)} ${hidden('token', token)}
    ${field({ name: 'name', label: words.name, type: 'text', autocomplete: 'username', value: name })}
    ${field({ name: 'password', label: words.password, type: 'password', autocomplete: 'current-password' })}
    <button class="wide">${words.logIn.act}</button>`
  return page(
    words.logIn.heading,
    html`${news !== undefined && notice('good', news)} ${problem !== undefined && notice('bad', problem)}
      ${form(visit, '/login', fields)}
      <p class="under"><a class="beside" href="/forgot-password">${words.logIn.forgotten}</a></p>`,
    { status, width: 'narrow' },
  )
}

function nameOf(member: Member | undefined): string {
  return member?.email ?? member?.username ?? ''
}

type Attempt = OpenedSession | { readonly refused: true } | { readonly retryAfter: number }

/** Signs in, or says no: for every reason alike, and after the same time. */
async function attemptLogIn(
  services: PageServices,
  { account, request }: Visit,
  name: string,
  password: string,
): Promise<Attempt> {
  const { store, rateLimits, settings } = services
  // By the form in which names are compared, so that another casing is no new try; hashed, so that it is short.
  const ofName = `pages failed login ${account.id} ${sha256(fold(name))}`
  const ofAddress = `pages failed login from ${request.ip}`
  if (settings.limitRates) {
    const byName = rateLimits.take(ofName, FAILURES_OF_NAME)
    if (!byName.allowed) return byName
    const byAddress = rateLimits.take(ofAddress, FAILURES_OF_ADDRESS)
    if (!byAddress.allowed) return byAddress
  }
  try {
    const opened = await signInByNameOrAddress(store, account.id, name, password, openingOf(services))
    rateLimits.forget(ofName)
    rateLimits.giveBack(ofAddress)
    return opened
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unauthenticated') return { refused: true }
    throw error
  }
}
