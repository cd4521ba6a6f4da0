import { DomainError } from '../../domain/errors.ts'

/**
 * Retries a call if something with the same name was created at the same moment: the second time it is found (contract
 * 11: simultaneous equal calls give one row and equal answers). A conflict that remains is reported.
 */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
    return work()
  }
}
