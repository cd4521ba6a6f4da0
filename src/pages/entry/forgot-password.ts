import { finished } from 'node:stream'
import { getAddress } from '../../domain/academy/address.ts'
import { useForm } from '../../domain/access/forms.ts'
import { sendPasswordReset } from '../../domain/access/password-resets.ts'
import { systemOf } from '../../domain/principal.ts'
import { redirect, page } from '../answers.ts'
import type { Background } from '../background.ts'
import { field, form, notice } from '../forms.ts'
import { sentToken } from '../form-token.ts'
import { html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { Visit } from '../visit.ts'
import { entryWords } from './entry-words.ts'

const TOKEN_BYTES = 32
/** How many requests one address may make; the domain limits the mails to one person. */
const REQUESTS = { requests: 30, window: 15 * 60_000 }

/** Requesting a link to choose a new password. The answer is the same whether or not the person exists. */
export function forgotPasswordPages(router: Router, services: PageServices, background: Background): void {
  const { store, ids, rateLimits, settings } = services
  router.open('/forgot-password', {
    get: async (visit) =>
      forgotPasswordPage(visit, visit.query.has('sent') ? { sent: true } : { name: visit.query.get('name') }),

    post: async (visit) => {
      const name = visit.form.get('name') ?? ''
      const taken = rateLimits.take(`pages forgotten password from ${visit.request.ip}`, REQUESTS)
      if (settings.limitRates && !taken.allowed) {
        visit.reply.header('retry-after', String(taken.retryAfter))
        const problem = entryWords[visit.locale].tooMany(taken.retryAfter)
        return forgotPasswordPage(visit, { name, problem })
      }
      const token = ids.token(TOKEN_BYTES)
      const { id } = visit.account
      // After the answer: its duration would reveal whether the person exists.
      finished(visit.reply.raw, () =>
        background('a link for a new password could not be sent', () =>
          store.write(async (tx) => {
            if (!(await useForm(tx, id, sentToken(visit)))) return
            const address = await getAddress(tx, id, settings.publicUrl)
            await sendPasswordReset(tx, systemOf(id, 'console'), name, {
              token,
              linkTo: (secret) => `${address}/reset-password?token=${encodeURIComponent(secret)}`,
            })
          }),
        ),
      )
      return redirect('/forgot-password?sent')
    },
  })
}

interface ForgotPasswordForm {
  readonly sent?: boolean
  readonly name?: string | null
  readonly problem?: string
}

function forgotPasswordPage(visit: Visit, { sent = false, name, problem }: ForgotPasswordForm) {
  const words = entryWords[visit.locale]
  const fields = html`${field({
      name: 'name',
      label: words.name,
      type: 'text',
      autocomplete: 'username',
      value: name ?? '',
    })} <button class="wide">${words.forgotten.act}</button>`
  return page(
    words.forgotten.heading,
    html`${problem !== undefined && notice('bad', problem)}
      ${
        sent
          ? notice('good', words.forgotten.sent)
          : html`<p>${words.forgotten.text}</p>
              ${form(visit, '/forgot-password', fields)}`
      }
      <p class="under"><a class="beside" href="/login">${words.forgotten.back}</a></p>`,
    { status: problem === undefined ? 200 : 429, width: 'narrow' },
  )
}
