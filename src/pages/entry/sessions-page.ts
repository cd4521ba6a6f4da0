import { revokeOtherSessions, revokeOwnSession, listOwnSessions } from '../../domain/access/sessions.ts'
import type { Session } from '../../domain/access/session.ts'
import { DomainError } from '../../domain/errors.ts'
import type { SessionId } from '../../domain/ids.ts'
import { redirect, page } from '../answers.ts'
import { momentInWords } from '../formats.ts'
import { form, hidden, notice } from '../forms.ts'
import { html, type Html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { PersonalVisit } from '../visit.ts'
import { entryWords } from './entry-words.ts'

const SESSIONS_PATH = '/sessions'
/** Stands for all sessions except the current one. */
const OTHERS = 'others'

/** A person's sessions at the pages and at every API, with forms to end them. */
export function sessionsPage(router: Router, { store }: PageServices): void {
  router.personal(SESSIONS_PATH, {
    get: async (visit) => {
      const sessions = await store.read((reader) => listOwnSessions(reader, visit.principal))
      const words = entryWords[visit.locale].sessions
      return page(
        words.heading,
        html`${visit.query.has('ended') && notice('good', words.ended)}
          <p>${words.text}</p>
          ${sessions.map((session) => sessionCard(visit, session))}
          ${form(
            visit,
            SESSIONS_PATH,
            html`${hidden('session', OTHERS)}<button class="wide">${words.endOthers}</button>`,
          )}`,
        { width: 'narrow' },
      )
    },

    post: async (visit) => {
      const { form: sent, principal, person } = visit
      const which = sent.get('session') ?? ''
      try {
        await visit.once<unknown>((tx) =>
          which === OTHERS
            ? revokeOtherSessions(tx, principal, person.session.id)
            : revokeOwnSession(tx, principal, Number(which) as SessionId),
        )
      } catch (error) {
        // It has ended by itself meanwhile, which is what was requested.
        if (!(error instanceof DomainError && error.kind === 'not_found')) throw error
      }
      return redirect(`${SESSIONS_PATH}?ended`)
    },
  })
}

function sessionCard(visit: PersonalVisit, { id, door, agent, created, expires }: Session): Html {
  const { locale, person } = visit
  const words = entryWords[locale].sessions
  const isThis = id === person.session.id
  return html`<section class="card">
    <h2>${door === 'console' ? words.browser : words.program(door)}</h2>
    ${agent !== null && html`<p class="soft">${agent}</p>`}
    <p>${words.since(momentInWords(created, locale), momentInWords(expires, locale))}</p>
    ${
      isThis
        ? html`<p><strong>${words.thisOne}</strong></p>`
        : form(visit, SESSIONS_PATH, html`${hidden('session', String(id))}<button>${words.end}</button>`)
    }
  </section>`
}
