import { ConfigError } from '../../config/config.ts'
import { DomainError, type Issue } from '../../domain/errors.ts'

/** A command can't do what it was asked for; the message is a sentence for people. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  /** @param exitCode 2 where the command was asked wrongly or in the wrong place, else 1 */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

// Told by name: their classes stand in modules that not every command loads.
const TOLD_BY_THEIR_MESSAGE = ['CannotListen', 'BadServerKey', 'NewerSchema']

/** What to print for an error, and the code to exit with. */
export function explain(error: unknown): { readonly lines: readonly string[]; readonly exitCode: number } {
  if (error instanceof ConfigError) return { lines: error.problems, exitCode: 2 }
  if (error instanceof CommandError) return { lines: [error.message], exitCode: error.exitCode }
  if (error instanceof DomainError) return { lines: error.issues.map((i) => sentence(error, i)), exitCode: 1 }
  if (!(error instanceof Error)) return { lines: [String(error)], exitCode: 1 }
  if (TOLD_BY_THEIR_MESSAGE.includes(error.name)) return { lines: [error.message], exitCode: 1 }
  // A file that can't be read or written: the system's own words name it.
  if ('syscall' in error && 'path' in error) return { lines: [`${error.message}.`], exitCode: 1 }
  return { lines: [error.stack ?? error.message], exitCode: 1 }
}

const subjects: Partial<Record<Issue['subject'], string>> = {
  credential: 'key',
  category_tag: 'category tag',
  item_bank: 'item bank',
  item_pool: 'item pool',
  tag_hierarchy: 'hierarchy',
  tag_type: 'tag type',
}

const fields: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  firstName: 'first name',
  lastName: 'last name',
  host: 'host name',
}

function sentence({ kind, cause }: DomainError, { subject, field, problem, value, limit }: Issue): string {
  const thing = subjects[subject] ?? subject
  const place = fields[field] ?? field
  const quoted = value === undefined ? '' : ` "${value}"`
  if (kind === 'unavailable') {
    return `The store can't be used at the moment${cause instanceof Error ? `: ${cause.message}` : ''}.`
  }
  if (kind === 'not_found') return `There is no ${thing}${quoted}.`
  switch (problem) {
    case 'missing':
      return `The ${place} of the ${thing} is missing.`
    case 'malformed':
      return `The ${place} of the ${thing} can't be${quoted === '' ? ' this' : quoted}.`
    case 'too_long':
      return `The ${place} of the ${thing} is longer than ${limit ?? '?'} characters.`
    case 'unknown':
      return `The ${place} of the ${thing} names nothing that exists${quoted === '' ? '' : `:${quoted}`}.`
    case 'taken':
      return `Another ${thing} has this ${place}${quoted} already.`
    case 'cycle':
      return `The ${thing} can't be put under itself.`
    case 'last':
      return 'This is the last manager who can sign in. Make another one before, or say --last-manager.'
    case 'not_allowed':
      return `This may not be done with the ${thing}: ${field}.`
  }
}
