import { timingSafeEqual } from 'node:crypto'
import type { SigningKey } from '../../domain/access/signing-keys.ts'
import { hmacSha256, sha256 } from '../../lib/digest.ts'
import { parseJson } from '../../lib/json-source.ts'
import { isMapping } from '../../http/bracketed-parameters.ts'
import { refuseToken } from './errors.ts'
import { counted } from '../../lib/counted.ts'

/** How far ahead the sender's clock may be, in seconds. */
const LONGEST_LEAD = 120
/** The clock is assumed never to be wrong by this much. */
const A_YEAR = 366 * 24 * 60 * 60

/** The claims of a token that passed. */
export interface Token {
  readonly key: SigningKey
  /** As spelled in the token, trimmed. */
  readonly email: string
  /** The text that identifies the token: `7` and `"7"` are the same. */
  readonly jti: string
  /** What distinguishes it from any other token with that `jti`: a digest of the whole token. */
  readonly digest: string
  /** Until when its `jti` is taken, in milliseconds: after that the token is too old. */
  readonly expires: number
}

/** When a token is checked, in milliseconds, and its maximum age, in seconds. */
export interface TokenTime {
  readonly now: number
  readonly longestAge: number
}

/**
 * Checks a JSON Web Token in the order of docs/contracts/coursepath.md 2.2, steps 3 to 7.
 * @throws CoursepathError
 */
export function checkToken(text: string, keys: readonly SigningKey[], time: TokenTime): Token {
  const [head, payload, signature, ...rest] = text.split('.')
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw refuseToken('invalid_token', 'The token does not consist of three parts.')
  }
  const header = readObject(head)
  const claims = readObject(payload)
  const given = decode(signature)
  if (header === undefined || claims === undefined || given === undefined) {
    throw refuseToken('invalid_token', 'The parts of the token are not base64url or not JSON objects.')
  }
  if (header.values.alg !== 'HS256') {
    throw refuseToken('invalid_token', 'The token must be signed with HS256; only that is accepted.')
  }
  if ('crit' in header.values) {
    throw refuseToken('invalid_token', 'The token has a crit header, which is not understood.')
  }
  const key = keyOf(keys, `${head}.${payload}`, given)
  if (key === undefined) throw refuseToken('invalid_token', 'The signature of the token does not fit.')
  return { key, digest: sha256(`${head}.${payload}`), ...checkClaims(claims, time) }
}

interface JsonObject {
  readonly values: Readonly<Record<string, unknown>>
  /** The text of a top-level number as written in the JSON: rounding would make two tokens equal. */
  readonly digits: (name: string) => string | undefined
}

function readObject(segment: string): JsonObject | undefined {
  const bytes = decode(segment)
  if (bytes === undefined) return undefined
  const numbers = new Map<unknown, Map<string, string>>()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const values: unknown = parseJson(text, function (this: unknown, name, value, { source }) {
      if (typeof value === 'number' && source !== undefined) {
        numbers.set(this, (numbers.get(this) ?? new Map<string, string>()).set(name, source))
      }
      return value
    })
    if (!isMapping(values)) return undefined
    return { values, digits: (name) => numbers.get(values)?.get(name) }
  } catch {
    return undefined // not UTF-8, or not JSON
  }
}

/** base64url without padding; trailing `=` are ignored. */
function decode(segment: string): Buffer | undefined {
  return /^[\w-]*={0,2}$/.test(segment) ? Buffer.from(segment, 'base64url') : undefined
}

/** The key that made the signature. Every key is tried, in a time that doesn't reveal how close a signature came. */
function keyOf(keys: readonly SigningKey[], signed: string, given: Buffer): SigningKey | undefined {
  let found: SigningKey | undefined
  for (const key of keys) {
    const expected = hmacSha256(key.secret, signed)
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = key
  }
  return found
}

function checkClaims(
  { values, digits }: JsonObject,
  { now, longestAge }: TokenTime,
): Omit<Token, 'key' | 'digest'> {
  const { email, iat, jti, exp, nbf } = values
  if (typeof email !== 'string' || email.trim() === '') {
    throw refuseToken('invalid_token', 'The token has no claim email that is a text.')
  }
  if (typeof iat !== 'number' || !Number.isFinite(iat)) {
    throw refuseToken('invalid_token', 'The token has no claim iat that is a number of seconds.')
  }
  const identity = typeof jti === 'string' ? jti : digits('jti')
  if (identity === undefined || identity === '') {
    throw refuseToken('invalid_token', 'The token has no claim jti that is a number or a text.')
  }
  const age = now / 1000 - iat
  if (age > longestAge) {
    const late = Math.ceil(age - longestAge)
    throw refuseToken(
      'expired_token',
      `The token is ${counted(late, 'second')} too old; it is good for ${longestAge}.`,
    )
  }
  if (age < -LONGEST_LEAD) {
    throw refuseToken(
      'invalid_token',
      -age > A_YEAR
        ? 'The claim iat lies far ahead. It must count seconds since 1970, not milliseconds.'
        : `The claim iat is ${counted(Math.ceil(-age), 'second')} ahead, and ${LONGEST_LEAD} are allowed. Set the clock that it came from.`,
    )
  }
  const end = secondsOf('exp', exp)
  if (end !== undefined && now / 1000 >= end) {
    throw refuseToken('expired_token', 'The token expired at the time of its claim exp.')
  }
  const start = secondsOf('nbf', nbf)
  if (start !== undefined && start > now / 1000 + LONGEST_LEAD) {
    throw refuseToken('invalid_token', 'The token is not good before the time of its claim nbf.')
  }
  return { email: email.trim(), jti: identity, expires: Math.ceil((iat + longestAge) * 1000) }
}

/** A time in seconds, also as digits in quotes; a claim meant to limit a token is never ignored. */
function secondsOf(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  const seconds = typeof value === 'string' && /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : value
  if (typeof seconds === 'number' && Number.isFinite(seconds)) return seconds
  throw refuseToken('invalid_token', `The claim ${name} of the token is not a number of seconds.`)
}
