import { escapeHtml } from '../lib/escape-html.ts'

/** Markup that is finished: what `html` has made. Any other text is escaped where it is put in. */
export class Html {
  readonly #markup: string

  /** @param markup is taken as it stands: give it nothing that anybody but us has written */
  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What may stand in `html`: nothing is written for what is false or missing, and lists one after the other. */
export type Content = Html | string | number | false | null | undefined | readonly Content[]

/**
 * Makes markup of a template. Each value is escaped unless it is markup itself, for text and for attributes alike;
 * attributes stand in quotation marks.
 */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Html {
  let markup = pieces[0] ?? ''
  for (const [at, value] of values.entries()) {
    if (markup.endsWith('='))
      throw new TypeError(`an attribute without quotation marks: …${markup.slice(-40)}`)
    markup += markupOf(value) + (pieces[at + 1] ?? '')
  }
  return new Html(markup)
}

function markupOf(value: Content): string {
  if (value instanceof Html) return value.toString()
  if (value === false || value === null || value === undefined) return ''
  if (typeof value === 'object') return value.map(markupOf).join('')
  return escapeHtml(String(value))
}
