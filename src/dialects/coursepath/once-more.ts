import { DomainError } from '../../domain/errors.ts'

/**
 * Runs a call again when something of the same name was made at the same moment: the second time it is found (contract
 * 11: simultaneous equal calls give one row and equal answers). A conflict that stays is told.
 */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
    return work()
  }
}
