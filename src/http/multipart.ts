import { HttpFault } from './faults.ts'

/**
 * Name and value pairs of the plain fields of a multipart body, in order. Files are passed over.
 * @param onFile is told the name of each
 * @throws HttpFault malformed_body
 */
export async function parseMultipart(
  body: Buffer,
  contentType: string,
  onFile?: (name: string) => void,
): Promise<[name: string, value: string][]> {
  const { default: busboy } = await import('busboy') // few clients send such bodies
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(new HttpFault('malformed_body', { cause: error }))
    const pairs: [string, string][] = []
    try {
      const reader = busboy({
        headers: { 'content-type': contentType },
        defParamCharset: 'utf8',
        // The limit on whole bodies is the dialect's; a cut name or value would be a wrong one.
        limits: { fieldNameSize: body.length, fieldSize: body.length },
      })
      reader.on('field', (name: string | undefined, value) => {
        if (name !== undefined) pairs.push([name, value])
      })
      reader.on('file', (name: string | undefined, file) => {
        if (name !== undefined) onFile?.(name)
        file.resume()
      })
      reader.on('error', fail)
      reader.on('close', () => resolve(pairs))
      reader.end(body)
    } catch (error) {
      fail(error) // no boundary in the content type
    }
  })
}
