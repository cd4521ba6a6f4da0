import type { CertificateId } from '../../domain/ids.ts'

/** What a certificate is found by: its number, and the code that nobody guesses. */
export interface CertificateKey {
  readonly id: CertificateId
  readonly code: string
}

/** As it is printed, in groups: 42-3F9A-0C1D-… */
export function presentCode({ id, code }: CertificateKey): string {
  return [String(id), ...(code.toUpperCase().match(/.{1,4}/g) ?? [])].join('-')
}

/** What somebody has typed: blanks, dashes of any kind and capital letters don't matter. */
export function parseCode(text: string): CertificateKey | undefined {
  return keyOf(/^0*([1-9]\d{0,15})([0-9a-f]{32})$/.exec(text.replace(/[\s\p{Pd}._]/gu, '').toLowerCase()))
}

/** The key in an address: `42-3f9a…`. */
export function parseKey(text: string): CertificateKey | undefined {
  return keyOf(/^([1-9]\d{0,15})-([0-9a-f]{32})$/.exec(text))
}

/** A path as it may be logged: whoever knows the code may see the certificate. */
export function withoutCertificateCode(path: string): string {
  return path.replace(/^(\/certificates\/\d+-)[0-9a-f]+/i, '$1[redacted]')
}

function keyOf(found: RegExpExecArray | null): CertificateKey | undefined {
  const [, id, code] = found ?? []
  return id === undefined || code === undefined ? undefined : { id: Number(id) as CertificateId, code }
}
