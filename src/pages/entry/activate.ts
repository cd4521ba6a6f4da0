import { DomainError } from '../../domain/errors.ts'
import type { InvitationTarget } from '../../domain/learning/invitation.ts'
import {
  acceptInvitation,
  followInvitation,
  getInvitation,
  type OpenedInvitation,
} from '../../domain/learning/invitations.ts'
import { fullName } from '../../domain/people/member.ts'
import type { Principal } from '../../domain/principal.ts'
import { createSession } from '../../domain/access/sessions.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import { redirect, page, type Redirect, type Page } from '../answers.ts'
import { form, hidden, notice } from '../forms.ts'
import { html } from '../html.ts'
import { coursePath, programPath } from '../learning/paths.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { speakingTo } from '../open-visits.ts'
import type { Visit } from '../visit.ts'
import { entryWords } from './entry-words.ts'
import { newPasswordFields, newPasswordProblem, type NewPasswordProblem } from './new-password.ts'
import { beginSession, openingOf } from './session.ts'
import { unlessGone } from './unless-gone.ts'

/**
 * The page that an invitation links to. Viewing it changes nothing, since mail scanners open links; submitting its form
 * activates the account and adds the person to the target of the invitation (docs/design.md 9.7). A person who already
 * has a password logs in instead.
 */
export function activationPages(router: Router, services: PageServices): void {
  router.open('/activate', {
    get: async (visit) => {
      const token = visit.query.get('token') ?? ''
      const opened = await openOwn(services, visit, token)
      if (opened === undefined) return gonePage(visit)
      return speakingTo(visit, opened.member, (spoken) =>
        opened.activated ? knownPage(spoken, token, opened) : activationPage(spoken, token, opened),
      )
    },

    post: async (visit) => {
      const token = visit.form.get('token') ?? ''
      const opened = await openOwn(services, visit, token)
      if (opened === undefined) return gonePage(visit)
      const { member, invitation, activated } = opened
      if (activated) {
        if (visit.person?.member.id !== member.id) {
          return speakingTo(visit, member, (spoken) => knownPage(spoken, token, opened))
        }
        return join(services, visit.person.principal, token)
      }
      const password = visit.form.get('password') ?? ''
      const problem = newPasswordProblem(visit.form, member)
      if (problem !== undefined) {
        return speakingTo(visit, member, (spoken) => activationPage(spoken, token, opened, problem))
      }

      const phc = await hashPassword(password) // slow, so before the transaction
      const session = await accept(services, visit, token, phc)
      if (session === undefined) return redirect(logInTo(token))
      await beginSession(services, visit, session.token)
      services.telemetry?.meter?.signIn('link', 'succeeded')
      return redirect(pathOf(invitation.place))
    },
  })
}

/** The log-in address that leads back to the invitation. */
function logInTo(token: string): string {
  return `/login?token=${encodeURIComponent(token)}`
}

/** Adds a person who has logged in to the target of the invitation. Anybody else with the link sees an error. */
export async function join({ store }: PageServices, by: Principal, token: string): Promise<Redirect> {
  try {
    const { place } = await store.write((tx) => followInvitation(tx, by, token))
    return redirect(pathOf(place))
  } catch (error) {
    const refused = error instanceof DomainError && ['forbidden', 'not_found'].includes(error.kind)
    if (refused) return redirect(`/activate?token=${encodeURIComponent(token)}`)
    throw error
  }
}

/** What the link invites a person at this academy to. */
export async function openOwn({ store }: PageServices, { account }: Visit, token: string) {
  const opened = await unlessGone(store.read((reader) => getInvitation(reader, token)))
  return opened?.invitation.accountId === account.id ? opened : undefined
}

/** Activates and signs in; undefined if the account was activated meanwhile. */
async function accept(services: PageServices, visit: Visit, token: string, phc: string) {
  const opening = openingOf(services, visit)
  try {
    return await services.store.write(async (tx) =>
      createSession(tx, await acceptInvitation(tx, token, phc, 'console'), opening),
    )
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'forbidden') return undefined
    throw error
  }
}

function activationPage(
  visit: Visit,
  token: string,
  { member, placeName }: OpenedInvitation,
  trouble?: NewPasswordProblem,
): Page {
  const words = entryWords[visit.locale].activate
  const fields = html`${hidden('token', token)} ${newPasswordFields(visit, member, trouble)}
    <button class="wide">${words.act}</button>`
  return page(
    words.heading(placeName),
    html`<p>${words.hello(fullName(member))} ${words.choose}</p>
      ${form(visit, '/activate', fields)}`,
    { status: trouble === undefined ? 200 : 422, width: 'narrow' },
  )
}

/** For a person who already has a password. */
function knownPage(visit: Visit, token: string, { member, placeName }: OpenedInvitation): Page | Redirect {
  const { person, locale } = visit
  if (person === undefined) return redirect(logInTo(token))
  const words = entryWords[locale].activate
  const heading = words.heading(placeName)
  const signedIn = fullName(person.member)
  if (person.member.id === member.id) {
    const button = html`${hidden('token', token)}<button class="wide">${words.follow}</button>`
    return page(
      heading,
      html`<p>${words.signedIn(signedIn)}</p>
        ${form(visit, '/activate', button)}`,
      { width: 'narrow' },
    )
  }
  const next = `/activate?token=${encodeURIComponent(token)}`
  const button = html`${hidden('next', next)}<button class="wide">${words.logOut}</button>`
  return page(
    heading,
    html`${notice('bad', words.another(fullName(member), signedIn))} ${form(visit, '/logout', button)}`,
    { status: 403, width: 'narrow' },
  )
}

function gonePage({ locale }: Visit): Page {
  const words = entryWords[locale]
  const [heading, text] = words.activate.gone
  return page(
    heading,
    html`<p>${text}</p>
      <p><a class="button" href="/login">${words.logIn.act}</a></p>`,
    { status: 404, width: 'narrow' },
  )
}

function pathOf(place: InvitationTarget): string {
  switch (place.of) {
    case 'academy':
      return '/'
    case 'course':
      return coursePath(place.courseId)
    case 'program':
      return programPath(place.programId)
  }
}
