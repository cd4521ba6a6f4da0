import { isLanguage } from '../lib/language-tag.ts'
import { characters, hasControl, isBlank, isStorable } from '../lib/text.ts'
import { invalid, issue, type Issue, type Subject } from './errors.ts'

// Limits in characters. Each text of the domain has one: a page of a list must fit into memory whatever its things hold.
/** Longest name or other single line of text. */
export const MAX_LINE = 255
/** Longest text of several lines: a summary, a description. */
const MAX_TEXT = 20_000
/** Longest code that a client gives a thing. */
const MAX_CODE = 2_000
export const MAX_WEB_ADDRESS = 2_000

/**
 * What a door could not make sense of in a request's fields. It travels with the draft, because a refusal for lack of
 * rights comes before one for a bad value.
 */
export interface Draft {
  readonly unreadable?: readonly Issue[]
}

/**
 * What a door reads of a request only when the operation asks for it: doors answer 403 and 404 before they say what is wrong
 * with the request, and reading may throw that. An argument of this kind is named `readX`.
 */
export type Lazy<T> = () => T

/** Throws all issues together when there are any. */
export function refuseIfAny(issues: readonly Issue[]): void {
  if (issues.length > 0) throw invalid(issues)
}

/** The issues of a field that a door could read; where it couldn't, it has said so itself. */
export function checkUnlessUnreadable(draft: Draft, field: string, check: () => Issue[]): Issue[] {
  return draft.unreadable?.some((one) => one.field === field) === true ? [] : check()
}

/** Issues of a name: one line of text that must be there, with something to see in it. */
export function checkName(subject: Subject, field: string, name: string, limit = MAX_LINE): Issue[] {
  if (isBlank(name)) return [issue(subject, field, isStorable(name) ? 'missing' : 'malformed')]
  return checkLine(subject, field, name.trim(), limit)
}

/** Issues of one line of text that may be missing: no line breaks and no other controls. */
export function checkLine(
  subject: Subject,
  field: string,
  text: string | null | undefined,
  limit = MAX_LINE,
): Issue[] {
  // The ends are cut off before it is stored.
  return text != null && hasControl(text.trim())
    ? [issue(subject, field, 'malformed')]
    : checkText(subject, field, text, limit)
}

/** Issues of a text that may be missing, but must be storable and not too long when it is there. */
export function checkText(
  subject: Subject,
  field: string,
  text: string | null | undefined,
  limit = MAX_TEXT,
): Issue[] {
  if (text === null || text === undefined) return []
  // The length first: whatever else is looked for in a text takes longer the longer it is.
  if (text.length > limit && characters(text) > limit) return [{ subject, field, problem: 'too_long', limit }]
  return isStorable(text) ? [] : [issue(subject, field, 'malformed')]
}

/** Issues of a code that a client chooses; case and blanks count. */
export function checkCode(subject: Subject, field: string, code: string | null | undefined): Issue[] {
  return checkText(subject, field, code, MAX_CODE)
}

/** Issues of a language tag that may be missing; blank is the same as nothing. */
export function checkLanguage(subject: Subject, field: string, tag: string | null | undefined): Issue[] {
  if (tag == null || tag.trim() === '') return []
  const long = checkText(subject, field, tag, MAX_LINE)
  if (long.length > 0) return long
  return isLanguage(tag.trim()) ? [] : [issue(subject, field, 'malformed', tag)]
}

/** Issues of an address on the web that may be missing; blank is the same as nothing. */
export function checkWebAddress(subject: Subject, field: string, text: string | null | undefined): Issue[] {
  if (text == null || text.trim() === '') return []
  const wrong = checkText(subject, field, text, MAX_WEB_ADDRESS)
  if (wrong.length > 0) return wrong
  return isWebAddress(text) ? [] : [issue(subject, field, 'malformed', text)]
}

/** Whether a browser may follow it: a link with another scheme may be one that it would run. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
