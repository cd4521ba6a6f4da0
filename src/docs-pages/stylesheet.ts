import { hash } from 'node:crypto'

// Plain buttons and fields have no rules here: on the reference they belong to Swagger UI.
export const STYLESHEET = `
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --card: #ffffff; --ink: #1d2129; --soft: #4d5563; --line: #d8dbe0; --accent: #1b57b3; --tint: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --card: #1c2027; --ink: #e9ebef; --soft: #b3bac6; --line: #343a45; --accent: #8ab8ff; --tint: #20262f;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.docs-skip { position: absolute; left: 1rem; top: -5rem; padding: 0.6rem 1rem; background: var(--card); z-index: 1; }
.docs-skip:focus { top: 0.5rem; }
.docs-bar {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.5rem; padding: 0.35rem 1.25rem;
  background: var(--card); border-bottom: 1px solid var(--line);
}
.docs-bar nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.docs-bar a { display: inline-flex; align-items: center; min-height: 44px; color: var(--accent); text-underline-offset: 0.18em; }
.docs-bar .docs-home { color: var(--ink); font-weight: 650; font-size: 1.05rem; text-decoration: none; }
.docs-bar a[aria-current] { color: var(--ink); font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; font-weight: 650; }

.docs-text { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.docs-text a { color: var(--accent); text-underline-offset: 0.18em; }
.docs-text h2 { margin: 2.25rem 0 0.75rem; font-size: 1.3rem; line-height: 1.3; font-weight: 650; }
.docs-text h3 { margin: 1.5rem 0 0.5rem; font-size: 1.05rem; font-weight: 650; }
.docs-text p, .docs-text ul, .docs-text ol, .docs-text pre, .docs-text .scrolls { margin: 0 0 1rem; }
.docs-text code { font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--tint); padding: 0.1em 0.3em; border-radius: 4px; }
.docs-text pre { padding: 0.9rem 1rem; overflow-x: auto; background: var(--tint); border: 1px solid var(--line); border-radius: 8px; }
.docs-text pre code { padding: 0; background: none; }
.scrolls { overflow-x: auto; }
.docs-text table { border-collapse: collapse; }
.docs-text th, .docs-text td { padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.docs-text dt { margin-top: 1.25rem; font-weight: 600; }
.docs-text dd { margin: 0.25rem 0 0; }
.docs-text :target { background: var(--tint); box-shadow: 0 0 0 0.5rem var(--tint); border-radius: 2px; }
.docs-soft { color: var(--soft); font-weight: 400; }

.docs-wide > h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.docs-wide noscript p { padding: 1rem 1.25rem; }
`

/** The address contains a digest, so that browsers may cache the file permanently. */
export const STYLESHEET_PATH = `/docs/assets/docs-${hash('sha256', STYLESHEET, 'hex').slice(0, 16)}.css`
