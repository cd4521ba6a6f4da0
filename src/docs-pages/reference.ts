import { hash } from 'node:crypto'
import { html } from '../pages/html.ts'
import type { ApiDocument } from './documents.ts'
import type { DocsPage } from './frame.ts'

// The standard build of Swagger UI. It sends requests only to this server: its online validator is off, and the only URL
// that it loads is the document's.
export const REFERENCE_SCRIPT = `'use strict'
const night = matchMedia('(prefers-color-scheme: dark)')
const look = () => document.documentElement.classList.toggle('dark-mode', night.matches)
night.addEventListener('change', look)
look()
const place = document.getElementById('reference')
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  validatorUrl: null,
  queryConfigEnabled: false,
  persistAuthorization: false,
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  presets: [SwaggerUIBundle.presets.apis],
})
`

/** The address contains a digest, so that browsers may cache the file permanently. */
export const REFERENCE_SCRIPT_PATH = `/docs/assets/reference-${hash('sha256', REFERENCE_SCRIPT, 'hex').slice(0, 16)}.js`

/** The list of APIs. */
export function referenceIndex(documents: readonly ApiDocument[]): DocsPage {
  return {
    heading: 'Reference',
    at: '/docs/reference',
    main: html`<p>
        Every operation with its parameters, bodies and answers. You can send requests from these pages: give
        a token under “Authorize” before.
      </p>
      <ul>
        ${documents.map(
          ({ name, title }) =>
            html`<li>
              <a href="/docs/reference/${name}">${title}</a> (<a href="/docs/openapi/${name}.json"
                >OpenAPI document</a
              >)
            </li>`,
        )}
      </ul>`,
  }
}

/** @param assets the path of Swagger UI's files */
export function referencePage({ name, title }: ApiDocument, assets: string): DocsPage {
  const document = `/docs/openapi/${name}.json`
  return {
    heading: `${title}: reference`,
    at: '/docs/reference',
    isWide: true,
    head: html`<link rel="stylesheet" href="${assets}/swagger-ui.css" />
      <script src="${assets}/swagger-ui-bundle.js" defer></script>
      <script src="${REFERENCE_SCRIPT_PATH}" defer></script>`,
    main: html`<div id="reference" data-document="${document}">
      <noscript
        ><p>
          This page needs JavaScript. The same is told by the <a href="${document}">OpenAPI document</a>.
        </p></noscript
      >
    </div>`,
  }
}
