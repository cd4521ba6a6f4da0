import { escapeHtml } from '../lib/escape-html.ts'

/** Finished markup, as created by `html`. Any other text is escaped when it is inserted. */
export class Html {
  readonly #markup: string

  /** @param markup used as it is: pass only text that we have written ourselves */
  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** Values allowed in `html`: false and missing values produce nothing, lists are concatenated. */
export type Content = Html | string | number | false | null | undefined | readonly Content[]

/**
 * Creates markup from a template. Each value is escaped unless it is markup itself, for text and for attributes alike;
 * attributes must be quoted.
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
