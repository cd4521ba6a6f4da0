import { conflict, DomainError } from '../../domain/errors.ts'

/**
 * Names the value in a conflict: the unique index that refuses it tells the field only, and Rev's detail shall name what
 * is wrong (docs/contracts/rev.md A6).
 * @param values what was asked for, by the domain's field
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
