import { html, type Content, type Html } from '../pages/html.ts'
import { ICON_PATH } from '../pages/icon.ts'
import { STYLESHEET_PATH } from './stylesheet.ts'

/** A page of the documentation. */
export interface DocsPage {
  readonly heading: string
  readonly main: Html
  /** The navigation entry of this page. */
  readonly at?: string
  /** Additional content of the head: stylesheets and scripts of this origin. */
  readonly head?: Content
  /** Whether it uses the full width. */
  readonly isWide?: boolean
}

const SECTIONS = [
  ['/docs/guide', 'Guide'],
  ['/docs/reference', 'Reference'],
  ['/docs/problems', 'Problems'],
] as const

/** A complete HTML document, in English. */
export function frame({ heading, main, at, head, isWide = false }: DocsPage): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${heading} · Quadrivium</title>
        ${head}
        <link rel="stylesheet" href="${STYLESHEET_PATH}" />
        <link rel="icon" type="image/svg+xml" href="${ICON_PATH}" />
      </head>
      <body>
        <a class="docs-skip" href="#content">Skip to the content</a>
        <header class="docs-bar">
          <a class="docs-home" href="/docs">Quadrivium</a>
          <nav aria-label="Documentation">
            ${SECTIONS.map(
              ([path, name]) =>
                html`<a href="${path}" ${path === at && html`aria-current="page"`}>${name}</a>`,
            )}
          </nav>
        </header>
        <main id="content" class="${isWide ? 'docs-wide' : 'docs-text'}" tabindex="-1">
          <h1>${heading}</h1>
          ${main}
        </main>
      </body>
    </html> `.toString()
}
