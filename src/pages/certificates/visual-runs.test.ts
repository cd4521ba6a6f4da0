import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Face } from './fonts.ts'
import { visualLine } from './visual-runs.ts'

const face = (name: string): Face => ({ name, source: '', draws: () => true })
const western = face('western')
const eastern = face('eastern')

/** Draws everything except Thai; Arabic and Hebrew in a font of their own. */
const faceFor = (character: string) => {
  if (/\p{Script=Thai}/u.test(character)) return undefined
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(character) ? eastern : western
}
const shown = (text: string) => visualLine(text, faceFor).runs.map((run) => run.text)

// Right-to-left letters are written in upper case here, as in the examples of UAX 9; each piece of text is in logical
// order.
const HEBREW = 'אבגדהוזחטיכלמנסעפצקרשת'
const spoken = (text: string) =>
  text.replace(/[A-V]/g, (letter) => HEBREW[letter.charCodeAt(0) - 65] ?? letter)
const read = (text: string) =>
  shown(spoken(text)).map((piece) =>
    piece.replace(/[א-ת]/g, (letter) => String.fromCharCode(65 + HEBREW.indexOf(letter))),
  )

describe('a line in the order in which it is drawn', () => {
  it.each<[string, string[]]>([
    ['lea learner', ['lea learner']],
    ['ABC DEF', ['ABC DEF']],
    ['lea ABC', ['lea ', 'ABC']],
    ['lea ABC DEF max', ['lea ', 'ABC DEF', ' ', 'max']],
    ['ABC lea', ['lea', 'ABC ']],
    ['ABC lea DEF', ['DEF', ' ', 'lea', 'ABC ']],
    ['ABC 12', ['12', 'ABC ']],
    ['ABC 12.5 DEF', ['DEF', ' ', '12.5', 'ABC ']],
    ['lea ABC 12', ['lea ', '12', 'ABC ']],
    ['lea 12 ABC', ['lea 12 ', 'ABC']],
    ['ABC (DEF)', ['(', 'DEF', ')', 'ABC ']],
  ])('%s', (text, pieces) => expect(read(text).join('|')).toBe(pieces.join('|')))

  it('keeps blanks, and nothing that controls its direction', () => {
    expect(shown('  lea \u202e  \n learner\u200f ')).toEqual(['lea learner'])
  })

  it('composes what is written in pieces', () => {
    expect(shown('Zoe\u0308')).toEqual(['Zo\u00eb'])
  })

  it('shows in one place what can’t be drawn, and says so', () => {
    expect(visualLine('สมชาย lea', faceFor)).toMatchObject({
      runs: [{ text: '…' }, { text: ' lea' }],
      complete: false,
    })
    expect(visualLine('lea', faceFor).complete).toBe(true)
  })

  it('keeps Arabic and Hebrew apart, as each is shaped by rules of its own', () => {
    expect(shown('אבمحمد')).toEqual(['محمد', 'אב'])
  })

  it('draws each character of any text once', () => {
    const letters = fc.constantFrom('a', 'z', 'א', 'ת', 'م', 'ع', '1', '9', ' ', '-', '.', '(', ')', '«', '!')
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 24 }), (characters) => {
        const text = characters.join('').replace(/ +/g, ' ').trim()
        const sorted = (all: string) =>
          all
            .replace(/[()«»]/g, (one) => ({ '(': ')', '«': '»' })[one] ?? one)
            .split('')
            .toSorted()
            .join('')
        expect(sorted(shown(text).join(''))).toBe(sorted(text))
      }),
    )
  })
})
