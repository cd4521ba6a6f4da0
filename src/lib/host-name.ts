import { domainToASCII, domainToUnicode } from 'node:url'

/**
 * A host name as the name service knows it: `münchen.de` is `xn--mnchen-3ya.de`. undefined for what isn't one, and for
 * a name that only looks like another one (`ｅxample.com`).
 */
export function asciiHost(host: string): string | undefined {
  if (host.length > 253 || /[\s/:@?#%\\]/.test(host)) return undefined
  const small = host.normalize('NFC').toLowerCase()
  if (/^[ -~]*$/.test(small)) return domainToUnicode(small).includes('xn--') ? undefined : small
  const ascii = domainToASCII(small)
  return ascii !== '' && ascii.length <= 253 && domainToUnicode(ascii) === small ? ascii : undefined
}

/** The name of a host in its own script, as people write it: `münchen.de` of `xn--mnchen-3ya.de`. */
export function unicodeHost(ascii: string): string {
  return ascii.includes('xn--') ? domainToUnicode(ascii) || ascii : ascii
}
