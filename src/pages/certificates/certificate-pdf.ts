import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Locale } from '../language.ts'
import { certificateWords } from './certificate-words.ts'
import { fitText, type Room } from './fit-text.ts'
import { Fonts, type FaceFor } from './fonts.ts'
import { dayInWords, percent } from '../formats.ts'
import { pictureType } from '../../lib/picture.ts'
import { visualLine } from './visual-runs.ts'

/** The contents of a certificate. */
export interface PrintedCertificate {
  readonly locale: Locale
  readonly academy: string
  readonly holder: string
  /** What was passed. */
  readonly name: string
  readonly issued: number
  readonly expires: number | null
  readonly score: number | null
  /** In groups, as people type it. */
  readonly code: string
  /** The page on which the code can be typed to verify the certificate. */
  readonly verifyAt: string
  /** The page of this certificate. */
  readonly page: string
  /** The colour of the frame, `#rrggbb`; null: gold. */
  readonly accent: string | null
  /** A PNG or JPEG picture. */
  readonly logo: Buffer | null
}

/** Creates the PDF of a certificate: the same bytes for the same certificate, on one page of A4. */
export type PrintCertificate = (certificate: PrintedCertificate) => Promise<Buffer>

/**
 * Loads what printing needs; pdfkit and its fonts are loaded with the first certificate. Certificates are printed one
 * after the other, and other requests have their turn in between: printing one takes 10 to 20 ms, in which nobody else
 * is answered.
 */
export function openPrinter(): PrintCertificate {
  let fonts: Promise<Fonts> | undefined
  let last: Promise<unknown> = Promise.resolve()
  return async (certificate) => {
    fonts ??= Fonts.open().catch((error: unknown) => {
      fonts = undefined // the next call tries again
      throw error
    })
    const read = await fonts
    const printed = last.then(() => nextTurn()).then(() => print(certificate, read))
    last = printed.catch(() => undefined)
    return printed
  }
}

const PAGE = { width: 841.89, height: 595.28 }
const INK = '#1d2129'
const SOFT = '#4d5563'
const GOLD = '#a3843f'
const WIDEST = 640

const TITLE = room([40, 1])
const ACADEMY = room([15, 1], [12, 1], [10, 2], [8, 3])
const HOLDER = room([36, 1], [32, 1], [28, 1], [26, 2], [22, 2], [18, 3], [15, 4], [12, 6])
const NAME = room([24, 1], [21, 2], [18, 2], [15, 3], [12, 4])
const SENTENCE = room([12, 1], [10, 1], [8, 2])
const SMALL = room([10, 1], [8, 1], [7, 3])

function room(...sizes: Room['sizes']): Room {
  return { width: WIDEST, sizes }
}

async function print(certificate: PrintedCertificate, fonts: Fonts): Promise<Buffer> {
  const { default: Document } = await import('pdfkit') // most servers print none
  const { locale, academy, holder, name, issued } = certificate
  const faceFor = await fonts.facesFor([academy, holder, name])
  const document = new Document({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    font: '',
    lang: locale,
    displayTitle: true,
    pdfVersion: '1.5',
    info: {
      Title: `${certificateWords[locale].title}: ${name}`,
      Author: academy,
      Subject: holder,
      Creator: 'Quadrivium',
      // Otherwise it would be the current time, and copies would differ.
      CreationDate: new Date(issued),
    },
  })
  const bytes = collected(document)
  frame(document, certificate.accent ?? GOLD)
  if (certificate.logo !== null) putLogo(document, certificate.logo)
  write(document, penOf(document, faceFor), certificate)
  document.end()
  return bytes
}

function write(document: Document, pen: Pen, certificate: PrintedCertificate): void {
  const { locale, academy, holder, name, issued, expires, score, code, verifyAt, page, accent } = certificate
  const words = certificateWords[locale]
  const date = words.on(dayInWords(issued, locale))

  pen.write(academy, 70, ACADEMY, SOFT)
  pen.write(words.title, 102, TITLE, INK)
  document
    .moveTo(PAGE.width / 2 - 36, 162)
    .lineTo(PAGE.width / 2 + 36, 162)
    .lineWidth(1.2)
    .stroke(accent ?? GOLD)
  pen.writeCentred(200, 452, [
    [words.certifies, SENTENCE, SOFT, 14],
    [holder, HOLDER, INK, 16],
    [words.completed, SENTENCE, SOFT, 14],
    [name, NAME, INK, 18],
    [score === null ? date : `${date}  ·  ${words.score(percent(score, locale))}`, SENTENCE, SOFT, 0],
  ])

  if (expires !== null) pen.write(words.until(dayInWords(expires, locale)), 472, SMALL, INK)
  pen.write(`${words.code}: ${code}`, 492, SMALL, INK)
  pen.write(`${words.verifyAt} ${verifyAt}`, 508, SMALL, SOFT)
  document.link(PAGE.width / 2 - 200, 490, 400, 32, page)
  if (!pen.complete()) pen.write(words.incomplete, 528, SMALL, SOFT)
}

type Document = PDFKit.PDFDocument

function collected(document: Document): Promise<Buffer> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.on('error', reject)
  })
}

/** A picture that can't be read is left out: a certificate is valid without it. */
function putLogo(document: Document, logo: Buffer): void {
  // pdfkit reads some pictures after this call, where an error would end the process.
  if (pictureType(logo) === undefined) return
  try {
    document.image(logo, 56, 52, { fit: [150, 64] })
  } catch {
    // It contains something that pdfkit can't read, such as a very long comment.
  }
}

function frame(document: Document, colour: string): void {
  const rectangle = (inset: number, width: number) =>
    document
      .rect(inset, inset, PAGE.width - 2 * inset, PAGE.height - 2 * inset)
      .lineWidth(width)
      .stroke(colour)
  rectangle(26, 1.4)
  rectangle(32, 0.5)
}

type Block = readonly [text: string, room: Room, colour: string, space: number]

interface Pen {
  /** Writes a centred text with its top at that height. Returns where it ends. */
  write(text: string, top: number, room: Room, colour: string): number
  /** Writes texts one below the other, vertically centred between two heights. */
  writeCentred(top: number, bottom: number, blocks: readonly Block[]): void
  /** Whether all text could be drawn. */
  complete(): boolean
}

const LEADING = 1.3

function penOf(document: Document, faceFor: FaceFor): Pen {
  let complete = true
  const width = (text: string, face: string, size: number) =>
    document.font(face).fontSize(size).widthOfString(text, { features: [] })
  const known = new Set<string>()
  const lineOf = (text: string) => {
    const line = visualLine(text, faceFor)
    for (const { face } of line.runs) {
      if (!known.has(face.name)) document.registerFont(face.name, face.source)
      known.add(face.name)
    }
    return line
  }
  const widths = new Map<string, number>()
  const widthOf = (text: string) => {
    const known = widths.get(text)
    if (known !== undefined) return known
    const measured = lineOf(text).runs.reduce((sum, { text, face }) => sum + width(text, face.name, 1), 0)
    widths.set(text, measured)
    return measured
  }
  const fitted = (text: string, room: Room) => fitText(text, room, widthOf)

  const write: Pen['write'] = (text, top, room, colour) => {
    const { lines, size, cut } = fitted(text, room)
    if (cut) complete = false
    let y = top
    for (const line of lines.map(lineOf)) {
      if (!line.complete) complete = false
      const advances = line.runs.map(({ text, face }) => width(text, face.name, size))
      let x = (PAGE.width - advances.reduce((sum, one) => sum + one, 0)) / 2
      for (const [at, { text, face }] of line.runs.entries()) {
        document
          .font(face.name)
          .fontSize(size)
          .fillColor(colour)
          // If features are named, a text is passed to the font as a whole: blanks keep their position in Arabic and
          // Hebrew.
          .text(text, x, y, { lineBreak: false, features: [], baseline: 'top' })
        x += advances[at] ?? 0
      }
      y += size * LEADING
    }
    return y
  }
  return {
    write,
    writeCentred(top, bottom, blocks) {
      const height = (text: string, room: Room) => {
        const { lines, size } = fitted(text, room)
        return lines.length * size * LEADING
      }
      const whole = blocks.reduce((sum, [text, room, , space]) => sum + height(text, room) + space, 0)
      let y = top + (bottom - top - whole) / 2
      for (const [text, room, colour, space] of blocks) y = write(text, y, room, colour) + space
    },
    complete: () => complete,
  }
}
