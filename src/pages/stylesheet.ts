import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { LEARNING_STYLE } from './learning/learning-style.ts'

/** The colours, which the console shares. */
const TOKENS = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

const STYLESHEET = `${TOKENS}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 var(--typeface);
  overflow-wrap: break-word;
}
main { overflow-wrap: anywhere; }
h1, h2, h3, main p, main li { hyphens: auto; }
code, pre { hyphens: manual; }
a { color: var(--accent); text-underline-offset: 0.18em; }
a:hover { color: var(--accent-deep); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 2rem 0 0.75rem; font-size: 1.25rem; line-height: 1.3; font-weight: 650; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; font-weight: 650; }
p { margin: 0 0 1rem; }
img { max-width: 100%; height: auto; }
.skip { position: absolute; left: 1rem; top: -5rem; padding: 0.6rem 1rem; background: var(--card); z-index: 1; }
.skip:focus { top: 0.5rem; }

.bar {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.25rem; padding: 0.35rem 1.25rem;
  background: var(--card); border-bottom: 1px solid var(--line);
}
.bar a, .bar button { display: inline-flex; align-items: center; min-height: 44px; }
.bar .academy { margin-right: auto; color: var(--ink); font-weight: 650; font-size: 1.05rem; text-decoration: none; }
.bar .logo { max-width: 12rem; height: 36px; width: auto; margin-right: 0.6rem; }
.bar .academy:hover { color: var(--accent); }
.bar .who { display: flex; align-items: center; gap: 1rem; color: var(--soft); min-width: 0; }
.bar .who span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 20rem; }
.bar form { margin: 0; }
.bar nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration-thickness: 2px; }
.languages { justify-content: center; border: 0; background: none; font-size: 0.9rem; }
.languages nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.25rem; }
.languages span { color: var(--soft); }

main { display: block; margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; }
main > :last-child { margin-bottom: 0; }
main.narrow { max-width: 29rem; padding-top: 3rem; }
.card { padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.soft { color: var(--soft); }
.small { font-size: 0.9rem; }

.field { margin: 0 0 1.25rem; }
.field label { display: block; margin: 0 0 0.3rem; font-weight: 600; }
.field .hint { margin: 0 0 0.4rem; color: var(--soft); font-size: 0.9rem; }
.field .problem { margin: 0 0 0.4rem; color: var(--bad); font-size: 0.95rem; font-weight: 600; }
input:not([type="hidden"], [type="radio"], [type="checkbox"]) {
  display: block; width: 100%; min-height: 46px; padding: 0.5rem 0.75rem; font: inherit; color: var(--ink);
  background: var(--card); border: 1px solid var(--edge); border-radius: 8px;
}
input[readonly] { color: var(--soft); background: none; border-style: dashed; }
input[aria-invalid="true"] { border: 2px solid var(--bad); }

button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 46px; padding: 0.5rem 1.25rem;
  font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
  color: var(--accent-ink); background: var(--accent); border: 1px solid var(--accent); border-radius: 8px;
}
button:hover, .button:hover { color: var(--accent-ink); background: var(--accent-deep); border-color: var(--accent-deep); }
button.plain {
  padding: 0.25rem 0; font-weight: 400; color: var(--accent); background: none; border-color: transparent;
  text-decoration: underline; text-underline-offset: 0.18em;
}
button.plain:hover { color: var(--accent-deep); background: none; }
button.wide { width: 100%; }
.beside { display: inline-flex; align-items: center; min-height: 44px; }

.notice { margin: 0 0 1.5rem; padding: 0.75rem 1rem; border-left: 4px solid; border-radius: 4px; }
.notice.good { color: var(--good); background: var(--good-tint); border-color: var(--good); }
.notice.bad { color: var(--bad); background: var(--bad-tint); border-color: var(--bad); }

${LEARNING_STYLE}
@media (min-width: 36rem) {
  main.narrow {
    margin: 3rem auto; padding: 2rem 2.25rem; max-width: 30rem;
    background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  }
}
@media (max-width: 30rem) {
  .bar .who { flex: 1 0 100%; justify-content: space-between; }
  .bar .who span { max-width: 60vw; }
  main { padding: 1.5rem 1rem 3rem; }
  main.narrow { padding-top: 1.75rem; }
  .bar { padding: 0.35rem 1rem; }
  .card { padding: 1.15rem; }
  h1 { font-size: 1.5rem; }
}
@media print {
  .bar, .skip, form { display: none; }
}
`

/** Its address contains its digest, so that browsers can cache it indefinitely. */
export const STYLESHEET_PATH = `/assets/style-${hash('sha256', STYLESHEET, 'hex').slice(0, 16)}.css`

export function stylesheetRoute(app: FastifyInstance): void {
  app.get(STYLESHEET_PATH, (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      })
      .send(STYLESHEET),
  )
}
