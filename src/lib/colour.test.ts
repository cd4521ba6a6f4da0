import { expect, it } from 'vitest'
import { parseColour, readableFor, readableOn } from './colour.ts'

it.each([
  ['#1c5fb8', '#1c5fb8'],
  [' #FFF ', '#ffffff'],
  ['#1c5fb', undefined],
  ['red', undefined],
  ['#1c5fb8;}', undefined],
])('reads %j as %j', (text, colour) => {
  expect(parseColour(text)).toBe(colour)
})

it('writes in black or white on a colour, whichever differs more', () => {
  expect(readableOn('#ffe08a')).toBe('#000000')
  expect(readableOn('#102030')).toBe('#ffffff')
})

it('makes a colour darker or lighter until it can be read on the ground', () => {
  expect(readableFor('#1c5fb8', '#ffffff')).toBe('#1c5fb8')
  expect(readableFor('#ffe08a', '#ffffff')).toBe('#807045')
  expect(readableFor('#102030', '#1c2027')).toMatch(/^#[7-9a-f]/)
})
