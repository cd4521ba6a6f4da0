import type { BankAccess } from '../../domain/access/consumer.ts'
import { DomainError, type Subject } from '../../domain/errors.ts'
import type { ItemBankId, TagTypeNumber } from '../../domain/ids.ts'
import { getItemBank, type OpenedBank } from '../../domain/item-bank/item-banks.ts'
import { getTagType } from '../../domain/item-bank/tags.ts'
import type { Reader } from '../../domain/store.ts'
import { Problem } from '../problems/problem.ts'
import type { Call } from '../table/call.ts'
import { findPlace, idsInQuery, numberInPath } from '../table/places.ts'

/** The number of the bank in the path. @throws Problem not_found */
export function bankIn({ path }: Call): ItemBankId {
  return numberInPath(path.bank, 'bank')
}

/** The bank in the path, opened with the given access. @throws Problem not_found, DomainError forbidden, not_found */
export function openBank(reader: Reader, call: Call, act: BankAccess = 'read'): Promise<OpenedBank> {
  return getItemBank(reader, call.by, bankIn(call), act)
}

/** A thing in a bank, by its number or its code. */
export type InBank = { readonly number: number } | { readonly code: string }

/** Reads the place of a thing in a bank: `12` or `code:…`. @throws Problem not_found */
export function placeInBank(text: string | number | undefined, what: string): InBank {
  const place = findPlace(String(text ?? ''))
  if (place !== undefined && 'id' in place) return { number: place.id }
  if (place !== undefined && 'code' in place) return place
  throw new Problem('not_found', { about: what })
}

/** Converts to the domain's form, where a code is a plain string. */
export function numberOrCode(place: InBank): string | { readonly number: number } {
  return 'code' in place ? place.code : place
}

/**
 * Runs work on things that the body names, and reports the position of one that doesn't exist.
 * @param pointers where the body names things of each kind
 * @throws Problem invalid
 */
export async function namedInBody<T>(
  pointers: Readonly<Partial<Record<Subject, string>>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const [issue] = error instanceof DomainError && error.kind === 'not_found' ? error.issues : []
    const pointer = issue && pointers[issue.subject]
    if (pointer === undefined) throw error
    const { value } = issue ?? {}
    throw new Problem('invalid', {
      errors: [{ pointer, code: 'unknown', ...(value !== undefined && { value: String(value) }) }],
    })
  }
}

/** The numbers of the tag types in a query, each given as its id or as `code:…`; undefined: none is given. */
export async function typesInQuery(
  reader: Reader,
  opened: OpenedBank,
  type: readonly (string | number)[] | undefined,
): Promise<readonly TagTypeNumber[] | undefined> {
  if (type === undefined) return undefined
  const numbers = await idsInQuery('type', type, typeRef, async (ref) => ({
    id: (await getTagType(reader, opened, ref)).number,
  }))
  return numbers as readonly TagTypeNumber[]
}

function typeRef(text: string | number): { readonly number: number } | { readonly name: string } {
  const place = placeInBank(text, 'tag type')
  return 'code' in place ? { name: place.code } : place
}
