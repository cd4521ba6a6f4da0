import type { MemberStatus } from '../../../domain/standing.ts'

// What people are often filtered by, as one number that stands in each index of people behind the sort column: a list
// finds almost all that don't match without reading their rows. Texts are in it as short digests, so a few rows seem to
// match and don't: the row itself tells.

/** In this order, from 1: the numbers are stored. */
const STATUSES: readonly MemberStatus[] = [
  'active',
  'suspended',
  'unlicensed',
  'awaiting_confirmation',
  'awaiting_password_reset',
  'locked_out',
]

/** The lowest bit of each part. */
const PARTS = { country: 0, department: 14, company: 28, status: 42 } as const
const WIDTHS = { country: 14, department: 14, company: 14, status: 4 } as const

export type Trait = keyof typeof PARTS

/** What `traits` is computed from: status and folded texts. */
export type Traits = Readonly<Record<Trait, string | null>>

/** The number of a person, below 2^46. */
export function traitsOf(person: Traits): number {
  return (Object.keys(PARTS) as Trait[]).reduce((sum, part) => sum + traitOf(part, person[part]), 0)
}

/** The part of the number that stands for this value; null: the person has none. */
export function traitOf(part: Trait, value: string | null): number {
  if (value === null) return 0
  const number =
    part === 'status'
      ? STATUSES.indexOf(value as MemberStatus) + 1
      : 1 + (digest(value) % (2 ** WIDTHS[part] - 1))
  return number * 2 ** PARTS[part]
}

/** All bits of a part. */
export function bitsOf(part: Trait): number {
  return (2 ** WIDTHS[part] - 1) * 2 ** PARTS[part]
}

/** FNV-1a, 32 bits, of the UTF-16 code units. Stored numbers depend on it. */
function digest(text: string): number {
  let mixed = 0x811c9dc5
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
