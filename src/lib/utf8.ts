import { isUtf8 } from 'node:buffer'

/** The text of bytes, without a byte order mark at their start; undefined when they aren't UTF-8. */
export function textInUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        .toString('utf8')
        .replace(/^\ufeff/, '')
    : undefined
}
