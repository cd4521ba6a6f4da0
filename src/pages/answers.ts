import type { Html } from './html.ts'
import type { Locale } from './language.ts'

/** A whole page. */
export interface Page {
  readonly kind: 'page'
  /** Its heading, and the start of its title. */
  readonly heading: string
  /** The content below the heading. */
  readonly main: Html
  /** Defaults to 200. */
  readonly status?: number
  /** Narrow for forms; defaults to wide. */
  readonly width?: 'narrow' | 'wide'
  /** The heading's language, if it differs from that of the page; null when it isn't known. */
  readonly headingLocale?: string | null
  /** The page's language; defaults to that of the visit. */
  readonly locale?: Locale
  /** Whether the page may load pictures and videos from the web: addresses that authors have written. */
  readonly webMedia?: boolean
}

/** Redirects the browser, by GET. */
export interface Redirect {
  readonly kind: 'elsewhere'
  /** A path on our own origin. */
  readonly path: string
  /** Defaults to 303. */
  readonly status?: 302
}

/** A file to view or to download. */
export interface File {
  readonly kind: 'file'
  readonly type: string
  /** Its file name for downloads. */
  readonly name: string
  readonly bytes: Uint8Array
}

export type Answer = Page | Redirect | File

export function page(heading: string, main: Html, more: Omit<Page, 'kind' | 'heading' | 'main'> = {}): Page {
  return { kind: 'page', heading, main, ...more }
}

/** After a form was carried out: reloading the page must not send it again. */
export function redirect(path: string): Redirect {
  return { kind: 'elsewhere', path }
}

export function file(type: string, name: string, bytes: Uint8Array): File {
  return { kind: 'file', type, name, bytes }
}
