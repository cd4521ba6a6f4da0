import { DomainError } from '../../domain/errors.ts'

/** What is found by a link; undefined when the link isn't good, or no longer. */
export async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined
    throw error
  }
}
