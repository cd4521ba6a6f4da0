import { FAULTS, PROBLEMS, type ProblemCode } from '../api/problems/catalogue.ts'
import { faultSentence, problemSentence } from '../api/problems/sentences.ts'
import { html, type Html } from '../pages/html.ts'
import type { DocsPage } from './frame.ts'
import { FAULT_WORDS, PROBLEM_WORDS } from './problem-words.ts'

/** The catalogue of problems, to which the `type` of a problem links. */
export function problemsPage(): DocsPage {
  const codes = Object.keys(PROBLEMS) as ProblemCode[]
  return {
    heading: 'Problems',
    at: '/docs/problems',
    main: html`<p>
        A request that is refused is answered with <code>application/problem+json</code> (RFC 9457).
        <code>code</code> is for your program and never changes; <code>detail</code> is for people, in their
        language. How to handle them: <a href="/docs/guide/errors">the guide</a>.
      </p>
      ${[...Map.groupBy(codes, (code) => PROBLEMS[code].status)].map(
        ([status, some]) =>
          html`<h2 id="status-${status}">${status}</h2>
            <dl>${some.map(described)}</dl>`,
      )}
      <h2 id="errors">Entries of <code>errors</code></h2>
      <p>
        Where a problem lies in single values, <code>errors</code> lists all of them at once. Each has a
        <code>pointer</code> into the body, or names a <code>parameter</code> or a <code>header</code>.
      </p>
      <dl>
        ${FAULTS.map(
          (code) =>
            html`<dt id="errors-${code}"><code>${code}</code></dt>
              <dd>${marked(FAULT_WORDS[code] ?? faultSentence('en', { code }))}</dd>`,
        )}
      </dl>`,
  }
}

function described(code: ProblemCode): Html {
  const { title } = PROBLEMS[code]
  const { means, advice } = PROBLEM_WORDS[code] ?? { means: `${title}.`, advice: problemSentence('en', code) }
  return html`<dt id="${code}"><code>${code}</code> <span class="docs-soft">${title}</span></dt>
    <dd>${marked(means)} ${marked(advice)}</dd>`
}

/** Text between backticks is code. */
function marked(text: string): readonly (Html | string)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))
}
