import type { MarkdownIt, Token } from 'markdown-it'
import { Html } from '../html.ts'

/** Renders a lesson's Markdown as markup. */
export type RenderMarkdown = (source: string) => Promise<Html>

/** How many rendered lessons are cached: rendering a long one takes longer than other requests should wait. */
const MAX_CACHED = 64

/**
 * A renderer of CommonMark with tables. Authors' content can't affect the rest of the page: their own markup is shown
 * as text, links lead to the web, to a mailbox or to a page of ours, pictures are loaded by https. Headings rank below
 * the page's own.
 */
export function openMarkdown(): RenderMarkdown {
  const kept = new Map<string, Html>()
  let loading: Promise<MarkdownIt> | undefined
  return async (source) => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined // the next call tries again
      throw error
    })
    const markdown = await loading
    const rendered = kept.get(source) ?? new Html(markdown.render(source))
    kept.delete(source) // moved to the end: the first entry is the least recently used
    kept.set(source, rendered)
    for (const [oldest] of kept) {
      if (kept.size <= MAX_CACHED) break
      kept.delete(oldest)
    }
    return rendered
  }
}

async function load(): Promise<MarkdownIt> {
  const { default: Markdown } = await import('markdown-it') // few servers show lessons
  const markdown = new Markdown({ html: false, linkify: true })
  markdown.validateLink = isHarmless
  markdown.core.ruler.push('house', ({ tokens }) => settle(tokens))
  const { rules } = markdown.renderer
  const image = rules.image
  rules.image = (tokens, at, options, env, renderer) => {
    const address = String(tokens[at]?.attrGet('src'))
    // A picture by plain http would be blocked on an https page: its description is shown instead.
    if (image === undefined || !address.startsWith('https://')) {
      return markdown.utils.escapeHtml(renderer.renderInlineAsText(tokens[at]?.children ?? [], options, env))
    }
    return image(tokens, at, options, env, renderer)
  }
  // Wider than a phone: tables and code scroll separately, and can be focused by keyboard for that.
  for (const name of ['fence', 'code_block'] as const) {
    const code = rules[name]
    rules[name] = (...about) => code?.(...about).replace(/^<pre/, '<pre tabindex="0"') ?? ''
  }
  rules.table_open = () => '<div class="scrolls" tabindex="0">\n<table>\n'
  rules.table_close = () => '</table>\n</div>\n'
  return markdown
}

function settle(tokens: readonly Token[]): void {
  for (const token of tokens) {
    switch (token.type) {
      case 'heading_open':
      case 'heading_close':
        token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`
        break
      case 'th_open':
      case 'td_open': {
        // Our Content-Security-Policy allows no style attributes.
        const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style')))?.[1]
        token.attrs = null
        if (align !== undefined) token.attrSet('class', `to-${align}`)
        break
      }
      case 'link_open':
        token.attrSet('rel', 'noopener noreferrer nofollow')
        break
      case 'image':
        token.attrSet('loading', 'lazy')
        token.attrSet('referrerpolicy', 'no-referrer')
        break
    }
    settle(token.children ?? [])
  }
}

const OWN = 'https://own.invalid'

/** Whether a link may lead there: to the web, to a mailbox, or to a page of this origin, written as a path. */
function isHarmless(address: string): boolean {
  if (URL.canParse(address)) return ['http:', 'https:', 'mailto:'].includes(new URL(address).protocol)
  // Browsers treat `//host` and `/\host` as another origin.
  return address.startsWith('/') && URL.canParse(address, OWN) && new URL(address, OWN).origin === OWN
}
