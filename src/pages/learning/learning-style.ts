/** The style of the learner's pages: part of the single stylesheet, with its variables. */
export const LEARNING_STYLE = `
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.beside, .button, button { overflow-wrap: anywhere; }
.lines { white-space: pre-line; }
.between { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; margin: 1.5rem 0 0; }
.act { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.25rem; margin: 1.25rem 0 0; }
.act form { margin: 0; }
.act p { flex-basis: 100%; margin: 0; }
.button.second, button.second { color: var(--accent); background: transparent; }
.button.second:hover, button.second:hover { color: var(--accent-deep); background: var(--tint); }
.notice.plain { color: var(--ink); background: var(--tint); border-color: var(--accent); }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
.cards .card { display: flex; flex-direction: column; padding: 1.15rem 1.25rem; min-width: 0; }
.cards h3 { margin: 0 0 0.6rem; line-height: 1.35; }
.cards h3 a { color: var(--ink); text-decoration-color: var(--edge); }
.cards h3 a:hover { color: var(--accent); }
.cards p { margin: 0 0 0.6rem; }
.cards .act { margin: auto 0 0; padding-top: 0.5rem; }
.failed { color: var(--bad); font-weight: 600; }
.short { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; overflow: hidden; }

.rows { margin: 0; padding: 0; list-style: none; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.rows > li { display: flex; align-items: center; gap: 0.75rem; min-height: 52px; padding: 0.5rem 1.25rem; border-top: 1px solid var(--line); }
.rows > li:first-child { border-top: 0; }
.rows > li > div { flex: 1; min-width: 0; padding: 0.25rem 0; }
.rows > li > span:not(.mark, .unseen) { min-width: 0; padding: 0.6rem 0; }
.rows p { margin: 0; }
.rows > li > a:only-of-type:not(.beside) { flex: 1; padding: 0.6rem 0; min-width: 0; }
.rows .answers { margin: 0.4rem 0 0; padding-left: 1.2rem; }
.mark {
  display: inline-flex; align-items: center; justify-content: center; flex: none; width: 1.5rem; height: 1.5rem; margin-right: 0.4rem;
  border: 1.5px solid var(--edge); border-radius: 50%; font-size: 0.85rem; font-weight: 700; line-height: 1; vertical-align: -0.3rem;
}
.mark.wrong { color: var(--bad); background: var(--bad-tint); border-color: var(--bad); }
.judged { display: flex; align-items: flex-start; }
.mark.done { color: var(--good); background: var(--good-tint); border-color: var(--good); }

.progress { display: flex; align-items: center; gap: 0.75rem; margin: 0 0 0.75rem; color: var(--soft); font-size: 0.9rem; font-variant-numeric: tabular-nums; }
progress { flex: 1; min-width: 0; height: 0.6rem; appearance: none; border: 1px solid var(--edge); border-radius: 1rem; background: var(--card); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--card); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }

details { margin: 1.25rem 0 0; }
summary { min-height: 44px; display: flex; align-items: center; gap: 0.4rem; width: fit-content; color: var(--accent); cursor: pointer; }
summary::before { content: "›"; display: inline-block; width: 0.8em; text-align: center; }
details[open] summary::before { transform: rotate(90deg); }

.lesson { max-width: 42rem; margin: 0 0 2rem; }
.lesson video { display: block; width: 100%; margin: 0 0 1rem; border-radius: 8px; background: #000; }
.lesson img { border-radius: 8px; }
.lesson blockquote { margin: 0 0 1rem; padding: 0.25rem 0 0.25rem 1rem; border-left: 4px solid var(--accent); color: var(--soft); }
.lesson blockquote p:last-child { margin: 0; }
.lesson pre { margin: 0 0 1rem; padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
.lesson li { margin: 0.25rem 0; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; overflow-wrap: anywhere; }
.scrolls { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; }
th, td { padding: 0.5rem 0.75rem; border: 1px solid var(--line); text-align: start; vertical-align: top; }
th { background: var(--tint); }
th, td { overflow-wrap: break-word; hyphens: manual; }
.to-left { text-align: left; }
.to-center { text-align: center; }
.to-right { text-align: right; }

.card > :last-child { margin-bottom: 0; }
.question { margin: 0 0 1.25rem; min-width: 0; }
.question legend { float: left; width: 100%; padding: 0 0 0.25rem; font-weight: 650; }
.question legend > .small { display: block; font-weight: 400; }
.question legend + * { clear: both; }
.question .hint { margin: 0 0 0.5rem; color: var(--soft); }
.question .problem { margin: 0 0 0.5rem; color: var(--bad); font-weight: 600; }
.choice { display: flex; align-items: flex-start; gap: 0.75rem; min-height: 44px; padding: 0.6rem 0.5rem; border-radius: 8px; cursor: pointer; }
.choice:hover { background: var(--tint); }
.choice input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; accent-color: var(--accent); }
.choice span { min-width: 0; }

.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.6rem 1.5rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-weight: 600; }
.facts code { font-weight: 400; }
@media (max-width: 30rem) {
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin: 0 0 0.75rem; }
  .rows > li { padding: 0.5rem 1rem; }
}
`
