import { conflict, DomainError } from '../../domain/errors.ts'

/**
 * Adds the value to a conflict: the unique index that causes it gives only the field, and Rev's detail must name the
 * value (docs/contracts/rev.md A6).
 * @param values the requested values, by the domain's field
 */
export async function namingTaken<T>(
  values: () => Readonly<Record<string, unknown>>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    const [taken] = error instanceof DomainError && error.kind === 'conflict' ? error.issues : []
    const value = taken && values()[taken.field]
    throw taken?.problem === 'taken' && typeof value === 'string'
      ? conflict(taken.subject, taken.field, value.trim())
      : error
  }
}
