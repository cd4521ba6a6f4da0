import { localPath } from '../http/local-path.ts'
import { localeOf, type Locale } from './language.ts'
import { pathOf } from './late-forms.ts'
import type { Visit } from './visit.ts'

/** The parameter that requests a page in another language. */
const LANGUAGE = 'lang'
/** Fields that a page reads from its address when it is requested, and from its form when that is sent. */
const CARRIED = ['token', 'next', 'name']

/** The language that an address requests. */
export function wishedLanguage(query: URLSearchParams): Locale | undefined {
  return localeOf(query.get(LANGUAGE))
}

/** The path of this page in another language; of the start page, if this page is only reached by a form. */
export function pathInLanguage({ request, query, form }: Visit, locale: Locale): string {
  const looked = request.method === 'GET' || request.method === 'HEAD'
  const url = request.routeOptions.url ?? ''
  const path = looked || request.server.hasRoute({ method: 'GET', url }) ? localPath(pathOf(request)) : '/'
  const parameters = new URLSearchParams(
    looked ? query : [...form].filter(([name]) => CARRIED.includes(name)),
  )
  parameters.set(LANGUAGE, locale)
  return `${path ?? '/'}?${parameters.toString()}`
}
