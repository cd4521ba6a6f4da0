import { fullName } from '../domain/people/member.ts'
import type { Page } from './answers.ts'
import { form, notice } from './forms.ts'
import { html, type Content, type Html } from './html.ts'
import { directionOf, LOCALES, type Locale } from './language.ts'
import { pathInLanguage } from './language-switch.ts'
import { ICON_PATH } from './icon.ts'
import { lookOf, nameplate } from './look.ts'
import { pathOf } from './late-forms.ts'
import { pageWords } from './page-words.ts'
import { STYLESHEET_PATH } from './stylesheet.ts'
import type { Visit } from './visit.ts'

/** The context of a page. Without a visit (if it couldn't be opened) there is neither academy nor person. */
export interface Context {
  readonly locale: Locale
  readonly visit: Visit | undefined
}

/** A complete document. */
export function layout(surroundings: Context, page: Page): string {
  const { visit } = surroundings
  const { heading, headingLocale, main, width = 'wide', locale = surroundings.locale } = page
  const words = pageWords[locale]
  const academy = visit?.account.name
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${heading}${academy !== undefined && ` · ${academy}`}</title>
        <link rel="stylesheet" href="${STYLESHEET_PATH}" />
        ${visit && lookOf(visit.account)}
        <link rel="icon" type="image/svg+xml" href="${ICON_PATH}" />
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        ${header(locale, visit)}
        <main id="content" class="${width}" tabindex="-1">
          <h1${headingLanguage(headingLocale)}>${heading}</h1>
          ${visit !== undefined && lateNotice(visit, main)} ${main}
        </main>
        ${visit && footer(locale, visit)}
      </body>
    </html> `.toString()
}

function headingLanguage(locale: string | null | undefined): Content {
  return typeof locale === 'string' && html` lang="${locale}" dir="${directionOf(locale)}"`
}

/** The languages, each by its own name: for readers who don't understand the current one. */
function footer(locale: Locale, visit: Visit): Html {
  const languages = LOCALES.map((one) => {
    const { language } = pageWords[one]
    return one === locale
      ? html`<span lang="${one}" aria-current="true">${language}</span>`
      : html`<a
          class="beside"
          href="${pathInLanguage(visit, one)}"
          lang="${one}"
          hreflang="${one}"
          rel="nofollow"
          >${language}</a
        >`
  })
  return html`<footer class="bar languages">
    <nav aria-label="${pageWords[locale].languages}">${languages}</nav>
  </footer>`
}

/** Above a form that arrived too late, if the page still has that form. */
function lateNotice({ late, locale }: Visit, main: Html): Html | undefined {
  if (late === undefined || !main.toString().includes(`action="${late.action}"`)) return undefined
  return notice('bad', pageWords[locale].late)
}

function header(locale: Locale, visit: Visit | undefined): Html | undefined {
  if (visit === undefined) return undefined
  return html`<header class="bar">
    <a class="academy" href="/">${nameplate(visit.account)}</a>
    ${visit.person && menu(locale, visit, fullName(visit.person.member))}
  </header>`
}

function menu(locale: Locale, visit: Visit, name: string): Html {
  const words = pageWords[locale]
  return html`<nav aria-label="${words.navigation}">
      <a href="/courses" ${isAt(visit, '/courses') && html`aria-current="page"`}>${words.courses}</a>
    </nav>
    <div class="who">
      <a class="beside" href="/sessions" title="${words.signedInAs(name)}">${name}</a>
      ${form(visit, '/logout', html`<button class="plain">${words.logOut}</button>`)}
    </div>`
}

function isAt({ request }: Visit, path: string): boolean {
  return pathOf(request) === path
}
