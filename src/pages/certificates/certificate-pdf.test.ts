import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractText, getDocumentProxy, getMeta, getResolvedPDFJS } from 'unpdf'
import { chunk, JPEG, png } from '../../../test/support/pictures.ts'
import { openPrinter, type PrintedCertificate } from './certificate-pdf.ts'

const print = openPrinter()
const certificate: PrintedCertificate = {
  locale: 'en',
  academy: 'Aldermark Academy',
  holder: 'Lea Learner',
  name: 'Working safely',
  issued: Date.UTC(2026, 10, 22, 23, 30),
  expires: null,
  score: null,
  code: '42-3F9A-0C1D',
  verifyAt: 'https://academy.example.com/verify',
  page: 'https://academy.example.com/certificates/42-3f9a0c1d',
  accent: null,
  logo: null,
}
const INCOMPLETE = 'Some characters of this certificate can’t be shown here.'

async function opened(change: Partial<PrintedCertificate> = {}) {
  return getDocumentProxy(new Uint8Array(await print({ ...certificate, ...change })))
}
async function lines(change: Partial<PrintedCertificate> = {}): Promise<string[]> {
  const { text } = await extractText(await opened(change), { mergePages: true })
  return text.split('\n').map((line) => line.trim())
}

describe('a printed certificate', () => {
  it('says who has completed what, and when', async () => {
    expect(await lines()).toEqual([
      'Aldermark Academy',
      'Certificate',
      'This is to certify that',
      'Lea Learner',
      'has successfully completed',
      'Working safely',
      'on 22 November 2026',
      'Verification code: 42-3F9A-0C1D',
      'Verify at https://academy.example.com/verify',
    ])
  })

  it('says it in German, with the score and for how long it holds', async () => {
    const change = { locale: 'de', score: 66.67, expires: Date.UTC(2027, 2, 1) } as const
    expect(await lines({ ...change, academy: 'Überlinger Akademie' })).toEqual([
      'Überlinger Akademie',
      'Zertifikat',
      'Hiermit wird bescheinigt, dass',
      'Lea Learner',
      'mit Erfolg abgeschlossen hat:',
      'Working safely',
      'am 22. November 2026 · Ergebnis: 66,67 %',
      'Gültig bis 1. März 2027',
      'Prüfcode: 42-3F9A-0C1D',
      'Zu prüfen unter https://academy.example.com/verify',
    ])
  })

  it('is the same, byte for byte, however often it is printed', async () => {
    const first = await print(certificate)
    expect((await print(certificate)).equals(first)).toBe(true)
    expect((await openPrinter()(certificate)).equals(first)).toBe(true)
  })

  it('has a title, an author, a language and the date of the certificate', async () => {
    const { info, metadata: _ } = await getMeta(await opened())
    expect(info).toMatchObject({
      Title: 'Certificate: Working safely',
      Author: 'Aldermark Academy',
      Subject: 'Lea Learner',
      Language: 'en',
      CreationDate: 'D:20261122233000Z',
    })
  })

  it('is one page, and its link leads to the page of the certificate', async () => {
    const document = await opened()
    expect(document.numPages).toBe(1)
    const links = await (await document.getPage(1)).getAnnotations()
    expect(links.map(({ url }) => url as string)).toEqual([certificate.page])
  })
})

describe('the look of the academy', () => {
  it.each([
    ['PNG', png()],
    ['interlaced PNG', png({ colour: 2, interlaced: true })],
    ['JPEG', JPEG],
  ])('is its logo: %s', async (_, logo) => {
    expect(await pictures({ logo })).toBe(1)
    expect(await pictures()).toBe(0)
  })

  it.each([
    ['cut off', png().subarray(0, -30)],
    ['with rows that are none', png({ data: Buffer.from('not compressed') })],
    ['of another kind', Buffer.from('GIF89a')],
    ['with a comment that no reader of pdfkit holds', commented()],
  ])('is no picture %s, and the certificate is whole without it', async (_, logo) => {
    expect(await lines({ logo })).toContain('Lea Learner')
    expect(await pictures({ logo })).toBe(0)
    expect(await lines()).toContain('Lea Learner') // nobody waits for it
  })

  it('is its colour, where else there is gold', async () => {
    expect(await strokes({ accent: '#1c5fb8' })).toContain('#1c5fb8')
    expect(await strokes()).toEqual(['#a3843f'])
  })
})

describe('names of all the world', () => {
  it.each([
    'Zoë Łukasiewicz-Großmüller',
    'Ελένη Παπαδοπούλου',
    'Ирина Жукова',
    'Արամ Խաչատրյան',
    'ქეთევან ბერიძე',
    'Nguyễn Thị Minh',
    '王小明',
    '张伟',
    '佐藤さくら',
    '髙﨑サトウ',
    'محمد علي',
    'משה כהן',
  ])('%s is drawn', async (holder) => {
    const text = await lines({ holder })
    expect(text).not.toContain(expect.stringContaining(INCOMPLETE))
    // PDF readers restore the order of right-to-left words with varying success: only their letters are checked.
    const letters = (all: string) => Array.from(all.normalize('NFKC').replace(/\s/g, '')).toSorted().join('')
    expect(text.map(letters)).toContain(letters(holder))
  })

  it('that no font draws are an ellipsis, and the page is named that shows them', async () => {
    const text = await lines({ holder: 'สมชาย Smith' })
    expect(text).toContain('… Smith')
    expect(text.at(-1)).toBe(`${INCOMPLETE} The page named above shows it in full.`)
  })
})

describe('long texts', () => {
  const long = 'Wolfeschlegelsteinhausenbergerdorff'

  it('are made smaller, and broken between words', async () => {
    const name = 'The complete introduction to everything that anybody working near machines must know'
    const text = await lines({ name })
    expect(text.join(' ')).toContain(name)
    expect(text).not.toContain(name)
  })

  it('never leave the page, whatever they are', async () => {
    await demandInside({ holder: long.repeat(14), name: 'W'.repeat(255), academy: 'Academy '.repeat(31) })
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(long, '王小明', 'محمد', ' '),
    )
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, async (holder, name) => demandInside({ holder, name })),
      { numRuns: 12 },
    )
  })

  it('that can’t be shown whole end in an ellipsis', async () => {
    const text = await lines({ name: 'W'.repeat(255) })
    expect(text.some((line) => /^W+…$/.test(line))).toBe(true)
    expect(text.at(-1)).toContain(INCOMPLETE)
  })
})

async function operators(change: Partial<PrintedCertificate>) {
  return (await (await opened(change)).getPage(1)).getOperatorList()
}

/** The number of pictures drawn. */
async function pictures(change: Partial<PrintedCertificate> = {}): Promise<number> {
  const { OPS } = await getResolvedPDFJS()
  return (await operators(change)).fnArray.filter((one) => one === OPS.paintImageXObject).length
}

/** The colours in which lines are drawn. */
async function strokes(change: Partial<PrintedCertificate> = {}): Promise<string[]> {
  const { OPS } = await getResolvedPDFJS()
  const { fnArray, argsArray } = await operators(change)
  return [
    ...new Set(fnArray.flatMap((one, at) => (one === OPS.setStrokeRGBColor ? [String(argsArray[at])] : []))),
  ]
}

/** A valid picture that contains a text of a million letters. */
function commented(): Buffer {
  const whole = png()
  const end = whole.length - 12
  return Buffer.concat([
    whole.subarray(0, end),
    chunk('tEXt', Buffer.alloc(1_000_000, 'a')),
    whole.subarray(end),
  ])
}

/** Whether all text is inside the frame. */
async function demandInside(change: Partial<PrintedCertificate>): Promise<void> {
  const content = await (await (await opened(change)).getPage(1)).getTextContent()
  for (const item of content.items) {
    if (!('transform' in item) || item.str.trim() === '') continue
    const [, , , , x, y] = item.transform as number[]
    expect(x).toBeGreaterThan(32)
    expect((x ?? 0) + item.width).toBeLessThan(842 - 32)
    expect(y).toBeGreaterThan(32)
    expect(y).toBeLessThan(595 - 32)
  }
}
