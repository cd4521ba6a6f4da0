import { issue, type Issue, type Problem, type Subject } from '../../domain/errors.ts'
import { characters } from '../../lib/text.ts'
import { attributesIn, isBlankValue, type Parameters } from './read-request.ts'
import { readFlag, readInteger, readText } from './read-values.ts'

/** Reads the attributes of a submitted record, and collects those that can't be read. */
export interface AttributeReading {
  readonly issues: Issue[]
  /** undefined: not sent, or not readable. An empty text counts as sent. */
  text(attribute: string, field: string, limit?: number): string | null | undefined
  /** A required text, if it is sent: `null` counts as an empty one. */
  name(attribute: string, field: string): string | undefined
  /** A text for which empty means absent. */
  code(attribute: string, field: string, limit?: number): string | null | undefined
  /** Blank counts as not sent. */
  flag(attribute: string, field: string): boolean | undefined
  /** A word that is mapped to one of ours. Blank counts as not sent. */
  word<Word>(attribute: string, field: string, words: ReadonlyMap<string, Word>): Word | undefined
  integer(attribute: string, field: string, problem: Problem): number | null | undefined
}

/** Reads the contents of the wrapper key with that name. Other attributes are ignored. */
export function readAttributes(
  parameters: Parameters,
  wrapper: Extract<Subject, 'category_tag' | 'category' | 'course'>,
): AttributeReading {
  const attributes = attributesIn(parameters, wrapper)
  const issues: Issue[] = []
  const refuse = (field: string, problem: Problem) => {
    issues.push(issue(wrapper, field, problem))
    return undefined
  }

  const reading: AttributeReading = {
    issues,
    text(attribute, field, limit = Infinity) {
      const value = attributes[attribute]
      if (value === undefined || value === null) return value
      const text = readText(value)
      if (text === undefined) return refuse(field, 'malformed')
      if (characters(text) <= limit) return text
      issues.push({ subject: wrapper, field, problem: 'too_long', limit })
      return undefined
    },
    name(attribute, field) {
      const text = reading.text(attribute, field)
      return text === null ? '' : text
    },
    code(attribute, field, limit) {
      const text = reading.text(attribute, field, limit)
      return text === '' ? null : text
    },
    flag(attribute, field) {
      const value = attributes[attribute]
      return isBlankValue(value) ? undefined : (readFlag(value) ?? refuse(field, 'not_allowed'))
    },
    word(attribute, field, words) {
      const value = attributes[attribute]
      return isBlankValue(value)
        ? undefined
        : (words.get(readText(value) ?? '') ?? refuse(field, 'not_allowed'))
    },
    integer(attribute, field, problem) {
      const value = attributes[attribute]
      if (value === undefined) return undefined
      return isBlankValue(value) ? null : (readInteger(value) ?? refuse(field, problem))
    },
  }
  return reading
}

/** The fields that have a value, without the others. */
export function said<Fields extends object>(fields: {
  readonly [Name in keyof Fields]: Fields[Name] | undefined
}): Partial<Fields> {
  // The remaining fields have a value of their type.
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>
}
