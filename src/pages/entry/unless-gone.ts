import { DomainError } from '../../domain/errors.ts'

/** What a link refers to; undefined when the link doesn't exist, or no longer works. */
export async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined
    throw error
  }
}
