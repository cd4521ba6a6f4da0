import { OneRosterError } from './errors.ts'

export type Predicate = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~'

/** A condition on one field. Several values: any of them. */
export interface Condition {
  readonly field: string
  readonly predicate: Predicate
  readonly values: readonly string[]
}

const LONGEST = 8_000
const MOST_CONDITIONS = 100
const TERM = /\s*([\w.]+)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'/y
const BETWEEN = /\s+(AND|OR)(?=\s)/iy

/**
 * Reads `field='value' AND field>='value'`. All conditions must hold; the alternatives of OR must all be equalities of one
 * field. @throws OneRosterError
 */
export function parseFilter(text: string): readonly Condition[] {
  if (text.length > LONGEST) throw invalidFilter(`The filter has more than ${LONGEST} characters.`)
  const conditions: Condition[] = []
  const words = new Set<string>()
  let at = 0
  for (;;) {
    TERM.lastIndex = at
    const [whole, field, predicate, value] = TERM.exec(text) ?? []
    if (whole === undefined || field === undefined || value === undefined) throw unreadable()
    conditions.push({ field, predicate: predicate as Predicate, values: [value] }) // as TERM takes it
    if (conditions.length > MOST_CONDITIONS) {
      throw invalidFilter(`The filter has more than ${MOST_CONDITIONS} conditions.`)
    }
    at += whole.length
    if (text.slice(at).trim() === '') break
    BETWEEN.lastIndex = at
    const [between, word] = BETWEEN.exec(text) ?? []
    if (between === undefined || word === undefined) throw unreadable()
    words.add(word.toUpperCase())
    at += between.length
  }
  if (words.size > 1) throw invalidFilter('A filter takes either AND or OR, not both.')
  return words.has('OR') ? [anyOf(conditions)] : conditions
}

/** One condition for alternatives. */
function anyOf(conditions: readonly Condition[]): Condition {
  const [first] = conditions
  if (
    first === undefined ||
    conditions.some(({ field, predicate }) => field !== first.field || predicate !== '=')
  ) {
    throw invalidFilter("OR takes equalities of one field, such as status='active' OR status='tobedeleted'.")
  }
  return { ...first, values: conditions.flatMap(({ values }) => values) }
}

function unreadable(): OneRosterError {
  return invalidFilter(
    "The filter cannot be read. Write conditions such as status='active', joined by AND or OR.",
  )
}

/** A filter that can't be used. */
export function invalidFilter(description: string): OneRosterError {
  return new OneRosterError(400, 'invalid_filter_field', description)
}
