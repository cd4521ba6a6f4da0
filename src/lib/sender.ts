import { isAddress } from './mail-address.ts'
import { hasControl, isBlank } from './text.ts'

/** In whose name a mail goes out. */
export interface Sender {
  readonly name: string | null
  readonly address: string
}

/**
 * Reads `academy@example.com`, `Academy <academy@example.com>` or `"Academy, Ltd." <academy@example.com>`; undefined: it is
 * none of them. The address is one that mail could be sent to (`isAddress`).
 */
export function parseSender(text: string): Sender | undefined {
  if (isAddress(text)) return { name: null, address: text }
  const [, quoted, plain, address = ''] = /^(?:"((?:[^"\\]|\\[^])*)" *|([^<>"@,;]+))<(.+)>$/.exec(text) ?? []
  const name = (quoted?.replace(/\\([^])/g, '$1') ?? plain ?? '').trim()
  return isAddress(address) && !isBlank(name) && !hasControl(name) ? { name, address } : undefined
}
