import type { TSchema } from 'typebox'
import { DomainError } from '../../domain/errors.ts'
import { withoutMembers } from '../../lib/json-pointer.ts'
import { toProblem } from '../problems/answer.ts'
import type { Fault, FaultCode } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import { checkShape } from './check-shape.ts'

// Everything that is wrong with a body is told at once: what its shape forbids, and what the rules of the domain forbid.

/** A body that was looked over. */
export interface CheckedBody {
  /** Without keys that aren't known. */
  readonly value: unknown
  /** What its shape forbids. */
  readonly faults: readonly Fault[]
}

/** Faults that leave a value with its type: the domain can still be asked what it thinks of the whole. */
const TYPED: ReadonlySet<string> = new Set<FaultCode>([
  'unknown_key',
  'too_short',
  'too_long',
  'too_small',
  'too_large',
  'malformed',
])

/**
 * Looks a body over by its shape.
 * @param known faults that were found before
 * @throws Problem invalid when an operation could make nothing of it
 */
export function checkBody(shape: TSchema, value: unknown, known: readonly Fault[] = []): CheckedBody {
  const found = checkShape(shape, value).map(({ at, ...wrong }): Fault => ({ pointer: at, ...wrong }))
  const faults = [...known, ...found]
  if (!faults.every(({ code }) => TYPED.has(code))) throw new Problem('invalid', { errors: faults })
  const unknown = faults.flatMap(({ code, pointer = '' }) => (code === 'unknown_key' ? [pointer] : []))
  return { value: withoutMembers(value, unknown), faults }
}

/**
 * Refuses a body with all that is wrong with it.
 * @param faults what its shape forbids
 * @param attempt carries it out, to find out what the domain forbids; the caller rolls back whatever it has done
 * @throws Problem invalid
 */
export async function refuseAll(faults: readonly Fault[], attempt: () => Promise<unknown>): Promise<never> {
  const more = await attempt().then(() => [], faultsOf)
  const known = new Set(faults.map(({ pointer }) => pointer))
  throw new Problem('invalid', { errors: [...faults, ...more.filter(({ pointer }) => !known.has(pointer))] })
}

/** The faults of a refusal for values. Any other error says nothing about them. */
function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof Problem || error instanceof DomainError)) return []
  const { status, details } = toProblem(error)
  return status === 422 || status === 409 ? (details.errors ?? []) : []
}
