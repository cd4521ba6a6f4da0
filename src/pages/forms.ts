import { FORM_TOKEN } from './form-token.ts'
import { FORM_OWNER } from './late-forms.ts'
import { html, type Content, type Html } from './html.ts'
import type { Visit } from './visit.ts'

/** A form sent by POST, with the token that it requires, and the person it was made for. */
export function form(visit: Visit, action: string, content: Content): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="${FORM_TOKEN}" value="${visit.formTokens.issue()}" />
    ${hidden(FORM_OWNER, visit.formOwner())} ${content}
  </form>`
}

/** A hidden field; nothing without a value. */
export function hidden(name: string, value: string | null | undefined): Content {
  return value == null ? undefined : html`<input type="hidden" name="${name}" value="${value}" />`
}

/** A one-line input field. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password'
  /** The autocomplete value for browsers and password managers: `username`, `current-password`, `new-password` … */
  readonly autocomplete: string
  /** What was typed before. Never pass a password. */
  readonly value?: string
  readonly hint?: string
  /** Read-only. */
  readonly readonly?: boolean
  /** What is wrong with the input. */
  readonly problem?: string | undefined
}

/** A field with its label; its error is shown beside it, and read out with it. */
export function field({ name, label, type, autocomplete, value, hint, problem, readonly }: Field): Html {
  const described = [hint !== undefined && `${name}-hint`, problem !== undefined && `${name}-problem`]
    .filter((id) => id !== false)
    .join(' ')
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${problem !== undefined && html`<p class="problem" id="${name}-problem">${problem}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${readonly === true ? 'readonly' : 'required'}
      ${described !== '' && html`aria-describedby="${described}"`}
      ${problem !== undefined && html`aria-invalid="true"`}
    />
  </div>`
}

/** A message above a form: a success, or an error. */
export function notice(tone: 'good' | 'bad', text: Content): Html {
  return html`<p class="notice ${tone}" role="${tone === 'good' ? 'status' : 'alert'}">${text}</p>`
}
