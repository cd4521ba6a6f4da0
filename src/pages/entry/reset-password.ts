import { getPasswordReset, resetPassword } from '../../domain/access/password-resets.ts'
import { createSession } from '../../domain/access/sessions.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import { redirect, page, type Page } from '../answers.ts'
import { form, hidden } from '../forms.ts'
import { html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { speakingTo } from '../open-visits.ts'
import type { Visit } from '../visit.ts'
import { entryWords } from './entry-words.ts'
import { newPasswordFields, newPasswordProblem, type NewPasswordProblem } from './new-password.ts'
import { beginSession, openingOf } from './session.ts'
import { unlessGone } from './unless-gone.ts'

/** Choosing a new password with a mailed link. Viewing the page changes nothing. */
export function resetPasswordPages(router: Router, services: PageServices): void {
  const { store } = services
  router.open('/reset-password', {
    get: async (visit) => {
      const token = visit.query.get('token') ?? ''
      const member = await ownerOf(services, visit, token)
      if (member === undefined) return gonePage(visit)
      return speakingTo(visit, member, (spoken) => resetPage(spoken, token, member))
    },

    post: async (visit) => {
      const token = visit.form.get('token') ?? ''
      const member = await ownerOf(services, visit, token)
      if (member === undefined) return gonePage(visit)
      const password = visit.form.get('password') ?? ''
      const problem = newPasswordProblem(visit.form, member)
      if (problem !== undefined) {
        return speakingTo(visit, member, (spoken) => resetPage(spoken, token, member, problem))
      }

      const phc = await hashPassword(password) // slow, so before the transaction
      const opening = openingOf(services, visit)
      const opened = await unlessGone(
        store.write(async (tx) => createSession(tx, await resetPassword(tx, token, phc, 'console'), opening)),
      )
      if (opened === undefined) return gonePage(visit)
      await beginSession(services, visit, opened.token)
      services.telemetry?.meter?.signIn('link', 'succeeded')
      return redirect('/')
    },
  })
}

/** Whose password the link sets, at this academy. */
async function ownerOf({ store }: PageServices, { account }: Visit, token: string) {
  const found = await unlessGone(store.read((reader) => getPasswordReset(reader, token)))
  return found?.accountId === account.id ? found.member : undefined
}

type Owner = NonNullable<Awaited<ReturnType<typeof ownerOf>>>

function resetPage(visit: Visit, token: string, member: Owner, trouble?: NewPasswordProblem): Page {
  const words = entryWords[visit.locale].reset
  const fields = html`${hidden('token', token)} ${newPasswordFields(visit, member, trouble)}
    <button class="wide">${words.act}</button>`
  return page(words.heading, form(visit, '/reset-password', fields), {
    status: trouble === undefined ? 200 : 422,
    width: 'narrow',
  })
}

function gonePage({ locale }: Visit): Page {
  const { gone, again } = entryWords[locale].reset
  const [heading, text] = gone
  return page(
    heading,
    html`<p>${text}</p>
      <p><a class="button" href="/forgot-password">${again}</a></p>`,
    { status: 404, width: 'narrow' },
  )
}
