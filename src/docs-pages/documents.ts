import { readFile } from 'node:fs/promises'

/** An OpenAPI document that is shown and handed out. */
export interface ApiDocument {
  /** In addresses: `/docs/reference/quadrivium`, `/docs/openapi/quadrivium.json`. */
  readonly name: string
  readonly title: string
  /** JSON. Read anew each time: nobody pays for documents that nobody reads. */
  readonly read: () => Promise<string>
}

/** A document that lies on disk as it is handed out. */
export interface DocumentOnDisk {
  readonly name: string
  readonly title: string
  readonly file: URL
}

export function documentOnDisk({ name, title, file }: DocumentOnDisk): ApiDocument {
  return { name, title, read: () => readFile(file, 'utf8') }
}

/** Of the first-party API: as it was written when the product was built; made on the spot where the source runs. */
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
