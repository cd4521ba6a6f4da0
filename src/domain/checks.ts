import { characters, isBlank, isStorable } from '../lib/text.ts'
import { invalid, issue, type Issue, type Subject } from './errors.ts'

/** Longest name or other single line of text, in characters. */
export const MAX_LINE = 255

/**
 * What a door could not make sense of in a request's fields. It travels with the draft, because a refusal for lack of
 * rights comes before one for a bad value.
 */
export interface Draft {
  readonly unreadable?: readonly Issue[]
}

/** What is looked at only when permission and existence are clear; looking may throw what is wrong with it. */
export type Late<T> = () => T

/** Throws all issues together when there are any. */
export function refuseIfAny(issues: readonly Issue[]): void {
  if (issues.length > 0) throw invalid(issues)
}

/** The issues of a field that a door could read; where it couldn't, it has said so itself. */
export function checkUnlessUnreadable(draft: Draft, field: string, check: () => Issue[]): Issue[] {
  return draft.unreadable?.some((one) => one.field === field) === true ? [] : check()
}

/** Issues of a name: one line of text that must be there. */
export function checkName(subject: Subject, field: string, name: string, limit = MAX_LINE): Issue[] {
  if (isBlank(name)) return [issue(subject, field, 'missing')]
  return checkText(subject, field, name.trim(), limit)
}

/** Issues of a text that may be missing, but must be storable and not too long when it is there. */
export function checkText(
  subject: Subject,
  field: string,
  text: string | null | undefined,
  limit = Infinity,
): Issue[] {
  if (text === null || text === undefined) return []
  if (!isStorable(text)) return [issue(subject, field, 'malformed')]
  if (characters(text) > limit) return [{ subject, field, problem: 'too_long', limit }]
  return []
}
