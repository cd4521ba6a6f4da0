import { isUtf8 } from 'node:buffer'
import { HttpFault } from './faults.ts'

/** Makes text of bytes. @throws HttpFault wrong_encoding */
export type Decode = (bytes: Buffer) => string

const BYTE_ORDER_MARK = Buffer.from('\ufeff')

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['utf-8', decodeUtf8],
  ['utf8', decodeUtf8],
  ['us-ascii', decodeUtf8],
  ['ascii', decodeUtf8],
  ['iso-8859-1', decodeLatin1],
  ['latin1', decodeLatin1],
])

/**
 * What decodes the bytes behind a content type: UTF-8 unless it declares ISO-8859-1.
 * @throws HttpFault wrong_encoding for any other charset: its letters would be stored as others
 */
export function decoderOf(contentType: string | undefined): Decode {
  const charset = parameterOf(contentType ?? '', 'charset')
  const decode = charset === undefined ? decodeUtf8 : decoders.get(charset.trim().toLowerCase())
  if (decode === undefined) throw new HttpFault('wrong_encoding')
  return decode
}

/** The text of a whole body, without the byte order mark that some programs begin with. @throws HttpFault wrong_encoding */
export function textOfBody(body: Buffer, contentType: string | undefined): string {
  return decoderOf(contentType)(withoutMark(body))
}

/** Strict: a name in another encoding is refused instead of being stored with its letters lost. @throws HttpFault wrong_encoding */
export function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new HttpFault('wrong_encoding')
  return bytes.toString('utf8')
}

/** The body without a byte order mark at its start. */
export function withoutMark(body: Buffer): Buffer {
  return body.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? body.subarray(BYTE_ORDER_MARK.length)
    : body
}

/** Longer headers than this have no parameters that anybody reads. */
export const LONGEST_HEADER = 2048

/** A parameter of a header such as `text/plain; charset=utf-8`; undefined when it isn't there. The name is in lower case. */
export function parameterOf(header: string, name: string): string | undefined {
  if (header.length > LONGEST_HEADER) return undefined
  for (const [, key = '', quoted, plain] of header.matchAll(PARAMETER)) {
    if (key.toLowerCase() === name) return quoted?.replace(/\\(["\\])/g, '$1') ?? plain
  }
  return undefined
}

const PARAMETER = /;[ \t]*([^=;"\s]+)=(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/gs

function decodeLatin1(bytes: Buffer): string {
  return bytes.toString('latin1')
}
