import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'

/** Where the build puts the console: beside the server's own code, or below the sources' folder `dist`. */
const BUILT = new URL('../../dist/console/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export type Encoding = 'br' | 'gzip'
/** The smallest first. */
const ENCODINGS: readonly (readonly [Encoding, ending: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
]

/** A file that the console loads. Its name contains a digest of its content. */
export interface Asset {
  readonly type: string
  readonly location: URL
  readonly length: number
  /** The same content, compressed when it was built. */
  readonly compressed: ReadonlyMap<Encoding, { readonly location: URL; readonly length: number }>
}

/** The console as the build left it. */
export interface BuiltConsole {
  /** The one document, which shows every page. */
  readonly document: string
  readonly assets: ReadonlyMap<string, Asset>
}

/**
 * Finds the console's files, and again when they were built anew while the server runs.
 * @param folder where the build puts them
 */
export function watchBuiltConsole(folder: URL = BUILT): () => BuiltConsole | null {
  let seen: number | undefined
  let found: BuiltConsole | null = null
  return () => {
    const changed = statSync(new URL('index.html', folder), { throwIfNoEntry: false })?.mtimeMs
    if (changed !== seen) {
      seen = changed
      found = findBuiltConsole(folder)
    }
    return found
  }
}

/** Lists the console's files; their contents stay on disk. @returns null: it wasn't built */
function findBuiltConsole(folder: URL): BuiltConsole | null {
  const document = new URL('index.html', folder)
  if (!existsSync(document)) return null
  const assets = new URL('assets/', folder)
  const names = readdirSync(assets).filter((name) => extname(name) in TYPES)
  return {
    document: readFileSync(document, 'utf8'),
    assets: new Map(names.map((name) => [name, assetAt(new URL(name, assets))])),
  }
}

function assetAt(location: URL): Asset {
  const compressed = ENCODINGS.flatMap(([encoding, ending]) => {
    const beside = new URL(location.href + ending)
    return existsSync(beside)
      ? [[encoding, { location: beside, length: statSync(beside).size }] as const]
      : []
  })
  return {
    type: TYPES[extname(location.pathname)] ?? 'application/octet-stream',
    location,
    length: statSync(location).size,
    compressed: new Map(compressed),
  }
}
