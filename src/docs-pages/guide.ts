import { readFile } from 'node:fs/promises'
import { html } from '../pages/html.ts'
import type { RenderMarkdown } from '../pages/learning/markdown.ts'
import type { DocsPage } from './frame.ts'

/** The chapters in reading order: files of docs/guide. */
export const CHAPTERS = {
  authentication: 'Authentication',
  paging: 'Lists and paging',
  errors: 'Errors',
  idempotency: 'Sending a request twice',
  webhooks: 'Webhooks',
  sync: 'Keeping a copy',
} as const

export type Chapter = keyof typeof CHAPTERS

export function isChapter(name: string): name is Chapter {
  return Object.hasOwn(CHAPTERS, name)
}

export function guideIndex(): DocsPage {
  return {
    heading: 'Guide',
    at: '/docs/guide',
    main: html`<p>
        How to use Quadrivium’s own API, with examples in curl, JavaScript and Python. They run as they stand
        here against
        <code>quadrivium start --demo</code>, once two variables are set:
      </p>
      <pre tabindex="0"><code>export ACADEMY=http://127.0.0.1:4000
export TOKEN=$(quadrivium demo --json | jq -r .api.token)</code></pre>
      <ol>
        ${Object.entries(CHAPTERS).map(
          ([name, title]) => html`<li><a href="/docs/guide/${name}">${title}</a></li>`,
        )}
      </ol>`,
  }
}

/** A chapter, rendered from its Markdown. */
export async function guidePage(chapter: Chapter, render: RenderMarkdown): Promise<DocsPage> {
  const file = new URL(`../../docs/guide/${chapter}.md`, import.meta.url) // the same path from src and from dist
  const [, text = ''] = (await readFile(file, 'utf8')).split(/^# .*\n/) // the frame adds the heading
  const names = Object.keys(CHAPTERS) as Chapter[]
  const next = names[names.indexOf(chapter) + 1]
  return {
    heading: CHAPTERS[chapter],
    at: '/docs/guide',
    main: html`${await render(text)}
    ${next !== undefined && html`<p>Next: <a href="/docs/guide/${next}">${CHAPTERS[next]}</a></p>`}`,
  }
}
