import { FORM_TOKEN } from './form-token.ts'
import { FORM_OWNER } from './late-forms.ts'
import { html, type Content, type Html } from './html.ts'
import type { Visit } from './visit.ts'

/** A form that is sent by POST, with the token without which it is refused, and for whom it was made. */
export function form(visit: Visit, action: string, content: Content): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="${FORM_TOKEN}" value="${visit.formTokens.issue()}" />
    ${hidden(FORM_OWNER, visit.formOwner())} ${content}
  </form>`
}

/** A value that goes with a form without being shown; nothing when there is none. */
export function hidden(name: string, value: string | null | undefined): Content {
  return value == null ? undefined : html`<input type="hidden" name="${name}" value="${value}" />`
}

/** One line that a person fills in. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password'
  /** What browsers and password keepers fill in: `username`, `current-password`, `new-password` … */
  readonly autocomplete: string
  /** What was typed before. Never say a password. */
  readonly value?: string
  readonly hint?: string
  /** Shown, and not to be changed. */
  readonly readonly?: boolean
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined
}

/** A field with its label; what is wrong with it stands beside it, and is read out with it. */
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

/** Something to be told above a form: good news, or what went wrong. */
export function notice(tone: 'good' | 'bad', text: Content): Html {
  return html`<p class="notice ${tone}" role="${tone === 'good' ? 'status' : 'alert'}">${text}</p>`
}
