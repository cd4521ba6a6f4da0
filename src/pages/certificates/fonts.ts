import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { turn } from '../../lib/turns.ts'
import { unpackWoff } from './woff.ts'

/** A font as parsed by pdfkit. */
interface ParsedFont {
  hasGlyphForCodePoint(codePoint: number): boolean
}

/** A font for writing documents. */
export interface Face {
  readonly name: string
  /** The form that pdfkit accepts: parsed once, used by every document. */
  readonly source: PDFKit.Mixins.PDFFontSource
  readonly draws: (codePoint: number) => boolean
}

/** Finds the font for one user-perceived character; undefined when no font has it. */
export type FaceFor = (character: string) => Face | undefined

/**
 * The fonts of certificates, from packages on disk. DejaVu covers Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew
 * and Arabic; Cactus Classical Serif covers Chinese and Japanese, in slices that are loaded only as needed.
 */
export class Fonts {
  readonly #faces: readonly Face[]
  readonly #slices: ReadonlyMap<number, string>
  readonly #opened = new Map<string, Face>()

  private constructor(faces: readonly Face[], slices: ReadonlyMap<number, string>) {
    this.#faces = faces
    this.#slices = slices
  }

  static async open(): Promise<Fonts> {
    const [serif, sans, slices] = await Promise.all([
      readResolved(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSerif.ttf')),
      readResolved(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
      readSlices(),
    ])
    return new Fonts([await parse('serif', serif), await parse('sans', sans)], slices)
  }

  /** Loads the fonts that these texts need. */
  async facesFor(texts: readonly string[]): Promise<FaceFor> {
    const needed = new Set<string>()
    for (const character of texts.join('')) {
      const codePoint = character.codePointAt(0) ?? 0
      const slice = this.#slices.get(codePoint)
      if (slice !== undefined && !this.#faces.some(({ draws }) => draws(codePoint))) needed.add(slice)
    }
    const more = await Promise.all([...needed].map((slice) => this.#slice(slice)))
    const faces = [...this.#faces, ...more]
    return (character) => {
      const visible = Array.from(character.replace(INVISIBLE, ''), (one) => one.codePointAt(0) ?? 0)
      return faces.find(({ draws }) => visible.every(draws))
    }
  }

  async #slice(name: string): Promise<Face> {
    const known = this.#opened.get(name)
    if (known !== undefined) return known
    const woff = await readResolved(
      import.meta.resolve(
        `@fontsource/cactus-classical-serif/files/cactus-classical-serif-${name}-400-normal.woff`,
      ),
    )
    const face = await parse(`cactus-${name}`, unpackWoff(woff))
    this.#opened.set(name, face)
    return face
  }
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

function readResolved(url: string): Promise<Buffer> {
  return readFile(fileURLToPath(url))
}

// pdfkit accepts parsed fonts, but can't parse one outside a document. The font that it has just parsed for this
// document is in a field that its types don't declare. Its version is pinned.
async function parse(name: string, bytes: Buffer): Promise<Face> {
  const { default: Document } = await import('pdfkit')
  await turn() // the module and each font take some milliseconds
  const document = new Document({ font: '' }).font(bytes) as PDFKit.PDFDocument & {
    readonly _font: { readonly font: ParsedFont }
  }
  const { font } = document._font
  return {
    name,
    source: font as unknown as PDFKit.Mixins.PDFFontSource,
    draws: (codePoint) => font.hasGlyphForCodePoint(codePoint),
  }
}

/** The slice that contains each character, from the package's own table: `"[4]": "U+4e00-4e01,U+4e03"`. */
async function readSlices(): Promise<ReadonlyMap<number, string>> {
  const json = await readResolved(import.meta.resolve('@fontsource/cactus-classical-serif/unicode.json'))
  const table = JSON.parse(json.toString('utf8')) as Readonly<Record<string, string>> // the package's version is pinned
  const slices = new Map<number, string>()
  for (const [slice, ranges] of Object.entries(table)) {
    for (const range of ranges.split(',')) {
      const [from = 0, to = from] = range
        .replace('U+', '')
        .split('-')
        .map((hex) => parseInt(hex, 16))
      for (let codePoint = from; codePoint <= to; codePoint++)
        slices.set(codePoint, slice.replace(/[[\]]/g, ''))
    }
  }
  return slices
}
