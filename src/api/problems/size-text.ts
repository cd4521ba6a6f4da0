const KILO = 1024

/** A limit of bytes for people: `256 MB`, `64 kB`. */
export function sizeText(bytes: number): string {
  return bytes >= KILO * KILO ? `${Math.floor(bytes / KILO / KILO)} MB` : `${Math.floor(bytes / KILO)} kB`
}
