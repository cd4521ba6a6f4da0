import type { CertificateId } from '../../domain/ids.ts'

/** A certificate's identifier: its number, and a code that can't be guessed. */
export interface CertificateKey {
  readonly id: CertificateId
  readonly code: string
}

/** As printed, in groups: 42-3F9A-0C1D-… */
export function presentCode({ id, code }: CertificateKey): string {
  return [String(id), ...(code.toUpperCase().match(/.{1,4}/g) ?? [])].join('-')
}

/** Parses what somebody typed: blanks, dashes of any kind and case don't matter. */
export function parseCode(text: string): CertificateKey | undefined {
  return keyOf(/^0*([1-9]\d{0,15})([0-9a-f]{32})$/.exec(text.replace(/[\s\p{Pd}._]/gu, '').toLowerCase()))
}

/** The identifier in an address: `42-3f9a…`. */
export function parseKey(text: string): CertificateKey | undefined {
  return keyOf(/^([1-9]\d{0,15})-([0-9a-f]{32})$/.exec(text))
}

/** A path as it may be logged: anybody who knows the code may see the certificate. */
export function withoutCertificateCode(path: string): string {
  return path.replace(/^(\/certificates\/\d+-)[0-9a-f]+/i, '$1[redacted]')
}

function keyOf(found: RegExpExecArray | null): CertificateKey | undefined {
  const [, id, code] = found ?? []
  return id === undefined || code === undefined ? undefined : { id: Number(id) as CertificateId, code }
}
