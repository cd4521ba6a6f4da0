import { DomainError } from '../../domain/errors.ts'
import type { Member } from '../../domain/people/member.ts'
import {
  isPasswordToBeReplaced,
  signInByNameOrAddress,
  TooManyTries,
  type OpenedSession,
  type SignInServices,
} from '../../domain/access/sessions.ts'
import { localPath } from '../../http/local-path.ts'
import { PasswordGuard } from '../../http/sign-in-guard.ts'
import { redirect, page, type Page } from '../answers.ts'
import { field, form, hidden, notice } from '../forms.ts'
import { html, type Content } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { speakingTo } from '../open-visits.ts'
import type { Visit } from '../visit.ts'
import { join, openOwn } from './activate.ts'
import { showsLateForm } from '../late-forms.ts'
import { entryWords } from './entry-words.ts'
import { beginSession, openingOf } from './session.ts'

/** The log-in page, which then leads to the page in `next`, or to the target of the invitation with that `token`. */
export function logInPages(router: Router, services: PageServices): void {
  const { store, rateLimits, settings, failedSignIns, telemetry } = services
  const guard = new PasswordGuard(rateLimits, settings.limitRates)
  const signIns: SignInServices = { store, guard, failures: failedSignIns, meter: telemetry?.meter }
  router.open('/login', {
    get: async (visit) => {
      const next = localPath(visit.query.get('next'))
      const token = visit.query.get('token') ?? undefined
      if (visit.person !== undefined) {
        return redirect(next ?? (token === undefined ? '/' : `/activate?token=${encodeURIComponent(token)}`))
      }
      const invitation = token === undefined ? undefined : await openOwn(services, visit, token)
      if (invitation !== undefined) {
        const { member, placeName } = invitation
        return speakingTo(visit, member, (spoken) => {
          const news = entryWords[spoken.locale].logIn.invited(placeName)
          return logInPage(spoken, { next, token, name: nameOf(member), news })
        })
      }
      const words = entryWords[visit.locale].logIn
      const news = visit.query.has('out') ? words.loggedOut : showsLateForm(next) && words.kept
      return logInPage(visit, { next, token, name: visit.query.get('name') ?? '', ...(news && { news }) })
    },

    post: async (visit) => {
      const next = localPath(visit.form.get('next'))
      const token = visit.form.get('token') ?? undefined
      const name = visit.form.get('name') ?? ''
      const words = entryWords[visit.locale]
      const given = { name, password: visit.form.get('password') ?? '', address: visit.request.ip }
      const attempt = await attempted(
        signInByNameOrAddress(signIns, visit.account.id, given, openingOf(services, visit)),
      )
      if ('retryAfter' in attempt) {
        visit.reply.header('retry-after', String(attempt.retryAfter))
        const problem = words.tooMany(attempt.retryAfter)
        return logInPage(visit, { next, token, name, problem, status: 429 })
      }
      if ('refused' in attempt) {
        const problem = attempt.refused === 'to be replaced' ? words.logIn.toBeReplaced : words.logIn.wrong
        return logInPage(visit, { next, token, name, problem, status: 401 })
      }
      await beginSession(services, visit, attempt.token)
      if (token === undefined) return redirect(next ?? '/')
      const by = { accountId: visit.account.id, door: 'console', credentialId: null } as const
      return join(services, { ...by, memberId: attempt.member.id }, token)
    },
  })
}

export interface LogInForm {
  readonly next: string | undefined
  /** The token of the invitation to return to. */
  readonly token?: string | undefined
  /** The name typed before. */
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

function nameOf({ email, username }: Member): string {
  return email ?? username
}

type Attempt =
  OpenedSession | { readonly refused: 'wrong' | 'to be replaced' } | { readonly retryAfter: number }

/**
 * Whether somebody is signed in, or why not: the answer and its timing are the same for every reason except the last.
 */
async function attempted(signIn: Promise<OpenedSession>): Promise<Attempt> {
  try {
    return await signIn
  } catch (error) {
    if (error instanceof TooManyTries) return { retryAfter: error.retryAfter }
    // Only a person who knows the password learns that.
    if (isPasswordToBeReplaced(error)) return { refused: 'to be replaced' }
    if (error instanceof DomainError && error.kind === 'unauthenticated') return { refused: 'wrong' }
    throw error
  }
}
