import type { Fault, FaultCode, ProblemCode } from './catalogue.ts'

/** What problem documents say in one language: sentences that tell a person what to do. */
export interface Sentences {
  /** About a problem; `about` is what it is about, such as a name that is taken. */
  readonly problems: Readonly<Record<ProblemCode, (about: string | undefined) => string>>
  /** About a value that isn't what it must be. */
  readonly formats: Readonly<Record<Format, string>>
  /** About one value of a request. */
  readonly faults: Readonly<Record<FaultCode, (fault: Fault) => string>>
}

/** What a value must be. */
export type Format =
  | 'email'
  | 'sender'
  | 'timeZone'
  | 'language'
  | 'country'
  | 'address'
  | 'origin'
  | 'receiver'
  | 'host'
  | 'answers'
  | 'cursor'
  | 'past'
  | 'future'
  | 'other'
  | 'network'
  | 'noBody'
  | 'picture'
  | 'plainText'

/** Hints in a row: `a, b or c`. @param last the word before the last one */
export function listed(hint: Fault['hint'], last: string): string {
  if (hint === undefined) return ''
  if (typeof hint === 'string') return hint
  const [end = '', ...before] = hint.toReversed()
  return before.length === 0 ? end : `${before.reverse().join(', ')} ${last} ${end}`
}

/** Something after a blank, in the quotation marks of a language; nothing where there is none. */
export function quoted(value: string | undefined, open: string, close: string): string {
  return value === undefined ? '' : ` ${open}${value}${close}`
}
