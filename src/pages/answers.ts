import type { Html } from './html.ts'
import type { Locale } from './language.ts'

/** A whole page. */
export interface Page {
  readonly kind: 'page'
  /** Its heading, and the beginning of its title. */
  readonly heading: string
  /** What stands below the heading. */
  readonly main: Html
  /** 200 unless said. */
  readonly status?: number
  /** Narrow for forms; wide unless said. */
  readonly width?: 'narrow' | 'wide'
  /** The language of the heading, where it isn't that of the page; null when it isn't known. */
  readonly headingLocale?: string | null
  /** The language of the page; that of the visit unless said. */
  readonly locale?: Locale
  /** Whether pictures and videos from the web may stand on it: addresses that authors have written. */
  readonly webMedia?: boolean
}

/** The browser goes there, by GET. */
export interface Redirect {
  readonly kind: 'elsewhere'
  /** A path on our own origin. */
  readonly path: string
  /** 303 unless said. */
  readonly status?: 302
}

/** A file to look at or to keep. */
export interface File {
  readonly kind: 'file'
  readonly type: string
  /** What it is called when it is kept. */
  readonly name: string
  readonly bytes: Uint8Array
}

export type Answer = Page | Redirect | File

export function page(heading: string, main: Html, more: Omit<Page, 'kind' | 'heading' | 'main'> = {}): Page {
  return { kind: 'page', heading, main, ...more }
}

/** After a form was carried out: so that loading the page again doesn't send it again. */
export function redirect(path: string): Redirect {
  return { kind: 'elsewhere', path }
}

export function file(type: string, name: string, bytes: Uint8Array): File {
  return { kind: 'file', type, name, bytes }
}
