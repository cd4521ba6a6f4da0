import { signOut } from '../../domain/access/sessions.ts'
import { dropSessionCookie } from '../../http/session-cookie.ts'
import { localPath } from '../../http/local-path.ts'
import { redirect } from '../answers.ts'
import { forgetLanguage } from '../language-cookie.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'

/** Logging out: only by a form, so that no link and no picture can do it. */
export function logOutPage(router: Router, { store }: PageServices): void {
  router.open('/logout', {
    post: async ({ person, reply, form, address }) => {
      if (person !== undefined) await store.write((tx) => signOut(tx, person))
      dropSessionCookie(reply, address)
      forgetLanguage(reply, address)
      return redirect(localPath(form.get('next')) ?? '/login?out')
    },
  })
}
