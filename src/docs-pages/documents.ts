import { readFile } from 'node:fs/promises'

/** An OpenAPI document that is shown and can be downloaded. */
export interface ApiDocument {
  /** Used in addresses: `/docs/reference/quadrivium`, `/docs/openapi/quadrivium.json`. */
  readonly name: string
  readonly title: string
  /** Returns JSON. Reads it from disk each time, so that unused documents cost no memory. */
  readonly read: () => Promise<string>
}

/** A document on disk that is served unchanged. */
export interface DocumentOnDisk {
  readonly name: string
  readonly title: string
  readonly file: URL
}

export function documentOnDisk({ name, title, file }: DocumentOnDisk): ApiDocument {
  return { name, title, read: () => readFile(file, 'utf8') }
}

/** The first-party API's document: from the build, or generated when running from source. */
export const ownApi: ApiDocument = {
  name: 'quadrivium',
  title: 'Quadrivium',
  async read() {
    try {
      return await readFile(new URL('../api/openapi/quadrivium.json', import.meta.url), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      const { ownDocument } = await import('../api/openapi/own-document.ts')
      return JSON.stringify(ownDocument())
    }
  },
}
