import { equalInConstantTime, hmacSha256 } from '../../lib/digest.ts'

/** The position at which paging through a list continues. */
export interface Place {
  /** Unix second of the list's first page. */
  readonly begun: number
  readonly asOf: number
  readonly after: number
}

// At least a day (contract 6), with an hour to spare. The history that a token depends on is kept for two days.
const LIFETIME = 25 * 60 * 60

/**
 * The position as digits, a dot and digits, which is the form of the vendor's tokens (contract 6): the second, then the
 * length of `asOf` (two digits), `asOf`, `after`, and 20 digits of a signature over all this and the list it belongs
 * to.
 * @param key the item bank's own
 * @param list what the token may be used for: every parameter except the limit
 */
export function writeToken(key: string, list: string, place: Place): string {
  const asOf = String(place.asOf)
  const where = `${String(asOf.length).padStart(2, '0')}${asOf}${place.after}`
  return `${place.begun}.${where}${signature(key, list, `${place.begun}.${where}`)}`
}

/** The position, or undefined for a token that wasn't issued for that list, or was issued too long ago. */
export function readToken(key: string, list: string, token: string, now: number): Place | undefined {
  const [, begun = '', length = '', rest = '', given = ''] =
    /^(\d{1,12})\.(\d\d)(\d{2,32})(\d{20})$/.exec(token) ?? []
  const where = `${length}${rest}`
  if (given === '' || !equalInConstantTime(signature(key, list, `${begun}.${where}`), given)) return undefined
  if (now / 1000 - Number(begun) > LIFETIME) return undefined
  const digits = Number(length)
  return { begun: Number(begun), asOf: Number(rest.slice(0, digits)), after: Number(rest.slice(digits)) }
}

function signature(key: string, list: string, text: string): string {
  return hmacSha256(key, `${list}\n${text}`).readBigUInt64BE().toString().padStart(20, '0')
}
